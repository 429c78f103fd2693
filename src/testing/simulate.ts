import type { Graph } from "../graph/graph.ts";
import { filled, optionFaults, throwOptionFaults } from "../option_faults.ts";
import { Choices } from "./choices.ts";
import { Dice } from "./dice.ts";
import { failureOf, repeatRun } from "./failing_runs.ts";
import { Faults } from "./faults.ts";
import { msOf } from "./moment.ts";
import type { Outcome, Take, Trouble } from "./outcome.ts";
import { type RealOptions, type RealRun, runReally } from "./real/mod.ts";
import { recordRun, traceFolder } from "./recorded_runs.ts";
import { environmentSeed, listOfSeeds } from "./seeds.ts";
import {
  SIMULATE_OPTIONS,
  type SimulateOptions,
  type SimulateSettings,
  type SimulateStandards,
} from "./simulate_options.ts";
import type { SimulatedRun } from "./simulated_run.ts";
import { SimulatedStage } from "./simulated_stage.ts";
import type { Ground } from "./simulation.ts";
import type { Stage } from "./stage.ts";
import { StandIns } from "./stand_ins/mod.ts";
import { type Circumstances, drawnFor, SWARM_RATES } from "./swarm.ts";

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
 * With `real: true` the very same test runs on real workers and in real time, as {@link RealOptions} say; what is played runs in the
 * test's own thread. Then what happens is the machine's to decide, and no seed brings it again.
 *
 * @returns what each run was like
 * @throws {SimulationError} for the first seed that fails: with the seed, the faults that it takes, and what was thrown as its `cause`; a
 * script that waits for nothing fails, because nothing has run
 * @throws {Error} if a run that is repeated is no more what it was
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
  const settings: SimulateSettings = filled<SimulateOptions, SimulateStandards>(
    SIMULATE_OPTIONS,
    options,
  );
  const folder = traceFolder(settings.trace, "a simulation");
  const trial: Trial = { build, settings, script };
  const once = (take: Take) => runOnce(trial, take);
  if (settings.replay !== undefined) return [await repeatRun(once, folder, settings.replay)];
  const runs: SimulatedRun[] = [];
  const asked = environmentSeed();
  for (const seed of asked === undefined ? listOfSeeds(settings.seeds) : [asked]) {
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
  readonly settings: SimulateSettings;
  readonly script: (stage: Stage) => Promise<void> | void;
}

async function runOnce(
  { build, settings, script }: Trial,
  { seed, list, choices = new Choices(), tracer }: Take,
): Promise<Outcome> {
  const circumstances = circumstancesOf(settings, seed);
  // Dice of their own: when a fault is left out, all that was decided before it stays.
  const faults = new Faults(new Dice(seed + 2 ** 32), circumstances.faults, list, choices);
  const standIns = new StandIns();
  let last: SimulatedStage;
  let found: Trouble | undefined;
  const setStage = async (ground?: Ground) =>
    last = new SimulatedStage(await build(), {
      settings,
      seed,
      faults,
      standIns,
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

function circumstancesOf(settings: SimulateSettings, seed: number): Circumstances {
  const { faults, preemption, swarm } = settings;
  const latencyMs = msOf(settings.latency, "let messages take");
  return swarm
    ? drawnFor(seed, { faults: faults ?? SWARM_RATES, preemption, latencyMs })
    : { faults: faults ?? {}, preemption, latencyMs };
}
