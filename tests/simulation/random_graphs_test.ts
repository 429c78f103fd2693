/**
 * The random graphs of the chaos storms, with all kinds of message, verbs, loops, bundles, troupes, packed workers and supervisors, in one thread and
 * under virtual time: with deaths at any store, and in any order.
 */
import { assertEquals } from "@std/assert";
import { type CrashReport, Graph, StopError } from "@steady-state/deno";
import { simulate, type SimulatedRun, type Stage } from "@steady-state/deno/testing";
import { Fate } from "../chaos/fate.ts";
import { compare, draw } from "../chaos/random/random_graph.ts";
import { arrivalsOf, type Shape, shapeOf } from "../chaos/random/shape.ts";

const SEEDS = Number(Deno.env.get("SIMULATED_GRAPHS") ?? 60);
const FAULTS = { death: 0.002, deathAtStore: 0.01, hang: 0.0003, slow: 0.002, uncaught: 0.0005 };

async function simulateRandom(seed: number): Promise<SimulatedRun> {
  const shape = shapeOf(seed);
  const crashes: CrashReport[] = [];
  const [run] = await simulate(
    () => {
      crashes.length = 0;
      return drawn(seed, shape, crashes);
    },
    { seeds: [seed], faults: FAULTS, faultsFor: "5 s" },
    (stage) => check(stage, shape, crashes),
  );
  return run as SimulatedRun;
}

async function drawn(seed: number, shape: Shape, crashes: CrashReport[]): Promise<Graph> {
  const graph = new Graph(`random ${seed}`, {
    workers: shape.workers,
    intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
    hangTimeoutMs: 150,
    showstopper: 1_000_000,
    stopTimeoutMs: 20_000,
    logLevel: "error",
    onCrash: (report) => crashes.push(report),
  });
  await draw(graph, shape, shape.nodes.map(() => Fate.of([])));
  return graph;
}

async function check(stage: Stage, shape: Shape, crashes: readonly CrashReport[]): Promise<void> {
  const report = await stage.finished.catch((error) => {
    if (error instanceof StopError) return error.report;
    throw error;
  });
  const unexpected = crashes.filter(({ cause, error: { message } }) =>
    cause === "throw" || (cause === "uncaught" && message !== "thrown by the dice")
  ).map(({ actor, error: { message } }) => `${actor} crashed: ${message}`);
  assertEquals(compare(shape, arrivalsOf(shape), report, unexpected), {
    lost: 0,
    doubled: 0,
    differences: [],
  });
}

Deno.test("random graphs that are simulated under faults lose nothing, double nothing, and end", async () => {
  let [steps, faults] = [0, 0];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = await simulateRandom(seed);
    steps += run.steps;
    faults += run.faults.length;
  }
  console.log(`${SEEDS} graphs, ${steps} steps, ${faults} faults`);
});
