import type { ActorDefinition } from "../../actor/definition.ts";
import {
  handOut,
  isHosted,
  type Threads,
  type ThreadSpawner,
  webWorkers,
} from "../../graph/workers/mod.ts";
import { HostedWorker } from "../../hosted/mod.ts";
import type { ActorPlan, WorkerPlan } from "../../protocol/mod.ts";
import type { WorkerEvents, WorkerHandle } from "../../supervisor/mod.ts";

/** A worker that runs actors now, of whichever kind. */
export interface LiveWorker {
  /** The name of its troupe or of its actor. */
  readonly name: string;
  /** Ends it, from one instruction to the next where it is a thread of the machine, and nobody is told why. */
  terminate(): void;
}

/** Threads of the machine, beside workers that run in the host's own: those of actors that the test plays. */
export class StageThreads implements Threads {
  readonly #roles: ReadonlyMap<string, ActorDefinition>;
  /** Those that run actors, by number. */
  readonly #live = new Map<number, LiveWorker>();
  #plans: readonly WorkerPlan[] = [];
  /** Those of actors that the test plays, by number. */
  #hosted: (HostedWorker | undefined)[] = [];

  /** @param roles who plays whom, by label; each of them has a worker of its own */
  constructor(roles: ReadonlyMap<string, ActorDefinition>) {
    this.#roles = roles;
  }

  /** The plans of all workers, once the graph is laid out. */
  get plans(): readonly WorkerPlan[] {
    return this.#plans;
  }

  /** The workers that run actors now, in the order of their numbers. */
  get live(): LiveWorker[] {
    return [...this.#live].sort(([one], [other]) => one - other).map(([, worker]) => worker);
  }

  /** The worker of an actor that the test plays goes on no more, and does not answer. */
  hang(label: string): void {
    const index = this.#plans.findIndex(({ actors }) =>
      actors.some((actor) => actor.label === label)
    );
    this.#hosted[index]?.hang();
  }

  readonly cores = webWorkers.cores;

  /** Gets ready to end threads that hang. */
  readonly prepare = (): ReturnType<Threads["prepare"]> => webWorkers.prepare();

  readonly prepareHost = (): Promise<void> => webWorkers.prepareHost();

  /** As {@link Threads.spawner}. */
  readonly spawner: Threads["spawner"] = (...of): ThreadSpawner => {
    const [plans, logLevel, onNews, hostEnds] = of;
    this.#plans = plans;
    const machine = webWorkers.spawner(...of);
    const hosted: (HostedWorker | undefined)[] = this.#hosted = [];
    const host = {
      logLevel,
      definitionOf: ({ label }: ActorPlan) => this.#roles.get(label) as ActorDefinition,
      handOut,
      onNews,
    };
    const isPlayed = (index: number) => {
      const [first] = (plans[index] as WorkerPlan).actors;
      return this.#roles.has((first as ActorPlan).label);
    };
    const spawn = (index: number, events: WorkerEvents): WorkerHandle => {
      if (!isPlayed(index)) return machine.spawn(index, events);
      const worker = hosted[index] = new HostedWorker(plans[index] as WorkerPlan, host, events);
      return worker.handle();
    };
    return {
      // The host does not die alone, so its own actors are not among those that may.
      spawn: (index, events) =>
        isHosted(plans[index] as WorkerPlan, hostEnds) && !isPlayed(index)
          ? machine.spawn(index, events)
          : this.#watched(index, events, spawn),
      tell: (index, message) => {
        if (isPlayed(index)) hosted[index]?.tell(message);
        else machine.tell(index, message);
      },
      ping: (index, call) => {
        if (!isPlayed(index)) return machine.ping(index, call);
        const worker = hosted[index];
        worker?.tell({ type: "ping", call });
        return worker?.isAlive ?? false;
      },
      idOf: (index) => isPlayed(index) ? null : machine.idOf(index),
    };
  };

  /** Knows a worker as live from when it first runs an actor until its end is wanted. */
  #watched(
    index: number,
    events: WorkerEvents,
    spawn: (index: number, events: WorkerEvents) => WorkerHandle,
  ): WorkerHandle {
    const { name } = this.#plans[index] as WorkerPlan;
    const over = () => {
      if (this.#live.get(index) === live) this.#live.delete(index);
    };
    const handle = spawn(index, {
      ...events,
      onGone: () => {
        over();
        events.onGone();
      },
    });
    const terminate = () => {
      over();
      handle.terminate();
    };
    const live: LiveWorker = { name, terminate };
    return {
      ...handle,
      perform: (seat, generation, suspects) => {
        this.#live.set(index, live);
        handle.perform(seat, generation, suspects);
      },
      terminate,
      kill: () => {
        over();
        return handle.kill();
      },
    };
  }
}
