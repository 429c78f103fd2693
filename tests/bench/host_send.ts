/**
 * What a send by the host costs, beside one by an actor in a worker: `deno run -A --no-lock tests/bench/host_send.ts`. Nanoseconds a
 * message, the best of many short rounds, each into a like channel, with a reader in a worker that never sleeps: what it costs to wake
 * one is the same for both, and would hide the rest.
 */
import { Graph, json, u32 } from "@steady-state/deno";
import { drain, pacer } from "./actors/pacer.ts";

const COUNT = 3_000;
const ROUNDS = 50;
const CAPACITY = 4096;

/** By an actor: one a turn, or with `actor.send`, which commits where there is no room. */
async function byActor(inTurns: boolean): Promise<number> {
  const graph = new Graph("actor", { log: () => {} });
  const numbers = graph.channel("numbers", u32, { capacity: CAPACITY });
  const took = graph.channel("took", json<number>());
  graph.actor("PACER", pacer, {
    ports: { out: numbers.tx, took: took.tx },
    args: { count: COUNT, rounds: ROUNDS, inTurns },
  }).actor("DRAIN", drain, { ports: { in: numbers.rx }, waitStrategy: "spin" });
  const receiver = graph.receiver(took);
  await graph.start();
  const rounds = await Array.fromAsync(receiver);
  await graph.finished;
  return Math.min(...rounds);
}

/** By the host: so many at a time that are not awaited one by one, or as a batch. */
async function byHost(atATime: number, asBatch = false): Promise<number> {
  const graph = new Graph("host", { log: () => {} });
  const numbers = graph.channel("numbers", u32, { capacity: CAPACITY });
  const sender = graph.sender(numbers, { maxWaiting: 1_000_000 });
  graph.actor("DRAIN", drain, { ports: { in: numbers.rx }, waitStrategy: "spin" });
  await graph.start();
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const begun = performance.now();
    if (asBatch) await sender.sendBatch(Array.from({ length: COUNT }, (_, i) => i));
    else if (atATime === 1) { for (let i = 0; i < COUNT; i++) await sender.send(i); }
    else {
      for (let i = 0; i < COUNT; i += atATime) {
        const sends: Promise<void>[] = [];
        for (let j = 0; j < atATime; j++) sends.push(sender.send(i + j));
        await Promise.all(sends);
      }
    }
    best = Math.min(best, 1e6 * (performance.now() - begun) / COUNT);
  }
  await graph.stop();
  return best;
}

const cases: Record<string, () => Promise<number>> = {
  "an actor, one a turn": () => byActor(true),
  "an actor, await actor.send": () => byActor(false),
  "the host, each awaited": () => byHost(1),
  "the host, 100 at a time": () => byHost(100),
  "the host, 1,000 at a time": () => byHost(1000),
  "the host, one batch": () => byHost(1, true),
};
const best = new Map<string, number>();
for (let pass = 0; pass < 3; pass++) {
  for (const [what, take] of Object.entries(cases)) {
    best.set(what, Math.min(best.get(what) ?? Infinity, await take()));
  }
}
for (const [what, ns] of best) console.log(`${what.padEnd(28)}${ns.toFixed(0).padStart(7)} ns`);
