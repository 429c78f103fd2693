import type { Graph } from "../graph/graph.ts";
import type { LogRecord, StopReport } from "../graph/report/mod.ts";
import type { ActorShape, ArgsSchema, PortSchema } from "../protocol/mod.ts";
import { Dice } from "./dice.ts";
import {
  between,
  callback,
  type Check,
  filled,
  flag,
  optionFaults,
  type Schema,
  that,
  throwOptionFaults,
} from "../option_faults.ts";
import { Choices } from "./choices.ts";
import { failureOf, repeatRun } from "./failing_runs.ts";
import { type FaultRates, faultRates } from "./fault_kinds.ts";
import { Faults } from "./faults.ts";
import { type Duration, duration, msOf, timeText } from "./moment.ts";
import type { Outcome, Take, Trouble } from "./outcome.ts";
import type { Performed, Performer, PerformerFor } from "./performers/mod.ts";
import { recordRun, traceFolder } from "./recorded_runs.ts";
import { Roles } from "./roles.ts";
import type { SimulatedRun } from "./simulated_run.ts";
import { BEGIN, type Ground, Simulation } from "./simulation.ts";
import { type Circumstances, drawnFor, SWARM_RATES } from "./swarm.ts";
import type { Timeline } from "./timeline.ts";
import type { Tracer } from "./trace.ts";
import { readState, type StateSchema } from "../state/mod.ts";
import { readMask } from "../turn/mod.ts";

/** How graphs are simulated. */
export interface SimulateOptions {
  /**
   * How many seeds, from 1 on; or which. The environment variable `SEED`, if it may be read, takes their place.
   *
   * @default {1}
   */
  readonly seeds?: number | readonly number[];
  /** What goes wrong, by chance. Nothing if not given. */
  readonly faults?: FaultRates;
  /**
   * For how long things go wrong, in virtual time; then the graph must come to its end.
   *
   * @default {10_000}
   */
  readonly faultsFor?: Duration;
  /**
   * Within how long it must have come to its end, once it is waited for and nothing goes wrong any more.
   *
   * @default {3_600_000}
   */
  readonly within?: Duration;
  /**
   * The probability that a thread lets others go on where it could.
   *
   * @default {0.5}
   */
  readonly preemption?: number;
  /**
   * The most that a message between host and worker takes.
   *
   * @default {1}
   */
  readonly latency?: Duration;
  /**
   * Actors that run as they are, by label, or by the name of several. If it is given, nobody may play these, and each other one must
   * be played: so an actor that pays, or mails, never does so in a test because somebody has drawn it anew. If it is not, whoever
   * is not played runs as it is.
   */
  readonly keep?: readonly string[];
  /**
   * Whether each seed draws for itself what it takes place under: about half of the kinds of fault, each up to the rate that is given, any
   * preemption, and latencies of up to twenty times what is given. Runs that leave something out find what runs under all of it hide.
   * Where `faults` are not given, all that a graph must bear goes wrong. What was drawn a run tells as its `circumstances`.
   *
   * @default {false}
   */
  readonly swarm?: boolean;
  /**
   * Is called after each step that a thread has taken, once the graph is up: what must hold at every moment. What it throws fails the run
   * at that very step. It cannot wait for anything, and changes nothing.
   */
  readonly check?: (stage: Stage) => void;
  /**
   * All that was decided in a run that has failed, as its `SimulationError` has it: that run is repeated, and no other, whatever the dice
   * would say today. It fails where a change since then has made the order of what happens another, and says how. Beyond its end the dice
   * go on.
   */
  readonly replay?: string;
  /**
   * A folder, which is made if it is not there: the run that fails is recorded in it, with the faults that are enough for that; if none
   * fails, that of the last seed. The page plays what is recorded, moment by moment, like a recording of a graph on the machine: open any
   * page of this package and drop the file on it. The environment variable `TRACE`, if it may be read, takes its place.
   */
  readonly trace?: string;
  /**
   * Whether each worker has instances of its own of the modules of its actors, as in life, where those keep anything in variables: a
   * death takes that along. With `false`, or where a module cannot be loaded once more because it is the test's own, all share the
   * test's instance.
   *
   * @default {true}
   */
  readonly freshModules?: boolean;
  /**
   * How much of the machine's time a step may take. One that takes longer is an endless loop: the process ends, and says whose it was.
   * `Infinity` for as long as it likes.
   *
   * @default {10_000}
   */
  readonly stepLimit?: Duration;
}

const isSeed = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const areSeeds: Check<number | readonly number[]> = that(
  (value) =>
    Array.isArray(value)
      ? value.length > 0 && value.every(isSeed)
      : isSeed(value) && (value as number) > 0,
  "give how many, from 1 on, or an array of whole numbers from 0 on",
);

/** Those that have a value where they are left out. */
type Standards =
  | "seeds"
  | "faultsFor"
  | "within"
  | "preemption"
  | "latency"
  | "swarm"
  | "freshModules"
  | "stepLimit";

/** What is known of {@link SimulateOptions}. */
export const SIMULATE_OPTIONS: Schema<SimulateOptions, Standards> = {
  seeds: { check: areSeeds, default: 1 },
  faults: { check: faultRates },
  faultsFor: { check: duration, default: 10_000 },
  within: { check: duration, default: 3_600_000 },
  preemption: { check: between(0, 1), default: 0.5 },
  latency: { check: duration, default: 1 },
  keep: {
    check: that(
      (value) => Array.isArray(value) && value.every((label) => typeof label === "string"),
      "give an array of labels",
    ),
  },
  swarm: { check: flag, default: false },
  check: { check: callback() },
  replay: {
    check: that(
      (value) => typeof value === "string" && value !== "",
      "give the replay of a SimulationError",
    ),
  },
  trace: {
    check: that((dir) => typeof dir === "string" && dir !== "", "give the path of a folder"),
  },
  freshModules: { check: flag, default: true },
  stepLimit: { check: duration, default: 10_000 },
};

/** The options, each with a value. */
type Settings = SimulateOptions & Required<Pick<SimulateOptions, Standards>>;

/** A graph on the stage of one simulation. */
export interface Stage {
  /** What decides about the run. */
  readonly seed: number;
  /** The graph that was built for it. */
  readonly graph: Graph;
  /** Milliseconds since the beginning. */
  readonly elapsedMs: number;
  /**
   * Has an actor played by somebody else than its module: that of this label, `WORKER 2` for one of several, or, by their name, all of
   * them. Before anything is waited for. Returns the performer.
   *
   * A performer that returns has ended the actor, as its `run` would have; a permanent one then waits until a stop is asked for.
   *
   * With the actor's definition the compiler sees that the ports are there and carry such messages, `collect()` knows what it
   * takes, and a function of your own gets an actor with these ports. All of it is checked when this is called, too.
   *
   * @throws {TypeError} with all that is wrong: there is no such actor, it is drawn with another definition, a port is missing, of the
   * other direction or not named where there are several, a message does not fit, option `keep` names it; if the simulation has begun
   */
  perform<F extends Performer>(label: string, performer: F): F;
  /** As above, checked by the compiler. Returns the performer if it collects. */
  perform<
    P extends PortSchema,
    S extends StateSchema,
    A extends ArgsSchema,
    R = never,
    N = undefined,
  >(
    label: string,
    definition: ActorShape<P, S, A>,
    performer: PerformerFor<P, S, A, R, N>,
  ): Performed<P, R, N>;
  /** Labels of the actors that nobody plays yet, and that option `keep` does not name. */
  readonly unplayed: readonly string[];
  /** What the graph and its actors have logged so far, the oldest first. */
  readonly log: readonly LogRecord[];
  /** Goes on until `condition` holds. Throws if it does not within that time, a minute if it is not given. */
  until(condition: () => boolean, within?: Duration): Promise<void>;
  /** Lets so much time go by. */
  advance(time: Duration): Promise<void>;
  /** The state of an actor, as of its last turn that committed. */
  state(label: string): Readonly<Record<string, unknown>>;
  /** Asks the graph to stop. */
  stop(reason?: string): void;
  /**
   * Draws the graph anew and runs it in a new process: on the same disk, so that durable actors begin with what was kept, and later in
   * time. A graph that has not ended ends as in a power failure: all that is not on the disk is lost. Who plays whom is to be said anew;
   * this stage is over.
   *
   * @throws {TypeError} if nothing has run yet, or it was called before
   */
  startAgain(): Promise<Stage>;
  /** Goes on until the graph has ended. Throws as `graph.finished` does, or if it does not end, with what each actor is doing. */
  readonly finished: Promise<StopReport>;
}

/**
 * Runs a graph in one isolate under virtual time, with its host and its supervision, once for each seed: whose turn it is, how long
 * messages take and what goes wrong the seed decides, and the same seed decides the same.
 *
 * `script` says who is played by whom, what is to happen, and what must be true; without one, the graph must come to a clean end.
 *
 * Actors that nobody plays run as the graph was drawn with them. Where their modules keep anything in variables, each worker has
 * instances of its own, as in life, unless they are the test's own: see `freshModules`.
 *
 * ```ts
 * import { Graph, u32 } from "@steady-state/deno";
 * import { defineActor, rx, tx } from "@steady-state/deno/actor";
 * import { collect, feed, simulate } from "@steady-state/deno/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const source = defineActor(import.meta, "source", { ports: { out: tx(u32) }, run() {} });
 * const doubler = defineActor(import.meta, "doubler", {
 *   ports: { in: rx(u32), out: tx(u32) },
 *   async run(actor) {
 *     const { in: input, out } = actor.ports;
 *     for (let n = await actor.take(input); n !== undefined; n = await actor.take(input)) {
 *       await actor.send(out, 2 * n);
 *     }
 *   },
 * });
 * const sink = defineActor(import.meta, "sink", { ports: { in: rx(u32) }, run() {} });
 *
 * function shop(): Graph {
 *   const graph = new Graph("shop");
 *   const orders = graph.channel("orders", u32);
 *   const bills = graph.channel("bills", u32);
 *   return graph.actor("ORDERS", source, { ports: { out: orders.tx } })
 *     .actor("DOUBLER", doubler, { ports: { in: orders.rx, out: bills.tx } })
 *     .actor("BILLS", sink, { ports: { in: bills.rx } });
 * }
 *
 * const options = { seeds: 20, faults: { death: 0.01, deathAtStore: 0.02 } };
 * const runs = await simulate(shop, options, async (stage) => {
 *   const bills = collect<number>();
 *   stage.perform("ORDERS", feed([1, 2, 3]));
 *   stage.perform("BILLS", bills);
 *   await stage.finished;
 *   assertEquals(bills.taken, [2, 4, 6]);
 * });
 * assertEquals(runs.length, 20);
 * ```
 *
 * @returns what each run was like
 * @throws {SimulationError} for the first seed that fails: with the seed, the faults that it takes, and what was thrown as its `cause`; a
 * script that waits for nothing fails, because nothing has run
 * @throws {Error} if a run that is repeated is no more what it was
 * @throws {TypeError} if the options are wrong, with all that is wrong with them; a RangeError if one is out of range
 */
export async function simulate(
  build: () => Graph | Promise<Graph>,
  options: SimulateOptions = {},
  script: (stage: Stage) => Promise<void> | void = async (stage) => void await stage.finished,
): Promise<SimulatedRun[]> {
  throwOptionFaults("simulate", optionFaults(SIMULATE_OPTIONS, options));
  const settings: Settings = filled<SimulateOptions, Standards>(SIMULATE_OPTIONS, options);
  const folder = traceFolder(settings.trace);
  const trial: Trial = { build, settings, script };
  const once = (take: Take) => runOnce(trial, take);
  if (settings.replay !== undefined) return [await repeatRun(once, folder, settings.replay)];
  const runs: SimulatedRun[] = [];
  for (const seed of seedsOf(settings.seeds)) {
    const outcome = await once({ seed });
    if (outcome.thrown !== undefined) throw await failureOf(once, folder, outcome);
    runs.push(outcome.run);
  }
  const last = runs.at(-1);
  if (last !== undefined && folder !== undefined) await recordRun(once, folder, last, {});
  return runs;
}

/** What is tried with each seed. */
interface Trial {
  readonly build: () => Graph | Promise<Graph>;
  readonly settings: Settings;
  readonly script: (stage: Stage) => Promise<void> | void;
}

function seedsOf(seeds: number | readonly number[]): readonly number[] {
  const asked = environmentSeed();
  if (asked !== undefined) return [asked];
  return typeof seeds === "number" ? Array.from({ length: seeds }, (_, i) => i + 1) : seeds;
}

function environmentSeed(): number | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "SEED" });
  const text = state === "granted" ? Deno.env.get("SEED") : undefined;
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && isSeed(Number(text))) return Number(text);
  throw new TypeError(
    `Cannot simulate the seed ${
      JSON.stringify(text)
    } of the environment variable SEED: give a whole number from 0 on`,
  );
}

async function runOnce(
  { build, settings, script }: Trial,
  { seed, list, choices = new Choices(), tracer }: Take,
): Promise<Outcome> {
  const circumstances = circumstancesOf(settings, seed);
  // Dice of their own: when a fault is left out, all that was decided before it stays.
  const faults = new Faults(new Dice(seed + 2 ** 32), circumstances.faults, list, choices);
  let last: SimulatedStage;
  let found: Trouble | undefined;
  const setStage = async (ground?: Ground) =>
    last = new SimulatedStage(await build(), {
      settings,
      seed,
      faults,
      circumstances,
      ground,
      tracer,
      setStage,
      // The first is told, whatever the script makes of it.
      onTrouble: (trouble) => found ??= trouble,
    });
  const stage = last = await setStage();
  let thrown: Trouble | undefined;
  try {
    await script(stage);
    last.checkBegun("end a simulation");
    last.checkMet();
  } catch (error) {
    thrown = { error };
  } finally {
    last.end();
  }
  return { run: last.summary, thrown: found ?? thrown, steps: faults.steps, choices };
}

function circumstancesOf(settings: Settings, seed: number): Circumstances {
  const { faults, preemption, swarm } = settings;
  const latencyMs = msOf(settings.latency, "let messages take");
  return swarm
    ? drawnFor(seed, { faults: faults ?? SWARM_RATES, preemption, latencyMs })
    : { faults: faults ?? {}, preemption, latencyMs };
}

/** What a stage is set for. */
interface StagePlan {
  readonly settings: Settings;
  readonly seed: number;
  readonly faults: Faults;
  readonly circumstances: Circumstances;
  readonly tracer: Tracer | undefined;
  /** What the process before it has left. */
  readonly ground: Ground | undefined;
  setStage(ground: Ground): Promise<SimulatedStage>;
  onTrouble(trouble: Trouble): void;
}

const UNTIL_MS = 60_000;

class SimulatedStage implements Stage {
  readonly seed: number;
  readonly graph: Graph;
  readonly #settings: Settings;
  readonly #roles: Roles;
  readonly #faults: Faults;
  #simulation: Simulation | undefined;
  #begun: Promise<Simulation> | undefined;
  readonly #plan: StagePlan;
  #wasLeft = false;

  constructor(graph: Graph, plan: StagePlan) {
    this.graph = graph;
    this.seed = plan.seed;
    this.#settings = plan.settings;
    this.#roles = new Roles(graph, plan.settings.keep);
    this.#faults = plan.faults;
    this.#plan = plan;
  }

  get #timeline(): Timeline | undefined {
    return this.#simulation?.timeline ?? this.#plan.ground?.timeline;
  }

  get elapsedMs(): number {
    return (this.#timeline?.now ?? BEGIN) - BEGIN;
  }

  get summary(): SimulatedRun {
    const { seed, elapsedMs } = this;
    const { steps = 0, hash = 0 } = this.#timeline ?? {};
    const { circumstances } = this.#plan;
    return { seed, steps, hash, elapsedMs, faults: this.#faults.done, circumstances };
  }

  perform<F extends Performer>(label: string, performer: F): F;
  perform<
    P extends PortSchema,
    S extends StateSchema,
    A extends ArgsSchema,
    R = never,
    N = undefined,
  >(
    label: string,
    definition: ActorShape<P, S, A>,
    performer: PerformerFor<P, S, A, R, N>,
  ): Performed<P, R, N>;
  perform(label: string, ...[first, second]: [unknown, unknown?]): unknown {
    const performer = second ?? first;
    const definition = second === undefined ? undefined : first as ActorShape;
    this.#roles.give(label, performer as Performer, this.#begun !== undefined, definition);
    return performer;
  }

  get unplayed(): readonly string[] {
    return this.#roles.unplayed;
  }

  get log(): readonly LogRecord[] {
    return this.#simulation?.log ?? [];
  }

  #begin(): Promise<Simulation> {
    return this.#begun ??= this.#start();
  }

  async #start(): Promise<Simulation> {
    const { faultsFor, check, freshModules, stepLimit } = this.#settings;
    const { preemption, latencyMs } = this.#plan.circumstances;
    const { tracer } = this.#plan;
    let isUp = false;
    const onStep = () => {
      trace?.step(simulation.hostNow);
      if (isUp && check !== undefined) this.#check(check);
    };
    const simulation = this.#simulation = new Simulation(this.graph, {
      seed: this.seed,
      players: this.#roles.definitions,
      faults: this.#faults,
      preemption,
      latencyMs,
      freshModules,
      stepLimitMs: msOf(stepLimit, "let a step take"),
      ...((check ?? tracer) && { onStep }),
      ...(this.#plan.ground && { ground: this.#plan.ground }),
    });
    const trace = tracer?.begin(simulation.telemetry, simulation.hostNow, this.#faults.done);
    const faultsMs = msOf(faultsFor, "have faults");
    this.#roles.begin(
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

  until(condition: () => boolean, within: Duration = UNTIL_MS): Promise<void> {
    return this.#waitsFor("stage.until()", async () => {
      const ms = msOf(within, "wait");
      const simulation = await this.#begin();
      const isDone = () => simulation.isOver || condition();
      const isInTime = await simulation.run(isDone, ms);
      if (condition()) return;
      const why = isInTime
        ? "the graph has ended, and nothing changes any more"
        : `it does not hold after ${
          timeText(within)
        }, give it longer, or what it waits for; ${simulation.described}`;
      throw new Error(`Cannot wait any longer for ${condition}: ${why}`);
    });
  }

  advance(time: Duration): Promise<void> {
    return this.#waitsFor("stage.advance()", async () => {
      const ms = msOf(time, "let time go by");
      const simulation = await this.#begin();
      await simulation.run(() => false, ms);
    });
  }

  /** What the script has begun to wait for, and not awaited. */
  readonly #waits = new Set<{ readonly what: string }>();

  #waitsFor<T>(what: string, wait: () => Promise<T>): Promise<T> {
    const under = { what };
    this.#waits.add(under);
    const waited = wait().finally(() => this.#waits.delete(under));
    // Whoever does not await it is told when the script is over.
    waited.catch(() => {});
    return waited;
  }

  state(label: string): Readonly<Record<string, unknown>> {
    const simulation = this.checkBegun(`read the state of actor "${label}"`);
    const { state, journal } = simulation.planOf(label);
    const { region } = simulation;
    return readState(region, state.at, state.cells, readMask(region, journal));
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

  /** Throws if nothing was waited for yet, so that nothing has run. */
  checkBegun(doing: string): Simulation {
    if (this.#simulation !== undefined) return this.#simulation;
    throw new TypeError(
      `Cannot ${doing}: nothing has begun yet, await stage.finished, stage.until() or stage.advance() first`,
    );
  }

  /** Throws if the script has not awaited what it waits for, or a performer has found something wrong or still waits itself. */
  checkMet(): void {
    const [wait] = this.#waits;
    if (wait !== undefined) {
      throw new TypeError(
        `Cannot end a simulation: the script has ended and still waits for ${wait.what}, await it`,
      );
    }
    this.#roles.checkMet();
  }

  get finished(): Promise<StopReport> {
    return this.#waitsFor("stage.finished", () => this.#finished());
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
