import { any } from "../../actor/mod.ts";
import type { Condition } from "../../channel/condition.ts";
import type { Rx } from "../../channel/rx.ts";
import { type AnyActor, type CollectingPerformer, direct } from "./part.ts";
import { endsOf, type PortUse } from "./ports.ts";

/** Messages that a turn has taken from a lane, and the number of the first of them. */
interface Taken<T> {
  readonly lane: number;
  readonly from: number;
  readonly messages: readonly T[];
}

/** What was taken, by whom. A turn that did not commit has taken nothing, and its messages come again. */
class Collection<T> {
  readonly taken: T[] = [];
  readonly #byLabel = new Map<string, T[]>();
  /** What the turn under way has taken. */
  readonly #pending = new Map<string, readonly Taken<T>[]>();

  /** Forgets everything. */
  clear(): void {
    this.taken.length = 0;
    this.#byLabel.clear();
    this.#pending.clear();
  }

  of(label: string): T[] {
    const known = this.#byLabel.get(label);
    if (known !== undefined) return known;
    const own: T[] = [];
    this.#byLabel.set(label, own);
    return own;
  }

  /** A turn has taken that. */
  note(label: string, taken: readonly Taken<T>[]): void {
    this.#pending.set(label, taken);
  }

  /** So many were taken for good of each lane: so it is known what became of the turn. */
  settle(label: string, counts: readonly number[]): void {
    const pending = this.#pending.get(label);
    if (pending === undefined) return;
    this.#pending.delete(label);
    const own = this.of(label);
    for (const { lane, from, messages } of pending) {
      for (const message of messages.slice(0, Math.max(0, (counts[lane] as number) - from))) {
        own.push(message);
        this.taken.push(message);
      }
    }
  }
}

/**
 * Takes what comes until nothing more can, and keeps it. On the port of that name, or on the only one that takes; `work[1]` is one
 * lane of a bundle, `work` are all of them.
 *
 * ```ts
 * import { Graph, u32 } from "@steady-state/deno";
 * import { defineActor, rx, tx } from "@steady-state/deno/actor";
 * import { collect, feed, simulate } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
 * const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run() {} });
 *
 * function numbers(): Graph {
 *   const graph = new Graph("numbers");
 *   const { tx: out, rx: input } = graph.channel("numbers", u32);
 *   return graph.actor("SOURCE", source, { ports: { out } })
 *     .actor("SINK", sink, { ports: { in: input } });
 * }
 *
 * await simulate(numbers, { seeds: 5 }, async (stage) => {
 *   stage.perform("SOURCE", source, feed([1, 2, 3]));
 *   const heard = stage.perform("SINK", sink, collect());
 *   await stage.finished;
 *   assertEquals(heard.taken, [1, 2, 3]);
 * });
 * ```
 */
export function collect<T, N extends string>(port: N): CollectingPerformer<T, N>;
/** What comes is a `T`. */
export function collect<T = unknown>(port?: string): CollectingPerformer<T, undefined>;
export function collect<T>(port?: string): CollectingPerformer<T, never> {
  const collection = new Collection<T>();
  const use: PortUse = { verb: "collect", direction: "rx", port };
  const run = async (actor: AnyActor) => {
    const { label } = actor;
    const lanes = endsOf<Rx<T>>(actor, use);
    const settle = () => collection.settle(label, lanes.map((lane) => lane.taken));
    settle();
    for (;;) {
      // It commits the turn.
      const goesOn = actor.isRunning(() => lanes.every((lane) => lane.isClosedAndEmpty));
      settle();
      if (!goesOn) return;
      await actor.wait(anyAvail(lanes));
      const taken = lanes.map((end, lane) => ({
        lane,
        from: end.taken,
        messages: end.takeBatch(),
      }));
      collection.note(label, taken);
    }
  };
  const { taken } = collection;
  const performer = Object.assign(run, {
    taken,
    takenBy: (label: string): readonly T[] => collection.of(label),
  });
  return direct(performer, { uses: [use], begin: () => collection.clear() });
}

/** Holds when there is something to take on any of them. */
export function anyAvail(lanes: readonly Rx<unknown>[]): Condition {
  const [only] = lanes;
  return lanes.length === 1
    ? (only as Rx<unknown>).avail()
    : any(...lanes.map((lane) => lane.avail()));
}
