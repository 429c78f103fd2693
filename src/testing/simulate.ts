import { reportError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import type { StopReport } from "../graph/report/mod.ts";
import { Dice } from "./dice.ts";
import {
  between,
  filled,
  number,
  optionFaults,
  type Schema,
  that,
  throwOptionFaults,
} from "../option_faults.ts";
import { type Fault, type FaultRates, faultRates, Faults, faultText } from "./faults.ts";
import { Expenses } from "./expenses.ts";
import { type Costs, costs, type LoadFigures, loadFigures } from "./load/mod.ts";
import { type Duration, duration, msOf } from "./moment.ts";
import type { Performer } from "./performers.ts";
import type { Stage } from "./stage.ts";
import { type RealOptions, type RealRun, runReally } from "./real/mod.ts";
import { Roles } from "./roles.ts";
import { areSeeds, environmentSeed, listOfSeeds } from "./seeds.ts";
import { shrink } from "./shrink.ts";
import { BEGIN, Simulation } from "./simulation.ts";

/** How graphs are simulated. */
export interface SimulateOptions {
  /**
   * Whether the graph runs on real workers and in real time instead: {@link RealOptions} says how.
   *
   * @default {false}
   */
  readonly real?: false;
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
   * What work costs, in milliseconds of a processor for each message, by label or name of the actor: `{ WORKER: 0.2 }`. Actors that
   * are not named here compute in no time. A thread that computes does nothing else, and its mates wait.
   *
   * @default {nothing}
   */
  readonly cost?: Costs;
  /**
   * Processors that the threads share. A thread that finds none free waits for one, and counts as busy meanwhile.
   *
   * @default {Infinity}
   */
  readonly cores?: number;
}

/** Those that have a value where they are left out. */
type Standards = "real" | "seeds" | "faultsFor" | "within" | "preemption" | "latency" | "cores";

/** What is known of {@link SimulateOptions}. */
export const SIMULATE_OPTIONS: Schema<SimulateOptions, Standards> = {
  real: { check: that((value) => value === false, "give true or false"), default: false },
  seeds: { check: areSeeds, default: 1 },
  faults: { check: faultRates },
  faultsFor: { check: duration, default: 10_000 },
  within: { check: duration, default: 3_600_000 },
  preemption: { check: between(0, 1), default: 0.5 },
  latency: { check: duration, default: 1 },
  cost: { check: costs },
  cores: {
    check: number(
      (value) => value === Infinity || (Number.isInteger(value) && value > 0),
      "give a whole number from 1, or Infinity",
    ),
    default: Infinity,
  },
};

/** The options, each with a value. */
type Settings = SimulateOptions & Required<Pick<SimulateOptions, Standards>>;

/** What a simulated run was like. */
export interface SimulatedRun {
  /** What decided about it. */
  readonly seed: number;
  /** Steps that its threads took, that of the host included. */
  readonly steps: number;
  /** The same for the same run, and nearly never for another. */
  readonly hash: number;
  /** How much virtual time went by. */
  readonly elapsedMs: number;
  /** What went wrong. */
  readonly faults: readonly Fault[];
  /** How the graph stood its load; left out if nobody was played by `load`. */
  readonly load?: LoadFigures;
}

/**
 * Runs a graph in one isolate under virtual time, with its host and its supervision, once for each seed: whose turn it is, how long
 * messages take and what goes wrong the seed decides, and the same seed decides the same.
 *
 * `script` says who is played by whom, what is to happen, and what must be true; without one, the graph must come to a clean end.
 *
 * Actors that nobody plays run as the graph was drawn with them. Variables of their modules are shared by all of them and outlive a
 * death, which they would not in workers of their own; and whether a worker can load them only a real start tells.
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
 * With `real: true` the very same test runs on real workers and in real time, as {@link RealOptions} say; what is played runs in the
 * test's own thread. Then what happens is the machine's to decide, and no seed brings it again.
 *
 * @returns what each run was like
 * @throws {Error} for the first seed that fails: with the seed, the faults that it takes, and what was thrown as its `cause`; a script
 * that waits for nothing fails, because nothing has run
 * @throws {TypeError} if the options are wrong, with all that is wrong with them; a RangeError if one is out of range
 */
export function simulate(
  build: () => Graph | Promise<Graph>,
  options?: SimulateOptions,
  script?: (stage: Stage) => Promise<void> | void,
): Promise<SimulatedRun[]>;
/** Runs a graph on real workers and in real time, once for each seed: see the other form. */
export function simulate(
  build: () => Graph | Promise<Graph>,
  options: RealOptions,
  script?: (stage: Stage) => Promise<void> | void,
): Promise<RealRun[]>;
/** Runs a graph in virtual time or on real workers, as `real` says. */
export function simulate(
  build: () => Graph | Promise<Graph>,
  options: SimulateOptions | RealOptions,
  script?: (stage: Stage) => Promise<void> | void,
): Promise<SimulatedRun[] | RealRun[]>;
export function simulate(
  build: () => Graph | Promise<Graph>,
  options: SimulateOptions | RealOptions = {},
  script: (stage: Stage) => Promise<void> | void = async (stage) => void await stage.finished,
): Promise<SimulatedRun[] | RealRun[]> {
  return options?.real ? runReally(build, options, script) : runSeeds(build, options, script);
}

async function runSeeds(
  build: () => Graph | Promise<Graph>,
  options: SimulateOptions,
  script: (stage: Stage) => Promise<void> | void,
): Promise<SimulatedRun[]> {
  throwOptionFaults("simulate", optionFaults(SIMULATE_OPTIONS, options));
  const settings: Settings = filled<SimulateOptions, Standards>(SIMULATE_OPTIONS, options);
  const runs: SimulatedRun[] = [];
  const asked = environmentSeed();
  for (const seed of asked === undefined ? listOfSeeds(settings.seeds) : [asked]) {
    const { thrown, run } = await runOnce(build, settings, script, seed);
    if (thrown === undefined) {
      runs.push(run);
      continue;
    }
    const message = reportError(thrown.error).message;
    const again = (list: readonly Fault[]) => runOnce(build, settings, script, seed, list);
    const { steps } = await again([]);
    const left = await shrink(
      run.faults,
      steps,
      async (list) => (await again(list)).thrown !== undefined,
    );
    throw new Error(failureText(run, left, message), { cause: thrown.error });
  }
  return runs;
}

function failureText(run: SimulatedRun, left: readonly Fault[], message: string): string {
  const { seed, faults, elapsedMs } = run;
  const which = faults.length === 0
    ? "nothing had gone wrong before"
    : left.length === 0
    ? `it fails without any of the ${faults.length} faults, too`
    : `${faults.length} faults came before, ${left.length} ${
      left.length === 1 ? "is" : "are"
    } enough: ${left.map(faultText).join(", ")}`;
  return `Seed ${seed} fails after ${elapsedMs.toFixed(0)} ms of its time: ${message}; ${which}; ` +
    `run it again with the environment variable SEED=${seed}`;
}

interface Outcome {
  readonly run: SimulatedRun;
  readonly thrown: { readonly error: unknown } | undefined;
  /** Steps that each worker has taken since things may go wrong. */
  readonly steps: ReadonlyMap<string, number>;
}

async function runOnce(
  build: () => Graph | Promise<Graph>,
  settings: Settings,
  script: (stage: Stage) => Promise<void> | void,
  seed: number,
  list?: readonly Fault[],
): Promise<Outcome> {
  const stage = new SimulatedStage(await build(), settings, seed, list);
  let thrown: Outcome["thrown"];
  try {
    await script(stage);
    stage.checkBegun("end a simulation");
  } catch (error) {
    thrown = { error };
  } finally {
    stage.end();
  }
  return { run: stage.summary, thrown, steps: stage.steps };
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

  constructor(graph: Graph, settings: Settings, seed: number, list?: readonly Fault[]) {
    this.graph = graph;
    this.#roles = new Roles(graph);
    this.seed = seed;
    this.#settings = settings;
    // Dice of their own: when a fault is left out, all that was decided before it stays.
    this.#faults = new Faults(new Dice(seed + 2 ** 32), settings.faults ?? {}, list);
  }

  get elapsedMs(): number {
    return (this.#simulation?.timeline.now ?? BEGIN) - BEGIN;
  }

  get summary(): SimulatedRun {
    const { seed, elapsedMs } = this;
    const { steps = 0, hash = 0 } = this.#simulation?.timeline ?? {};
    const run = { seed, steps, hash, elapsedMs, faults: this.#faults.done };
    const load = this.#simulation && loadFigures(
      this.#simulation.laidOut,
      this.#roles.performers,
      this.#simulation.timeline.now,
    );
    return load === undefined ? run : { ...run, load };
  }

  get steps(): ReadonlyMap<string, number> {
    return this.#faults.steps;
  }

  perform(label: string, performer: Performer): void {
    this.#roles.give(label, performer, this.#begun !== undefined);
  }

  #begin(): Promise<Simulation> {
    return this.#begun ??= this.#start();
  }

  async #start(): Promise<Simulation> {
    const { preemption, latency, faultsFor, cost, cores } = this.#settings;
    const expenses = cost && new Expenses(cost, cores);
    const simulation = this.#simulation = new Simulation(this.graph, {
      seed: this.seed,
      players: this.#roles.definitions,
      faults: this.#faults,
      preemption,
      latencyMs: msOf(latency, "let messages take"),
      ...expenses && { expenses },
    });
    expenses?.check(simulation.laidOut.actors);
    const faultsMs = msOf(faultsFor, "have faults");
    await simulation.begin();
    this.#faults.begin();
    simulation.after(faultsMs, () => this.#faults.calm());
    return simulation;
  }

  async until(condition: () => boolean, within: Duration = UNTIL_MS): Promise<void> {
    const simulation = await this.#begin();
    if (await simulation.run(condition, msOf(within, "wait"))) return;
    throw new Error(
      `Cannot wait any longer: ${condition} does not hold after ${within}; ${simulation.described}`,
    );
  }

  async advance(time: Duration): Promise<void> {
    const simulation = await this.#begin();
    await simulation.run(() => false, msOf(time, "let time go by"));
  }

  state(label: string): Readonly<Record<string, unknown>> {
    return this.checkBegun(`read the state of actor "${label}"`).laidOut.stateOf(label);
  }

  stop(reason = "the test asks for it"): void {
    const simulation = this.checkBegun("stop the graph");
    simulation.asHost(() => void this.graph.stop(reason).catch(() => {}));
  }

  /** Throws if nothing was waited for yet, so that nothing has run. */
  checkBegun(doing: string): Simulation {
    if (this.#simulation !== undefined) return this.#simulation;
    throw new TypeError(
      `Cannot ${doing}: nothing has begun yet, await stage.finished, stage.until() or stage.advance() first`,
    );
  }

  get finished(): Promise<StopReport> {
    return this.#finished();
  }

  async #finished(): Promise<StopReport> {
    const simulation = await this.#begin();
    const { faultsFor, within } = this.#settings;
    const most = msOf(faultsFor, "have faults") + msOf(within, "wait for the end");
    if (await simulation.run(() => simulation.isOver, most)) return simulation.report;
    throw new Error(`Cannot wait for the graph's end any longer: ${simulation.described}`);
  }

  end(): void {
    this.#simulation?.end();
  }
}
