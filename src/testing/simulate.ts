import type { ActorDefinition } from "../actor/definition.ts";
import { reportError } from "../errors.ts";
import { definitionOf, type Graph } from "../graph/graph.ts";
import type { StopReport } from "../graph/report/mod.ts";
import { Dice } from "./dice.ts";
import {
  between,
  type Check,
  filled,
  flag,
  optionFaults,
  type Schema,
  that,
  throwOptionFaults,
} from "../option_faults.ts";
import { type Fault, type FaultRates, faultRates, Faults, faultText } from "./faults.ts";
import { type Duration, duration, msOf } from "./moment.ts";
import type { Performer } from "./performers.ts";
import { shrink } from "./shrink.ts";
import { BEGIN, Simulation } from "./simulation.ts";
import { readState } from "../state/mod.ts";
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
  /** Has that actor played by somebody else than its module. Before anything is waited for. */
  perform(label: string, performer: Performer): void;
  /** Goes on until `condition` holds. Throws if it does not within that time, a minute if it is not given. */
  until(condition: () => boolean, within?: Duration): Promise<void>;
  /** Lets so much time go by. */
  advance(time: Duration): Promise<void>;
  /** The state of an actor, as of its last turn that committed. */
  state(label: string): Readonly<Record<string, unknown>>;
  /** Asks the graph to stop. */
  stop(reason?: string): void;
  /** Goes on until the graph has ended. Throws as `graph.finished` does, or if it does not end, with what each actor is doing. */
  readonly finished: Promise<StopReport>;
}

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
 * @throws {Error} for the first seed that fails: with the seed, the faults that it takes, and what was thrown as its `cause`; a script
 * that waits for nothing fails, because nothing has run
 * @throws {TypeError} if the options are wrong, with all that is wrong with them; a RangeError if one is out of range
 */
export async function simulate(
  build: () => Graph | Promise<Graph>,
  options: SimulateOptions = {},
  script: (stage: Stage) => Promise<void> | void = async (stage) => void await stage.finished,
): Promise<SimulatedRun[]> {
  throwOptionFaults("simulate", optionFaults(SIMULATE_OPTIONS, options));
  const settings: Settings = filled<SimulateOptions, Standards>(SIMULATE_OPTIONS, options);
  const runs: SimulatedRun[] = [];
  for (const seed of seedsOf(settings.seeds)) {
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
  readonly #players = new Map<string, ActorDefinition>();
  readonly #faults: Faults;
  #simulation: Simulation | undefined;
  #begun: Promise<Simulation> | undefined;

  constructor(graph: Graph, settings: Settings, seed: number, list?: readonly Fault[]) {
    this.graph = graph;
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
    return { seed, steps, hash, elapsedMs, faults: this.#faults.done };
  }

  get steps(): ReadonlyMap<string, number> {
    return this.#faults.steps;
  }

  perform(label: string, performer: Performer): void {
    const doing = `play actor "${label}"`;
    if (this.#begun !== undefined) {
      throw new TypeError(`Cannot ${doing}: the simulation has begun, say so before`);
    }
    const definition = definitionOf(this.graph, label);
    if (definition === undefined) {
      throw new TypeError(`Cannot ${doing}: graph "${this.graph.name}" has no actor of that label`);
    }
    this.#players.set(label, { ...definition, run: performer } as unknown as ActorDefinition);
  }

  #begin(): Promise<Simulation> {
    return this.#begun ??= this.#start();
  }

  async #start(): Promise<Simulation> {
    const { preemption, latency, faultsFor, freshModules, stepLimit } = this.#settings;
    const simulation = this.#simulation = new Simulation(this.graph, {
      seed: this.seed,
      players: this.#players,
      faults: this.#faults,
      preemption,
      latencyMs: msOf(latency, "let messages take"),
      freshModules,
      stepLimitMs: msOf(stepLimit, "let a step take"),
    });
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
    const simulation = this.checkBegun(`read the state of actor "${label}"`);
    const { state, journal } = simulation.planOf(label);
    const { region } = simulation;
    return readState(region, state.at, state.cells, readMask(region, journal));
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
