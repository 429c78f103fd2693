import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { collect, echo, feed, simulate, type Stage } from "@steady-state/deno/testing";
import { Dice } from "../../src/testing/dice.ts";
import { relay, sink, source } from "./chain_actors.ts";

const FAULTS = { death: 0.005, deathAtStore: 0.02, hang: 0.0005, slow: 0.005, uncaught: 0.001 };
const COUNT = 200;

/** One to three chains, of any length, capacity and home, under any strategy. */
function chains(seed: number): Graph {
  const dice = new Dice(seed);
  const strategy = (["oneForOne", "oneForAll", "restForOne"] as const)[dice.below(3)]!;
  const intensity = { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 50 } };
  const graph = new Graph("chains", {
    strategy,
    intensity,
    hangTimeoutMs: 400,
    showstopper: 1_000_000,
    logLevel: "error",
  });
  const troupe = graph.troupe("ensemble");
  const home = () => dice.chance(0.5) ? { troupe } : {};
  for (let chain = 1 + dice.below(3); chain > 0; chain--) {
    const channel = (i: number) =>
      graph.channel(`link ${chain} ${i}`, u32, { capacity: 1 + dice.below(20) });
    let { tx, rx } = channel(0);
    graph.actor("SOURCE", source, {
      instance: chain,
      ports: { out: tx },
      args: { count: COUNT },
      ...home(),
    });
    for (let i = 1 + dice.below(3); i > 0; i--) {
      const next = channel(i);
      graph.actor("RELAY", relay, {
        instance: 10 * chain + i,
        ports: { in: rx, out: next.tx },
        ...home(),
      });
      ({ tx, rx } = next);
    }
    graph.actor("SINK", sink, { instance: chain, ports: { in: rx }, ...home() });
  }
  return graph;
}

async function checkSums(stage: Stage): Promise<void> {
  const { actors, clean } = await stage.finished;
  const sinks = actors.filter(({ label }) => label.startsWith("SINK"));
  for (const { label, state } of sinks) {
    const { sum, count, disorder } = state;
    assertEquals([sum, count, disorder], [COUNT * (COUNT + 1) / 2, COUNT, 0], label);
  }
  assertEquals(clean, true);
}

Deno.test("a graph that is simulated under faults loses nothing and doubles nothing, for any seed", async () => {
  let faults = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const [run] = await simulate(() => chains(seed), { seeds: [seed], faults: FAULTS }, checkSums);
    faults += run!.faults.length;
  }
  assert(faults > 200, `${faults} faults`);
  console.log(faults);
});
