import { type Graph, graphRunOf, linkOf, placeGraph } from "../graph/graph.ts";
import { DurableState } from "../graph/durable/mod.ts";
import type { GraphRun } from "../graph/graph_run.ts";
import type { LogRecord, StopReport } from "../graph/report/mod.ts";
import type { Threads, ThreadSpawner } from "../graph/workers/mod.ts";
import type { ActorPlan, TelemetrySource, WorkerPlan } from "../protocol/mod.ts";
import { tellThrownAtAbort } from "../generation_over.ts";
import { ReplayDivergence } from "./choices.ts";
import { Casting, type CastingSetup } from "./casting.ts";
import { type CodeThread, currentThread } from "./context.ts";
import { EndlessSteps, endlessWaits } from "./endless.ts";
import type { Faults, Venue } from "./faults.ts";
import { hookModules } from "./fresh_modules.ts";
import { coverStores } from "./fateful_stores.ts";
import { coverGlobals } from "./globals.ts";
import { LaidOutGraph } from "./laid_out_graph.ts";
import type { StandIns } from "./stand_ins/mod.ts";
import { type StepEvents, Timeline } from "./timeline.ts";
import type { VirtualThread } from "./virtual_thread.ts";
import { ThreadDeath } from "./thread_death.ts";
import { VirtualDisk } from "./virtual_disk.ts";
import { type Stagehands, VirtualWorker } from "./virtual_worker.ts";
import { awaitUnknown, bringOldest, type Outsider } from "./wait_outside.ts";
import { type StepWatch, watchSteps } from "./watchdog.ts";

/** When every simulation begins, unless it is told otherwise: the first moment of 2026. */
export const BEGIN = Date.UTC(2026, 0, 1);

const { setImmediate: machineImmediate } = globalThis;

/** What the test has done since is seen by whoever waits for it. */
function testSeen(): Promise<void> {
  return new Promise((resolve) => machineImmediate(resolve));
}

/** Steps in one moment after which nobody is taken to come to rest by himself. Before time goes by for it: see the timeline. */
const RESTLESS_STEPS = 5000;

/** How a simulation goes. */
export interface SimulationSetup extends CastingSetup {
  readonly seed: number;
  readonly faults: Faults;
  readonly preemption: number;
  readonly latencyMs: number;
  /** How much of the machine's time a step may take, in milliseconds. */
  readonly stepLimitMs: number;
  /** What stands in for the services of its sources and sinks. */
  readonly standIns: StandIns;
  /** Is called after each step. What it throws ends the waiting. */
  readonly onStep?: () => void;
  /** In which process it takes place, if there was one before; else in a new world. */
  readonly ground?: Ground;
}

/** What outlives a process: time, and the disk. */
export interface Ground {
  readonly timeline: Timeline;
  readonly disk: VirtualDisk;
}

/** What a simulation takes for the cores of its machine. A seed has to mean the same wherever it is run. */
export const SIMULATED_CORES = 4;

/** A graph in one isolate, under virtual time, with all that its host does: workers are threads of the timeline. */
export class Simulation {
  readonly timeline: Timeline;
  readonly log: LogRecord[] = [];
  readonly laidOut: LaidOutGraph;
  readonly #setup: SimulationSetup;
  readonly #graph: Graph;
  readonly #run: GraphRun;
  readonly #casting: Casting;
  readonly #host: VirtualThread;
  readonly #outsideHost: Outsider;
  readonly #disk: VirtualDisk;
  #isEnded = false;
  readonly #workers: (VirtualWorker | undefined)[] = [];
  #plans: readonly WorkerPlan[] = [];
  #uncover: () => void = () => {};
  #start: Promise<void> | undefined;
  #report: StopReport | undefined;
  #failure: { readonly thrown: unknown } | undefined;
  /** What somebody who plays in it has found wrong. */
  #fault: Error | undefined;
  /** Steps since everybody last came to rest, or was taken not to. */
  #restless = 0;
  /** What an actor has called, and no simulation can have: who, and what. */
  #refusal: string | undefined;
  #isBroken = false;
  readonly #endless = new EndlessSteps();
  #watch: StepWatch | undefined;

  /** Lays the graph out. Throws a GraphError with all that is wrong with it. */
  constructor(graph: Graph, setup: SimulationSetup) {
    this.#setup = setup;
    this.#graph = graph;
    this.#casting = new Casting(graph, setup);
    let isStopAsked = false;
    const venue: Venue = {
      elapsedMs: () => this.timeline.now - BEGIN,
      stop: () => {
        if (isStopAsked || this.#run.lifecycle !== "running") return false;
        isStopAsked = true;
        this.asHost(() => this.#run.requestStop("the dice ask for it"));
        return true;
      },
      setClock: (ms) => {
        this.timeline.setClock(ms);
        return true;
      },
      fillDisk: (ms) => {
        if (this.#disk.isInUse) this.#disk.fill(ms);
        return this.#disk.isInUse;
      },
      upsetBroker: (actors, fault, ms) => setup.standIns.suffer(graph, actors, fault, ms),
      upsetLinks: (actors, fault, ms) =>
        actors.some((label) => linkOf(graph, label) !== null) &&
        setup.standIns.network.suffer(fault, ms),
    };
    const events: StepEvents = {
      mayGoOn: (thread) => {
        const worker = this.#workerOf(thread);
        const mayFail = worker !== undefined && !worker.isHosted;
        if (mayFail && !setup.faults.before(worker, venue)) return false;
        this.#watch?.stepBegins(worker?.plan.index ?? this.#plans.length, this.timeline.now);
        return true;
      },
      onStepped: () => {
        this.#watch?.stepEnds();
        setup.faults.after();
        this.#workerOf(this.timeline.last)?.afterStep();
      },
    };
    const { ground } = setup;
    this.timeline = ground?.timeline ??
      new Timeline(setup.seed, BEGIN, events, setup.faults.choices);
    ground?.timeline.anew(events);
    const host = this.#host = this.timeline.thread("");
    setup.standIns.begin(host);
    this.#outsideHost = {
      sender: host,
      whoWaits: () => undefined,
      actorsOf: () => ["the host"],
      take: (bring) => host.soon(bring),
    };
    const disk = this.#disk = ground?.disk ?? new VirtualDisk(host);
    disk.mount(host);
    placeGraph(graph, {
      world: this.#host,
      threads: this.#threads(),
      keeper: (...of) => new DurableState(...of, disk.kindOf(of[1])),
      log: (record) => void this.log.push(record),
    });
    this.#run = graphRunOf(graph);
    const actors = this.#plans.flatMap(({ actors }) => actors);
    this.laidOut = new LaidOutGraph(this.#run.telemetry, actors);
  }

  /** Starts the graph. Resolves once its actors run. */
  async begin(): Promise<void> {
    try {
      await this.#begin();
    } catch (thrown) {
      this.end();
      throw thrown;
    }
  }

  async #begin(): Promise<void> {
    await this.#casting.survey(this.#plans);
    this.#watch = await watchSteps({
      seed: this.#setup.seed,
      names: [...this.#plans.map(threadText), "the host"],
      epoch: BEGIN,
      limitMs: this.#setup.stepLimitMs,
    });
    const unhookModules = hookModules();
    const uncoverGlobals = coverGlobals(BEGIN);
    const uncoverStores = coverStores();
    this.#uncover = () => {
      uncoverStores();
      uncoverGlobals();
      unhookModules();
    };
    addEventListener("unhandledrejection", this.#onRejection);
    addEventListener("error", this.#onError);
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

  /** What outlives it. */
  get ground(): Ground {
    return { timeline: this.timeline, disk: this.#disk };
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
    this.#checkGoesOn();
    return await this.#unlessBroken(() => this.#runUntil(isDone, withinMs));
  }

  /** Whether it cannot go on, and whoever ran it was told why. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  async #unlessBroken<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (thrown) {
      this.#isBroken = true;
      throw thrown;
    }
  }

  async #runUntil(isDone: () => boolean, withinMs: number): Promise<boolean> {
    const until = this.timeline.now + withinMs;
    await testSeen();
    while (!isDone()) {
      if (await this.#goOn()) {
        // Where nobody comes to rest, time goes by with the steps.
        if (this.timeline.now > until) return isDone();
        continue;
      }
      if (isDone()) return true;
      await awaitUnknown(() => this.#outsiders(), () => this.timeline.next <= this.timeline.now);
      const { next } = this.timeline;
      if (next > until || next === Infinity) {
        this.timeline.jump(until === Infinity ? this.timeline.now : until);
        return isDone();
      }
      this.timeline.jump(until);
    }
    return true;
  }

  #checkGoesOn(): void {
    if (this.#isEnded) throw new TypeError("Cannot go on with a simulation: it has ended");
  }

  /** Goes on until nobody has anything to do any more without time going by. */
  async rest(): Promise<void> {
    await testSeen();
    await this.#unlessBroken(async () => {
      while (await this.#goOn());
    });
  }

  /**
   * Goes on without time: by a step if anybody has something to do, else by what somebody has sent for outside. Returns whether it did.
   * Which of the two it is depends on the simulation alone, not on how fast the machine is.
   */
  async #goOn(): Promise<boolean> {
    if (this.#restless < RESTLESS_STEPS && await this.#step()) {
      this.#restless++;
      return true;
    }
    this.#restless = 0;
    return await bringOldest(this.#outsiders()) || await this.#step();
  }

  /** It fails: nothing goes on, and whoever waits for it gets that error. */
  fail(error: Error): void {
    this.#fault ??= error;
  }

  async #step(): Promise<boolean> {
    if (this.#fault !== undefined) throw this.#fault;
    this.#checkRefused();
    try {
      if (!(await this.timeline.step())) return false;
    } catch (thrown) {
      this.#thrown(thrown);
    }
    if (this.timeline.choices.divergence !== undefined) throw this.#divergence();
    const { stepsNow, lastName } = this.timeline;
    this.#endless.note(stepsNow, lastName, () => this.described);
    this.#setup.onStep?.();
    return true;
  }

  /** Something was thrown in a step: where that is a worker's, nobody catches it there. */
  #thrown(thrown: unknown): void {
    if (thrown instanceof ThreadDeath) return;
    const worker = this.#workerOf(this.timeline.last);
    if (worker === undefined) throw thrown;
    worker.uncaught(thrown);
  }

  #divergence(): ReplayDivergence {
    const { choices: { divergence }, steps, lastName, now } = this.timeline;
    return new ReplayDivergence(
      `Cannot repeat the run any further: in step ${steps}, which ${lastName} took after ${
        (now - BEGIN).toFixed(0)
      } ms of its time, ${divergence}; something that has changed since changes the order of what happens, simulate ` +
        `the seed ${this.#setup.seed} anew`,
    );
  }

  /** Throws if an actor has called what no simulation can have. */
  #checkRefused(): void {
    if (this.#refusal === undefined) return;
    throw new Error(
      `Cannot simulate ${this.#refusal}; play that actor, or give it what it calls by an argument`,
    );
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
    return this.laidOut.doings(this.#host.now(), (label) => this.hangs(label));
  }

  /** What that actor does, as the end of a sentence. */
  doingOf(label: string): string {
    return this.laidOut.doingOf(label, this.#host.now(), this.hangs(label));
  }

  /** Whether the thread of an actor stands still. */
  hangs(label: string): boolean {
    return this.workerOf(label)?.isHung === true;
  }

  /** Why the graph is not over, as a stop report tells it of each actor. */
  get whyNotOver(): string {
    return this.#run.whyNotOver.join("; ") || "all actors have ended, and the host has not";
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

  /** What telemetry is made from. */
  get telemetry(): TelemetrySource {
    return this.#run.telemetry;
  }

  /** The time of the host, in milliseconds since the epoch. */
  get hostNow(): number {
    return this.#host.now();
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
    this.timeline.endAll();
    this.fail(new Error("Cannot go on with a simulation: it is over"));
    this.#isEnded = true;
    this.#uncover();
    this.#uncover = () => {};
    this.#watch?.end();
    this.#watch = undefined;
    removeEventListener("unhandledrejection", this.#onRejection);
    removeEventListener("error", this.#onError);
  }

  readonly #onRejection = (event: PromiseRejectionEvent): void =>
    this.#onUncaught(event, event.reason);

  readonly #onError = (event: ErrorEvent): void => {
    if (!tellThrownAtAbort(event.error)) this.#onUncaught(event, event.error);
    else event.preventDefault();
  };

  /** Something was thrown that nobody caught. What was not in code of an actor is whoever's it is. */
  #onUncaught(event: Event, thrown: unknown): void {
    const worker = this.#workerOf(currentThread());
    if (worker === undefined) return;
    event.preventDefault();
    if (!(thrown instanceof ThreadDeath)) worker.uncaught(thrown);
  }

  #workerOf(thread: CodeThread | undefined): VirtualWorker | undefined {
    return this.#workers.find((worker) => worker?.owns(thread));
  }

  /** Whose code may wait for the machine. */
  #outsiders(): Outsider[] {
    const outsiders: Outsider[] = [this.#outsideHost];
    for (const worker of this.#workers) {
      if (worker?.isAlive && !worker.isHung) outsiders.push(worker);
    }
    return outsiders;
  }

  #threads(): Threads {
    return {
      cores: SIMULATED_CORES,
      prepare: () => Promise.resolve({ isBeingDebugged: false, missing: undefined }),
      prepareHost: () => Promise.resolve(),
      spawner: (plans, logLevel, onNews, hostEnds): ThreadSpawner => {
        this.#plans = plans;
        this.#casting.host(hostEnds);
        const { preemption, latencyMs } = this.#setup;
        const hands: Stagehands = {
          timeline: this.timeline,
          host: this.#host,
          logLevel,
          preemption,
          latencyMs,
          casting: this.#casting,
          wires: { graph: this.#graph, standIns: this.#setup.standIns },
          onNews,
          onRefused: (what) => this.#refusal ??= what,
          onVain: (actor, waits) => {
            // A stop comes to its end whoever goes on, if only when its time is over.
            if (this.#run.lifecycle !== "stopping") this.#fault ??= endlessWaits(actor, waits);
          },
        };
        return {
          spawn: (index, events) => {
            const worker = new VirtualWorker(plans[index] as WorkerPlan, hands, events);
            this.#workers[index] = worker;
            return worker.handle();
          },
          tell: (index, message) => this.#workers[index]?.tell(message),
          ping: (index, call) => {
            const worker = this.#workers[index];
            worker?.tell({ type: "ping", call });
            return worker?.isAlive ?? false;
          },
          idOf: () => null,
        };
      },
    };
  }
}

function threadText({ name, actors }: WorkerPlan): string {
  const labels = actors.map(({ label }) => label);
  return labels.length === 1 ? `actor ${labels[0]}` : `troupe ${name}, with ${labels.join(", ")}`;
}
