import { lookAtChannel } from "../../../src/channel/ring/host.ts";
import { Random } from "../random.ts";
import { type Chain, layChain, stateOf } from "./chain.ts";
import { controlOf, hashOf } from "./gate.ts";
import type { LockstepAnswer, LockstepTask } from "./thread.ts";

/** What a run was like. */
export interface LockstepRun {
  readonly seed: number;
  /** The same for the same run. */
  readonly hash: number;
  readonly steps: number;
  readonly deaths: number;
  /** What was not as it must be, one sentence each. */
  readonly faults: readonly string[];
}

/** Two or three actors, and the host. */
const MOST_THREADS = 4;

/** Real threads that run chains of actors in lockstep, one run after the other. */
export class Lockstep implements Disposable {
  readonly #workers: readonly Worker[] = Array.from(
    { length: MOST_THREADS },
    () => new Worker(new URL("./thread.ts", import.meta.url), { type: "module" }),
  );

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.terminate();
  }

  /** Runs the interleaving of that seed. */
  async run(seed: number): Promise<LockstepRun> {
    const random = new Random(seed);
    const actors = 2 + random.below(2);
    const chain = layChain(actors, 1 + random.below(4), 3 + random.below(8));
    const threads = actors + 1;
    const control = controlOf({
      seed,
      threads,
      deaths: random.below(4) > 0,
      ...(random.below(3) === 0 && { callAt: 1 + random.below(800) }),
    });
    const cast = new Int32Array(new SharedArrayBuffer(8 * actors));
    const answers = await Promise.all(
      this.#workers.slice(0, threads).map((worker, me) =>
        ask(worker, { chain, control, cast, me })
      ),
    );
    const faults = answers.flatMap(({ fault }) => fault === "" ? [] : [fault]);
    return {
      seed,
      ...hashOf(control),
      deaths: answers.reduce((sum, { deaths }) => sum + deaths, 0),
      faults: [...new Set([...faults, ...differencesOf(chain)])],
    };
  }
}

function ask(worker: Worker, task: LockstepTask): Promise<LockstepAnswer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`A thread of the lockstep failed: ${event.message}`));
    };
    worker.postMessage(task);
  });
}

/** Each message was made once, and each actor has worked on each once, in order. */
function differencesOf(chain: Chain): string[] {
  const states = chain.places.map((place) => stateOf(chain, place));
  const made = states[0]!.next;
  const differences = states.flatMap(({ next, disorder }, actor) =>
    next === made && disorder === 0
      ? []
      : [`actor ${actor} has worked on ${next} of ${made}, ${disorder} out of order`]
  );
  for (const { ends } of chain.places) {
    for (const { at, direction, channel } of ends) {
      const { closed, abandoned, messages } = lookAtChannel(chain.region, at);
      if (direction === "rx" && !(closed && abandoned && messages === 0)) {
        differences.push(
          `channel ${channel} has ${messages} left, closed ${closed}, abandoned ${abandoned}`,
        );
      }
    }
  }
  return differences;
}
