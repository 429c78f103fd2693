import { executioner } from "../execution/executioner.ts";
import { lifeLockOf, lifeLockReleased } from "../life_lock.ts";
import type { LogLevel } from "../log_level.ts";
import type { Execution } from "../protocol/execution.ts";
import type {
  BootPlan,
  DefinitionSource,
  HostMessage,
  WorkerMessage,
} from "../protocol/messages.ts";
import type { ActorPlan, WorkerPlan } from "../protocol/plan.ts";
import type { Spawner, WorkerEvents, WorkerHandle } from "../supervisor/spawner.ts";

let serial = 0;

/** Starts Web Workers. The only place that does. */
export class WorkerSpawner implements Spawner {
  readonly #plans: readonly WorkerPlan[];
  readonly #logLevel: LogLevel;
  readonly #ids: (string | undefined)[] = [];

  constructor(plans: readonly WorkerPlan[], logLevel: LogLevel) {
    this.#plans = plans;
    this.#logLevel = logLevel;
  }

  /** The fragment of the entry's URL of the worker with that number, by which debuggers find it; `null` if there is none now. */
  idOf(index: number): string | null {
    return this.#ids[index] ?? null;
  }

  spawn(index: number, events: WorkerEvents): WorkerHandle {
    const plan = this.#plans[index] as WorkerPlan;
    serial++;
    const id = this.#ids[index] = `worker=${serial}-${crypto.randomUUID()}`;
    const lock = lifeLockOf(id);
    // The URL must be unique: debuggers tell workers apart by nothing else. A fragment, because a registry or a cache would take
    // a query for another file.
    const entry = new URL(`../troupe/worker.js#${id}`, import.meta.url);
    const worker = new Worker(entry, { type: "module", name: plan.name });
    const logLevel = this.#logLevel;
    const post = (message: HostMessage) => worker.postMessage(message);
    let gone: Promise<void> | undefined;
    let execution: Promise<Execution> | undefined;

    const forget = () => {
      if (this.#ids[index] === id) this.#ids[index] = undefined;
    };

    function watch(): Promise<void> {
      return gone ??= lifeLockReleased(lock).then(() => {
        forget();
        events.onGone();
      });
    }

    function terminate(): void {
      worker.terminate();
      // A worker that never spoke may not hold its lock yet; it is granted at once then, which is right: it is gone.
      watch();
    }

    async function kill(): Promise<Execution> {
      const result = await executioner.kill({ id, terminate, gone: watch() });
      // It may be tried again: a machine that was too busy may be free then.
      if (!result.ended) execution = undefined;
      return result;
    }

    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data?.type === "listening") {
        return post({ type: "boot", plan: bootPlan(plan), lock, logLevel });
      }
      // The lock is held before the next message is sent, so whoever asks for it now gets it at the worker's death.
      watch();
      // An actor's code can post whatever it likes: what is no message of this protocol is passed over.
      if (typeof data?.type === "string") events.onMessage(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      events.onBroken({ name: "Error", message: explain(event.message), stack: "" });
    };
    return {
      perform: (seat, generation, suspects) =>
        post({ type: "perform", plan: plan.actors[seat] as ActorPlan, generation, suspects }),
      retire: (seat, generation) => post({ type: "retire", seat, generation }),
      tell: post,
      ping: () => post({ type: "ping" }),
      terminate,
      kill: () => execution ??= kill(),
    };
  }
}

function bootPlan({ index, region, doorbell, ballot, actors }: WorkerPlan): BootPlan {
  const sources: DefinitionSource[] = [];
  const places = new Map<string, number>();
  const definitions = actors.map(({ module, exportName }) => {
    const key = `${exportName} ${module}`;
    const place = places.get(key) ?? sources.push({ module, exportName }) - 1;
    places.set(key, place);
    return place;
  });
  return {
    index,
    region,
    doorbell,
    ballot,
    actors: actors.map(({ index }) => index),
    definitions,
    sources,
  };
}

function explain(message: string): string {
  const hint = message.includes("--allow-read") ? " (workers are loaded from files)" : "";
  return `its worker could not start: ${message}${hint}`;
}
