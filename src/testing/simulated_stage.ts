import { faultsText } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { LogRecord, StopReport } from "../graph/report/mod.ts";
import { Expenses } from "./expenses.ts";
import type { Faults } from "./faults.ts";
import { loadFigures } from "./load/mod.ts";
import { type Duration, msOf, passingMs, timeText } from "./moment.ts";
import type { Trouble } from "./outcome.ts";
import type { SimulateSettings } from "./simulate_options.ts";
import type { SimulatedRun } from "./simulated_run.ts";
import { BEGIN, type Ground, Simulation } from "./simulation.ts";
import { ScriptedStage, type StageWait } from "./scripted_stage.ts";
import type { Stage } from "./stage.ts";
import type { StandInBroker, StandIns } from "./stand_ins/mod.ts";
import type { Circumstances } from "./swarm.ts";
import type { Timeline } from "./timeline.ts";
import type { Tracer } from "./trace.ts";

/** How long a condition may take by itself: time costs nothing here, and an actor that hangs is ended after a minute only. */
const WITHIN = "5 min";

/** What a stage is set for. */
export interface StagePlan {
  readonly settings: SimulateSettings;
  readonly seed: number;
  readonly faults: Faults;
  /** What stands in for services, from the first process on. */
  readonly standIns: StandIns;
  readonly circumstances: Circumstances;
  readonly tracer: Tracer | undefined;
  /** What the process before it has left. */
  readonly ground: Ground | undefined;
  setStage(ground: Ground): Promise<SimulatedStage>;
  onTrouble(trouble: Trouble): void;
}

/** A graph in one isolate, under virtual time. */
export class SimulatedStage extends ScriptedStage<Simulation> implements Stage {
  readonly #settings: SimulateSettings;
  readonly #faults: Faults;
  #simulation: Simulation | undefined;
  #begun: Promise<Simulation> | undefined;
  readonly #plan: StagePlan;
  #wasLeft = false;

  constructor(graph: Graph, plan: StagePlan) {
    super(graph, plan.seed, plan.settings.keep);
    this.#settings = plan.settings;
    this.#faults = plan.faults;
    this.#plan = plan;
  }

  get #timeline(): Timeline | undefined {
    return this.#simulation?.timeline ?? this.#plan.ground?.timeline;
  }

  protected override get begun(): Simulation | undefined {
    return this.#simulation;
  }

  protected override get isCast(): boolean {
    return this.#begun !== undefined;
  }

  get elapsedMs(): number {
    return (this.#timeline?.now ?? BEGIN) - BEGIN;
  }

  get summary(): SimulatedRun {
    const { seed, elapsedMs } = this;
    const { steps = 0, hash = 0 } = this.#timeline ?? {};
    const { circumstances } = this.#plan;
    const run = { seed, steps, hash, elapsedMs, faults: this.#faults.done, circumstances };
    const simulation = this.#simulation;
    const load = simulation &&
      loadFigures(simulation.laidOut, this.roles.performers, simulation.hostNow);
    return load === undefined ? run : { ...run, load };
  }

  get log(): readonly LogRecord[] {
    return this.#simulation?.log ?? [];
  }

  broker(name: string): StandInBroker {
    return this.#plan.standIns.brokerOf(this.graph, name);
  }

  #begin(): Promise<Simulation> {
    return this.#begun ??= this.#start();
  }

  async #start(): Promise<Simulation> {
    const { faultsFor, check, freshModules, stepLimit, cost, cores } = this.#settings;
    const expenses = cost && new Expenses(cost, cores);
    const { preemption, latencyMs } = this.#plan.circumstances;
    const { tracer } = this.#plan;
    let isUp = false;
    const onStep = () => {
      trace?.step(simulation.hostNow);
      if (isUp && check !== undefined) this.#check(check);
    };
    const simulation = this.#simulation = new Simulation(this.graph, {
      seed: this.seed,
      players: this.roles.definitions,
      faults: this.#faults,
      standIns: this.#plan.standIns,
      preemption,
      latencyMs,
      freshModules,
      stepLimitMs: msOf(stepLimit, "let a step take"),
      ...(expenses && { expenses }),
      ...((check ?? tracer) && { onStep }),
      ...(this.#plan.ground && { ground: this.#plan.ground }),
    });
    expenses?.check(simulation.laidOut.actors);
    const trace = tracer?.begin(simulation.telemetry, simulation.hostNow, this.#faults.done);
    const faultsMs = msOf(faultsFor, "have faults");
    this.roles.begin(
      {
        fail: (error) => simulation.fail(error),
        hang: (label) => simulation.workerOf(label)?.hang(),
      },
      (label) => simulation.planOf(label),
    );
    this.#faults.pause();
    await simulation.begin();
    isUp = true;
    this.#faults.begin();
    simulation.after(faultsMs, () => this.#faults.calm());
    return simulation;
  }

  /** Whether what must hold at every moment holds now. Throws what says that it does not. */
  #check(check: (stage: Stage) => unknown): void {
    const { steps, lastName } = this.#timeline as Timeline;
    try {
      if (check(this) instanceof Promise) {
        throw new TypeError(
          "Cannot wait for the check of a step: give a function that is not async",
        );
      }
    } catch (error) {
      this.#plan.onTrouble({ error, where: `in step ${steps}, of ${lastName}` });
      throw error;
    }
  }

  protected override waitUntil(
    { call, what, unmet, isMet }: StageWait,
    within: Duration = WITHIN,
  ): Promise<void> {
    return this.waits.waitFor(call, async () => {
      const ms = msOf(within, "wait");
      const simulation = await this.#begin();
      const isDone = () => simulation.isOver || isMet();
      const isInTime = await simulation.run(isDone, ms);
      if (isMet()) return;
      const why = isInTime
        ? "the graph has ended, and nothing changes any more"
        : `it ${unmet} after ${
          timeText(within)
        }, give it longer, or what it waits for; ${simulation.described}`;
      throw new Error(`Cannot wait any longer for ${what}: ${why}`);
    });
  }

  advance(time: Duration): Promise<void> {
    return this.waits.waitFor("stage.advance()", async () => {
      const ms = passingMs(time);
      const simulation = await this.#begin();
      await simulation.run(() => false, ms);
    });
  }

  stop(reason = "the test asks for it"): void {
    const simulation = this.checkBegun("stop the graph");
    simulation.asHost(() => void this.graph.stop(reason).catch(() => {}));
  }

  async startAgain(): Promise<Stage> {
    const doing = `start graph "${this.graph.name}" again`;
    const simulation = this.checkBegun(doing);
    if (this.#wasLeft) {
      throw new TypeError(`Cannot ${doing}: it was started again already, go on with that stage`);
    }
    this.#wasLeft = true;
    simulation.end();
    return await this.#plan.setStage(simulation.ground);
  }

  /** Throws if the script has not awaited what it waits for, or a performer has found something wrong or still waits itself. */
  checkMet(): void {
    this.checkScript("end a simulation");
    const { faults } = this.#plan.standIns;
    if (faults.length > 0) throw new Error(faultsText("end a simulation", faults));
  }

  get finished(): Promise<StopReport> {
    return this.waits.waitFor("stage.finished", () => this.#finished());
  }

  async #finished(): Promise<StopReport> {
    const simulation = await this.#begin();
    const { faultsFor, within } = this.#settings;
    const most = msOf(faultsFor, "have faults") + msOf(within, "wait for the end");
    if (await simulation.run(() => simulation.isOver, most)) return simulation.report;
    throw new Error(
      `Cannot wait for the graph's end any longer: it has not come ${
        timeText(within)
      } after the last fault, end what its actors wait for, or ask for it with stage.stop(); ${simulation.whyNotOver}`,
    );
  }

  end(): void {
    this.#simulation?.end();
  }
}
