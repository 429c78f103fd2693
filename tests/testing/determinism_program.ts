/** Prints the hashes of runs of all kinds, by their seeds, as JSON: `SEEDS` in that order, after so many others. */
import { Graph, u32 } from "@steady-state/deno";
import { collect, echo, feed, rehearse, simulate, type Stage } from "@steady-state/deno/testing";
import { relay, sink, source } from "../fixtures/chain_actors.ts";
import { picky } from "../fixtures/rehearsed_actors.ts";
import { ticker } from "../fixtures/ticking_actors.ts";

const [list = "", before = "0"] = Deno.args;

/** Supervision, dead letters, durable state, troupes and performers, all under everything that can go wrong. */
function everything(): Graph {
  const graph = new Graph("everything", {
    durable: { file: "everything.db", everyMs: 50 },
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 50 } },
    hangTimeoutMs: 400,
    showstopper: 3,
    logLevel: "error",
  });
  const troupe = graph.troupe("ensemble");
  const [raw, odd, passed] = ["raw", "odd", "passed"].map((name) =>
    graph.channel(name, u32, { capacity: 4 })
  );
  return graph.actor("SOURCE", source, { ports: { out: raw!.tx } })
    .actor("RELAY", relay, { ports: { in: raw!.rx, out: passed!.tx }, troupe })
    .actor("SINK", sink, { ports: { in: passed!.rx }, troupe, durable: true })
    .actor("FEED", source, { ports: { out: odd!.tx } })
    .actor("PICKY", picky, { ports: { in: odd!.rx } })
    .actor("TICKER", ticker, { durable: true });
}

async function script(stage: Stage): Promise<void> {
  stage.perform("RELAY", echo());
  stage.perform("FEED", feed(Array.from({ length: 40 }, (_, i) => i)));
  await stage.advance("200 ms");
  const again = await stage.startAgain();
  again.perform("SINK", collect());
  await again.advance("2 s");
  again.stop();
  await again.finished.catch(() => {});
}

async function hashOf(seed: number): Promise<number> {
  const faults = { stop: 0.001, fullDisk: 0.001 };
  const [run] = await simulate(everything, {
    seeds: [seed],
    swarm: true,
    faults: {
      ...faults,
      death: 0.02,
      deathAtStore: 0.03,
      hang: 0.002,
      slow: 0.02,
      uncaught: 0.004,
      loadFailure: 0.2,
      lateToHost: 0.004,
      lateToWorker: 0.004,
      clockStep: 0.004,
    },
  }, script);
  return run!.hash;
}

for (let i = 0; i < Number(before); i++) {
  await hashOf(1000 + i);
  await using scene = await rehearse(relay, { seed: i });
  scene.in.send(1, 2, 3);
  await scene.out.take(3);
}
const hashes: Record<string, number> = {};
for (const seed of list.split(",").map(Number)) hashes[seed] = await hashOf(seed);
console.log(JSON.stringify(hashes));
