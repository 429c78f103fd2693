import { reportError } from "../errors.ts";
import { packCues } from "../protocol/cues.ts";
import type {
  ActorPlan,
  Cue,
  Execution,
  HostMessage,
  LifeMessage,
  ProcessBootMessage,
  WorkerPlan,
} from "../protocol/mod.ts";
import type { WorkerEvents, WorkerHandle } from "../supervisor/mod.ts";
import type { ActorProcess, ActorProcessEvents } from "./child.ts";

/** Where a worker's process comes from. */
export interface ProcessSource {
  launch(worker: number, events: ActorProcessEvents): ActorProcess;
  moveIn(worker: number, child: ActorProcess): void;
}

/** What a process gets from its host. */
export interface ProcessEars {
  /** Looks at what a process says, and acts on it. `isLeaving`: its end is wanted. */
  onMessage(message: unknown, isLeaving: boolean): void;
}

/** A worker that is a process of its own, as its supervisor sees it. */
export class ProcessWorker {
  readonly #plan: WorkerPlan;
  readonly #events: WorkerEvents;
  readonly #child: ActorProcess;
  readonly #gone = Promise.withResolvers<void>();
  #cues: Cue[] = [];
  #isLeaving = false;
  #isAlive = true;
  /** Of what it has died by itself. */
  #diedOf: string | undefined;

  /** Starts it. Throws if that cannot be. */
  constructor(plan: WorkerPlan, processes: ProcessSource, ears: ProcessEars, events: WorkerEvents) {
    this.#plan = plan;
    this.#events = events;
    this.#child = processes.launch(plan.index, {
      onListening: () => this.#child.send(bootMessage(plan)),
      onMessage: (message) => ears.onMessage(message, this.#isLeaving),
      onGone: (cause) => {
        this.#isAlive = false;
        if (!this.#child.wasEnded(cause)) this.#diedOf = cause;
        events.onGone(cause);
        this.#gone.resolve();
      },
    });
    processes.moveIn(plan.index, this.#child);
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Tells it, after all that it was to be told before. */
  tell(message: HostMessage): void {
    this.#cue();
    this.#child.send(message);
  }

  /** Tells it which generations to run. */
  #cue(): void {
    const cues = this.#cues;
    if (cues.length === 0) return;
    this.#cues = [];
    try {
      this.#child.send({ type: "perform", cues: packCues(cues) } satisfies HostMessage);
    } catch {
      // Some of it cannot be cloned, and only that must not run.
      cues.forEach((cue) => this.#cueAlone(cue));
    }
  }

  #cueAlone(cue: Cue): void {
    try {
      this.#child.send({ type: "perform", cues: packCues([cue]) } satisfies HostMessage);
    } catch (thrown) {
      const { plan: { index: actor }, generation } = cue;
      const error = reportError(thrown);
      const refusal: LifeMessage = {
        type: "crashed",
        actor,
        generation,
        error,
        underWork: [],
        lent: false,
      };
      queueMicrotask(() => this.#events.onLife(refusal));
    }
  }

  #terminate(): void {
    this.#isLeaving = true;
    this.#child.kill();
  }

  async #kill(): Promise<Execution> {
    const began = performance.now();
    this.#terminate();
    await this.#gone.promise;
    return {
      stack: undefined,
      ended: true,
      ...(this.#diedOf !== undefined && { diedOf: this.#diedOf }),
      reason: "it was a process of its own",
      tookMs: performance.now() - began,
    };
  }

  /** As its supervisor sees it. */
  handle(): WorkerHandle {
    return {
      perform: (seat, generation, suspects) => {
        if (this.#cues.length === 0) queueMicrotask(() => this.#cue());
        this.#cues.push({ plan: this.#plan.actors[seat] as ActorPlan, generation, suspects });
      },
      retire: (seat, generation, handOver) =>
        this.tell({ type: "retire", seat, generation, handOver }),
      ping: () => this.tell({ type: "ping", call: undefined }),
      terminate: () => this.#terminate(),
      kill: () => this.#kill(),
    };
  }
}

function bootMessage(
  { name: _, process: __, region: ___, actors, ...plan }: WorkerPlan,
): ProcessBootMessage {
  return { type: "boot", plan: { ...plan, actors: actors.map(({ index }) => index) } };
}
