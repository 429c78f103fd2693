import type { ActorDefinition } from "../actor/definition.ts";
import { definitionOf, type Graph, graphRunOf, placeGraph } from "../graph/graph.ts";
import type { GraphRun } from "../graph/graph_run.ts";
import type { LogRecord, StopReport } from "../graph/report/mod.ts";
import type { Threads, ThreadSpawner } from "../graph/workers/mod.ts";
import { ProbeReader } from "../probe/read.ts";
import type { ActorPlan, WorkerPlan } from "../protocol/mod.ts";
import type { Expenses } from "./expenses.ts";
import type { Faults } from "./faults.ts";
import { coverGlobals } from "./globals.ts";
import { LaidOutGraph } from "./laid_out_graph.ts";
import { Timeline, type VirtualThread } from "./timeline.ts";
import { ThreadDeath } from "./thread_death.ts";
import { type Stagehands, VirtualWorker } from "./virtual_worker.ts";

/** When every simulation begins, unless it is told otherwise: the first moment of 2026. */
export const BEGIN = Date.UTC(2026, 0, 1);

/** What is awaited outside of the simulation may take so long, in the machine's time. */
const OUTSIDE_MS = 5000;

const { setTimeout: machineTimeout } = globalThis;

/** How a simulation goes. */
export interface SimulationSetup {
  readonly seed: number;
  /** Who plays an actor in place of its module's definition, by label. */
  readonly players: ReadonlyMap<string, ActorDefinition>;
  readonly faults: Faults;
  readonly preemption: number;
  readonly latencyMs: number;
  /** What work costs. Nothing if not given. */
  readonly expenses?: Expenses;
}

/** A graph in one isolate, under virtual time, with all that its host does: workers are threads of the timeline. */
export class Simulation {
  readonly timeline: Timeline;
  readonly log: LogRecord[] = [];
  readonly laidOut: LaidOutGraph;
  readonly #setup: SimulationSetup;
  readonly #graph: Graph;
  readonly #run: GraphRun;
  readonly #host: VirtualThread;
  readonly #workers: (VirtualWorker | undefined)[] = [];
  #plans: readonly WorkerPlan[] = [];
  #uncover: () => void = () => {};
  #start: Promise<void> | undefined;
  #report: StopReport | undefined;
  #failure: { readonly thrown: unknown } | undefined;

  /** Lays the graph out. Throws a GraphError with all that is wrong with it. */
  constructor(graph: Graph, setup: SimulationSetup) {
    this.#setup = setup;
    this.#graph = graph;
    this.timeline = new Timeline(setup.seed, BEGIN, {
      mayGoOn: (thread) => {
        const worker = this.#workerOf(thread);
        return worker === undefined || setup.faults.before(worker);
      },
      onStepped: () => {
        setup.faults.after();
        this.#workerOf(this.timeline.last)?.afterStep();
      },
    });
    this.#host = this.timeline.thread("");
    placeGraph(graph, {
      world: this.#host,
      threads: this.#threads(),
      log: (record) => void this.log.push(record),
    });
    this.#run = graphRunOf(graph);
    const actors = this.#plans.flatMap(({ actors }) => actors);
    this.laidOut = new LaidOutGraph(this.#run.telemetry, actors);
  }

  /** Starts the graph. Resolves once its actors run. */
  async begin(): Promise<void> {
    const uncoverGlobals = coverGlobals(BEGIN);
    const uncoverStores = this.#setup.faults.cover();
    this.#uncover = () => {
      uncoverStores();
      uncoverGlobals();
    };
    addEventListener("unhandledrejection", this.#onRejection);
    const started = Promise.withResolvers<void>();
    started.promise.catch(() => {}); // It is awaited below, once the simulation has got there.
    let isOver = false;
    this.#host.soon(() => {
      this.#graph.start().then(started.resolve, started.reject).finally(() => isOver = true);
      this.#graph.finished.then((report) => this.#report = report, (thrown) => {
        this.#failure = { thrown };
      });
    });
    await this.run(() => isOver, Infinity);
    await started.promise;
  }

  /** Whether the graph has ended. */
  get isOver(): boolean {
    return this.#report !== undefined || this.#failure !== undefined;
  }

  /** The report of a run that is over. Throws what the graph's end was rejected with. */
  get report(): StopReport {
    if (this.#failure !== undefined) throw this.#failure.thrown;
    return this.#report as StopReport;
  }

  /** Goes on until `isDone`, for `withinMs` of virtual time at most. Returns whether it is done. */
  async run(isDone: () => boolean, withinMs: number): Promise<boolean> {
    const until = this.timeline.now + withinMs;
    while (!isDone()) {
      if (await this.#step()) continue;
      if (isDone()) return true;
      await this.#awaitOutside();
      const { next } = this.timeline;
      if (next > until || next === Infinity) {
        this.timeline.jump(until === Infinity ? this.timeline.now : until);
        return isDone();
      }
      this.timeline.jump(until);
    }
    return true;
  }

  /** Goes on until nobody has anything to do any more without time going by. */
  async rest(): Promise<void> {
    while (await this.#step());
  }

  async #step(): Promise<boolean> {
    try {
      return await this.timeline.step();
    } catch (thrown) {
      if (thrown instanceof ThreadDeath) return true;
      const worker = this.#workerOf(this.timeline.last);
      if (worker === undefined) throw thrown;
      worker.uncaught(thrown);
      return true;
    }
  }

  /** Has `call` done by the host, in a step of its own. */
  asHost(call: () => void): void {
    this.#host.soon(call);
  }

  /** Calls `call` after so much time. */
  after(ms: number, call: () => void): void {
    this.#host.after(ms, call);
  }

  /** What each actor does, for whoever wonders why nothing goes on. */
  get described(): string {
    return this.laidOut.doings(this.timeline.now);
  }

  /** The worker of an actor; `undefined` if it has none now. */
  workerOf(label: string): VirtualWorker | undefined {
    return this.#workers.find((worker) =>
      worker?.isAlive && worker.plan.actors.some((actor) => actor.label === label)
    );
  }

  /** What the host knows of an actor. */
  planOf(label: string): ActorPlan {
    return this.laidOut.planOf(label);
  }

  get region(): SharedArrayBuffer {
    return this.#run.telemetry.region;
  }

  /** Messages in a channel. */
  inChannel(label: string): number {
    return this.laidOut.inChannel(label);
  }

  /** Whether a run that is over ended as it should. */
  get isClean(): boolean {
    return this.#report !== undefined;
  }

  /** Ends it, wherever it is: nothing of it goes on. */
  end(): void {
    this.#uncover();
    this.#uncover = () => {};
    removeEventListener("unhandledrejection", this.#onRejection);
  }

  readonly #onRejection = (event: PromiseRejectionEvent): void => {
    const worker = this.#workerOf(this.timeline.last);
    if (worker === undefined) return;
    event.preventDefault();
    if (!(event.reason instanceof ThreadDeath)) worker.uncaught(event.reason);
  };

  #workerOf(thread: VirtualThread | undefined): VirtualWorker | undefined {
    return this.#workers.find((worker) => worker?.owns(thread));
  }

  /** Who awaits something that the simulation knows nothing of is waited for, in the machine's time. Throws if that takes too long. */
  async #awaitOutside(): Promise<void> {
    const end = performance.now() + OUTSIDE_MS;
    for (let ms = 0;; ms = 1) {
      const label = this.#whoIsOutside();
      if (label === undefined) return;
      if (performance.now() > end) {
        throw new Error(
          `Cannot go on with the simulation: ${label} awaits something that the simulation knows nothing of, for ${OUTSIDE_MS} ms of ` +
            "the machine's time: a file, a socket, a process; play that actor, or give it what it awaits by an argument",
        );
      }
      await new Promise((resolve) => machineTimeout(resolve, ms));
      if (this.timeline.next <= this.timeline.now) return;
    }
  }

  #whoIsOutside(): string | undefined {
    for (const worker of this.#workers) {
      if (worker === undefined || !worker.isAlive || worker.isHung || worker.willGoOn) continue;
      for (const { label, probe } of worker.plan.actors) {
        const { phase } = new ProbeReader(this.region, probe).sample(this.timeline.now);
        if (phase === "busy" || phase === "outside") return label;
      }
    }
    return undefined;
  }

  /** Who runs on that seat: whoever plays the actor, or its own definition, as the graph was drawn with it. */
  #definitionOf({ actors }: WorkerPlan, seat: number, thread: VirtualThread): ActorDefinition {
    const { players, expenses } = this.#setup;
    const actor = actors[seat] as ActorPlan;
    const definition = (players.get(actor.label) ??
      definitionOf(this.#graph, actor.label)) as ActorDefinition;
    return expenses?.of(definition, actor, thread) ?? definition;
  }

  #threads(): Threads {
    return {
      prepare: () => Promise.resolve({ isBeingDebugged: false, missing: undefined }),
      spawner: (plans, logLevel, onNews): ThreadSpawner => {
        this.#plans = plans;
        const { preemption, latencyMs } = this.#setup;
        const hands: Stagehands = {
          timeline: this.timeline,
          host: this.#host,
          logLevel,
          preemption,
          latencyMs,
          definitionOf: (plan, seat, thread) => this.#definitionOf(plan, seat, thread),
          onNews,
        };
        return {
          spawn: (index, events) => {
            const worker = new VirtualWorker(plans[index] as WorkerPlan, hands, events);
            this.#workers[index] = worker;
            return worker.handle();
          },
          tell: (index, message) => this.#workers[index]?.tell(message),
          ping: (index) => this.#workers[index]?.tell({ type: "ping" }),
          idOf: () => null,
        };
      },
    };
  }
}
