import { assertEquals } from "@std/assert";
import { Graph, type Troupe, u32 } from "@steady-state/deno";
import { dealer, drain, gatherer, hose, passer, pipe } from "../fixtures/stress_actors.ts";
import { actorIn, channelIn, runMoving } from "../fixtures/watch.ts";

const LONG = Deno.env.get("STRESS") === "long";
const ROUNDS = LONG ? 10 : 2;
const FACTOR = LONG ? 5 : 1;

const sumTo = (count: number) => count * (count - 1) / 2;

for (const capacity of [1, 64, 65_536]) {
  const count = (capacity === 1 ? 30_000 : 3_000_000) * FACTOR;
  Deno.test(`two workers pass ${count} numbers through capacity ${capacity}, whole and in order`, async () => {
    for (let round = 1; round <= ROUNDS; round++) {
      await using graph = new Graph("flow");
      const { tx, rx } = graph.channel("numbers", u32, { capacity });
      graph.actor("HOSE", hose, { ports: { numbers: tx }, args: { count, seed: round } })
        .actor("DRAIN", drain, { ports: { numbers: rx }, args: { seed: round + 100 } });
      const report = await runMoving(graph);
      assertEquals(actorIn(report, "DRAIN").state, { count, sum: sumTo(count), disorder: 0 });
      assertEquals(channelIn(report, "numbers"), {
        label: "numbers",
        sent: count,
        taken: count,
        left: 0,
      });
    }
  });
}

Deno.test("a troupe passes numbers among its own, whole and in order", async () => {
  const count = 1_000_000 * FACTOR;
  await using graph = new Graph("flow");
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 64 });
  const troupe = graph.troupe("ensemble");
  graph.actor("HOSE", hose, { ports: { numbers: tx }, args: { count }, troupe })
    .actor("DRAIN", drain, { ports: { numbers: rx }, troupe });
  const report = await runMoving(graph);
  assertEquals(actorIn(report, "DRAIN").state, { count, sum: sumTo(count), disorder: 0 });
});

for (const troupes of [0, 2]) {
  const where = troupes === 0 ? "in workers of their own" : "in two troupes";
  Deno.test(`four actors ${where} share the lanes of a bundle, and nothing is lost on the way together`, async () => {
    const count = 1_000_000 * FACTOR;
    await using graph = new Graph("fan");
    const out = graph.bundle("out", u32, { girth: 4, capacity: 256 });
    const back = graph.bundle("back", u32, { girth: 4, capacity: 128 });
    const homes = Array.from({ length: troupes }, (_, i) => graph.troupe(`troupe ${i}`));
    graph.actor("DEALER", dealer, { ports: { lanes: out.tx }, args: { count } })
      .actor("GATHERER", gatherer, { ports: { lanes: back.rx } });
    for (let i = 0; i < 4; i++) {
      graph.actor("PIPE", pipe, {
        ports: { from: out.rx[i]!, to: back.tx[i]! },
        instance: i,
        ...homeOf(homes, i),
      });
    }
    const report = await runMoving(graph);
    assertEquals(actorIn(report, "GATHERER").state, { count, sum: sumTo(count), disorder: 0 });
    for (let i = 0; i < 4; i++) {
      const { ports: { from, to } } = actorIn(report, `PIPE ${i}`);
      assertEquals(from, to);
    }
  });
}

function homeOf(homes: readonly Troupe[], i: number): { readonly troupe?: Troupe } {
  const troupe = homes[i % homes.length];
  return troupe === undefined ? {} : { troupe };
}

/** A token goes round `members` actors until it counts to `hops`. */
async function passToken(
  members: number,
  troupes: number,
  hops: number,
  { capacity = 1, seed = 0 } = {},
): Promise<void> {
  await using graph = new Graph("ring");
  const links = Array.from(
    { length: members },
    (_, i) => graph.channel(`link${i}`, u32, { capacity }),
  );
  const homes = Array.from({ length: troupes }, (_, i) => graph.troupe(`troupe ${i}`));
  for (let i = 0; i < members; i++) {
    graph.actor("PASSER", passer, {
      ports: { from: links[i]!.rx, to: links[(i + 1) % members]!.tx },
      args: { first: i === 0, last: hops, seed: seed === 0 ? 0 : seed + i },
      instance: i,
      ...homeOf(homes, i),
    });
  }
  const report = await runMoving(graph);
  const seen = report.actors.reduce((sum, { state }) => sum + (state.seen as number), 0);
  assertEquals(seen, hops + 1);
  assertEquals(report.clean, true);
}

Deno.test("a token goes round a ring of actors in one troupe", async () => {
  await passToken(40, 1, 40_000 * FACTOR);
});

Deno.test("a token goes round a ring of actors that lie in two troupes by turns", async () => {
  await passToken(10, 2, 10_000 * FACTOR);
});

Deno.test("a token goes round a ring of five workers", async () => {
  await passToken(5, 0, 5_000 * FACTOR);
});

Deno.test("no wake-up is lost between two workers that hand one message to and fro", async () => {
  await passToken(2, 0, 200_000 * FACTOR);
});

for (let seed = 1; seed <= ROUNDS; seed++) {
  Deno.test(`no wake-up is lost between two workers that park and wake at random, seed ${seed}`, async () => {
    await passToken(2, 0, 40_000 * FACTOR, { seed });
  });

  Deno.test(`no wake-up is lost between two troupes that park and wake at random, seed ${seed}`, async () => {
    await passToken(4, 2, 10_000 * FACTOR, { seed });
  });
}
