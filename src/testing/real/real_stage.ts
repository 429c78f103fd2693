import { type Graph, graphRunOf, placeGraph } from "../../graph/graph.ts";
import type { LogRecord, StopReport } from "../../graph/report/mod.ts";
import { systemWorld } from "../../world.ts";
import { Dice } from "../dice.ts";
import { LaidOutGraph } from "../laid_out_graph.ts";
import { type LoadFigures, loadFigures } from "../load/mod.ts";
import { type Duration, msOf, passingMs, timeText } from "../moment.ts";
import { ScriptedStage, type StageWait, UNTIL_MS } from "../scripted_stage.ts";
import type { Stage } from "../stage.ts";
import type { StandInBroker } from "../stand_ins/mod.ts";
import type { Tracer } from "../trace.ts";
import { Deaths, type RealDeath } from "./deaths.ts";
import { LiveTrace } from "./live_trace.ts";
import type { RealSettings } from "./real_options.ts";
import { StageThreads } from "./stage_threads.ts";

/** How often a condition is asked for, in milliseconds: it may be about anything, and nobody tells when that changes. */
const LOOK_MS = 1;

/** A graph that runs, as its script sees it. */
interface Begun {
  readonly laidOut: LaidOutGraph;
  readonly at: number;
  readonly deaths: Deaths;
}

/** A graph on real workers, in real time; the actors that are played run in the test's own thread. */
export class RealStage extends ScriptedStage<Begun> implements Stage {
  readonly log: LogRecord[] = [];
  readonly #settings: RealSettings;
  /** Rejected with what a performer has found wrong. */
  readonly #failure = Promise.withResolvers<never>();
  #fault: Error | undefined;
  #start: Promise<Begun> | undefined;
  #begun: Begun | undefined;
  readonly #tracer: Tracer | undefined;
  #trace: LiveTrace | undefined;
  #isOver = false;
  #elapsedMs: number | undefined;

  /** @param tracer takes the run down, if it is to be recorded */
  constructor(graph: Graph, settings: RealSettings, seed: number, tracer?: Tracer) {
    super(graph, seed, settings.keep);
    this.#tracer = tracer;
    this.#settings = settings;
    // Whoever waits for something is told, and the script at its end.
    this.#failure.promise.catch(() => {});
  }

  protected override get begun(): Begun | undefined {
    return this.#begun;
  }

  protected override get isCast(): boolean {
    return this.#start !== undefined;
  }

  get elapsedMs(): number {
    if (this.#begun === undefined) return 0;
    return this.#elapsedMs ?? systemWorld.now() - this.#begun.at;
  }

  /** Workers that were ended on purpose. */
  get deaths(): readonly RealDeath[] {
    return this.#begun?.deaths.done ?? [];
  }

  /** How the graph stood its load, if it had any. */
  get load(): LoadFigures | undefined {
    return this.#begun &&
      loadFigures(this.#begun.laidOut, this.roles.performers, systemWorld.now());
  }

  broker(name: string): StandInBroker {
    throw new TypeError(
      `Cannot have a broker for actor "${name}": on real workers it connects to its service, play it with stage.perform()`,
    );
  }

  #begin(): Promise<Begun> {
    return this.#start ??= this.#startGraph();
  }

  async #startGraph(): Promise<Begun> {
    const { graph } = this;
    const { faults, faultsFor } = this.#settings;
    const threads = new StageThreads(this.roles.definitions);
    placeGraph(graph, {
      world: systemWorld,
      threads,
      log: (record) => void this.log.push(record),
      apart: new Set(this.roles.definitions.keys()),
    });
    const { telemetry } = graphRunOf(graph);
    const laidOut = new LaidOutGraph(telemetry, threads.plans.flatMap(({ actors }) => actors));
    this.roles.begin(
      { fail: (error) => this.#fail(error), hang: (label) => threads.hang(label) },
      (label) => laidOut.planOf(label),
    );
    const trace = this.#trace = this.#tracer && new LiveTrace(this.#tracer, telemetry);
    const dice = new Dice(this.seed, "deaths");
    const deaths = new Deaths(
      dice,
      faults?.death ?? 0,
      () => threads.live,
      (worker) => trace?.death(worker),
    );
    await graph.start();
    const begun = this.#begun = { laidOut, deaths, at: systemWorld.now() };
    const over = () => this.#isOver = true;
    graph.finished.then(over, over);
    deaths.begin(msOf(faultsFor, "have faults"));
    return begun;
  }

  /** A performer has found something wrong: whoever waits for something gets that error. */
  #fail(error: Error): void {
    this.#fault ??= error;
    this.#failure.reject(error);
  }

  protected override waitUntil(
    { call, what, unmet, isMet }: StageWait,
    within: Duration = UNTIL_MS,
  ): Promise<void> {
    return this.waits.waitFor(call, async () => {
      const ms = msOf(within, "wait");
      const { laidOut } = await this.#begin();
      const end = systemWorld.now() + ms;
      for (;;) {
        if (this.#fault !== undefined) throw this.#fault;
        // Asked for once more when it is over: what ends the graph may be what makes it hold.
        const isOver = this.#isOver;
        const isLate = systemWorld.now() > end;
        if (isMet()) return;
        if (isOver || isLate) {
          const why = isOver
            ? "the graph has ended, and nothing changes any more"
            : `it ${unmet} after ${timeText(within)}, give it longer, or what it waits for; ${
              laidOut.doings(systemWorld.now())
            }`;
          throw new Error(`Cannot wait any longer for ${what}: ${why}`);
        }
        await new Promise<void>((resolve) => systemWorld.after(LOOK_MS, resolve));
      }
    });
  }

  advance(time: Duration): Promise<void> {
    return this.waits.waitFor("stage.advance()", async () => {
      const ms = passingMs(time);
      await this.#begin();
      await this.#within(ms);
    });
  }

  /** What comes of `promise`; `undefined` after so long. Throws what a performer has found wrong. */
  #within<T>(ms: number, promise?: Promise<T>): Promise<T | undefined> {
    const late = Promise.withResolvers<undefined>();
    const cancel = systemWorld.after(ms, () => late.resolve(undefined));
    const first = promise === undefined ? [late.promise] : [promise, late.promise];
    return Promise.race([this.#failure.promise, ...first]).finally(cancel);
  }

  stop(reason = "the test asks for it"): void {
    this.checkBegun("stop the graph");
    this.graph.stop(reason).catch(() => {});
  }

  /** Refused: there is no power failure for a process that others live in, and no clock that can be put forward. */
  startAgain(): Promise<Stage> {
    return Promise.reject(
      new TypeError(
        `Cannot start graph "${this.graph.name}" again: it runs on real workers, which share their process and its disk with the ` +
          "test, leave real out to have one process after the other",
      ),
    );
  }

  /** Throws if the script has not awaited what it waits for, or a performer has found something wrong or still waits itself. */
  checkMet(): void {
    this.checkScript("end a run on real workers");
  }

  get finished(): Promise<StopReport> {
    return this.waits.waitFor("stage.finished", () => this.#finished());
  }

  async #finished(): Promise<StopReport> {
    const { laidOut } = await this.#begin();
    const { faultsFor, within } = this.#settings;
    const ms = msOf(faultsFor, "have faults") + msOf(within, "wait for the end");
    const report = await this.#within(ms, this.graph.finished);
    if (report !== undefined) return report;
    throw new Error(
      `Cannot wait for the graph's end any longer: it has not come ${
        timeText(within)
      } after the last fault, end what its actors wait for, or ask for it with stage.stop(); ${
        laidOut.doings(systemWorld.now())
      }`,
    );
  }

  /** Ends whatever still runs, so that no thread outlives the test. Nobody is waited for. */
  async end(): Promise<void> {
    // The script may have failed while it began.
    await this.#start?.catch(() => {});
    this.#elapsedMs = this.elapsedMs;
    // What the graph is like when a test fails is what is looked for in its recording: soon all actors will have ended.
    this.#trace?.look();
    this.#begun?.deaths.end();
    if (this.#begun !== undefined && !this.#isOver) {
      await graphRunOf(this.graph).cutShort("the test is over").catch(() => {});
    }
    this.#trace?.end();
  }
}
