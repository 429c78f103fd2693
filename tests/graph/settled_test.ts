/** What an actor that is followed, and the program, are told of what is settled; on real workers. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Graph, type GraphOptions, StopError, u32 } from "@steady-state/deno";
import { openChannel } from "@steady-state/deno/channel";

import { counter, leaver } from "../fixtures/plain_actors.ts";
import { careful, gate, hasty, mirror, sorter, spinner } from "../fixtures/settled_actors.ts";
import { until, within } from "../fixtures/watch.ts";

const QUIET: GraphOptions = {
  log: () => {},
  intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
};

/** SOURCE → SORTER → two gates. */
function sorted(source: typeof careful | typeof hasty, count: number, together = false): Graph {
  const graph = new Graph("sorted", QUIET);
  const home = together ? { troupe: graph.troupe("ensemble") } : {};
  const fresh = graph.channel("fresh", u32, { capacity: 4 });
  const left = graph.channel("left", u32, { capacity: 64 });
  const right = graph.channel("right", u32, { capacity: 64 });
  return graph.actor("SOURCE", source, { ports: { out: fresh.tx }, args: { count }, ...home })
    .actor("SORTER", sorter, {
      ports: { in: fresh.rx, left: left.tx, right: right.tx },
      ...home,
    })
    .actor("LEFT", gate, { ports: { in: left.rx }, args: { open: 1000 }, ...home })
    .actor("RIGHT", gate, { ports: { in: right.rx }, args: { open: 0 }, ...home });
}

for (const together of [false, true]) {
  const where = together ? "in one worker" : "in workers of their own";
  Deno.test(`a message is settled once all that came of it was taken, and not before: ${where}`, async () => {
    const graph = sorted(hasty, 9, together);
    await within(graph.start(), "the start");
    // Three are settled: one that was taken, one that was filtered out, one more that was taken. The fourth has two ways to go.
    await until(() => graph.state("LEFT").taken === 7, "all on the left");
    const settled = graph.settled("SOURCE");
    let isSettled = false;
    settled.then(() => isSettled = true);
    await until(() => graph.inFlight("SOURCE").oldestMs > 50, "a while");
    assertEquals([graph.inFlight("SOURCE").sent, isSettled], [9, false]);
    assert(graph.inFlight("SOURCE").settled < 4, `${graph.inFlight("SOURCE").settled} are settled`);
    await graph.ref("RIGHT").tell({ open: 1000 });
    await within(settled, "that all is settled");
    assertEquals(graph.inFlight("SOURCE"), { sent: 9, settled: 9, oldestMs: 0 });
    assertEquals(graph.state("RIGHT").taken, 2);
    assert((await within(graph.stop(), "the stop")).clean);
  });

  Deno.test(`a source hears that its messages are settled, each time, also after its death: ${where}`, async () => {
    const graph = sorted(careful, 40, together);
    await within(graph.start(), "the start");
    await graph.ref("RIGHT").tell({ open: 1000 });
    for (const heard of [5, 10, 15, 20]) {
      await until(() => (graph.state("SOURCE").heard as number) >= heard, `${heard} heard`);
      await graph.restart("SOURCE");
    }
    const report = await within(graph.finished, "the end");
    assertEquals(report.clean, true);
    assertEquals(graph.state("SOURCE"), { sent: 40, heard: 40 });
    assertEquals(graph.inFlight("SOURCE"), { sent: 40, settled: 40, oldestMs: 0 });
  });
}

Deno.test("what goes round a cycle is settled once it has come to its end there", async () => {
  const graph = new Graph("rounds", QUIET);
  const fresh = graph.channel("fresh", u32);
  const round = graph.channel("round", u32);
  const back = graph.channel("back", u32);
  graph.actor("SOURCE", careful, { ports: { out: fresh.tx }, args: { count: 30 } })
    .actor("SPINNER", spinner, { ports: { in: fresh.rx, back: back.rx, round: round.tx } })
    .actor("MIRROR", mirror, { ports: { in: round.rx, out: back.tx } });
  await within(graph.start(), "the start");
  const rounds: number[] = [];
  await until(() => {
    // Read in this order: what was heard was settled before.
    const heard = graph.state("SOURCE").heard as number;
    rounds.push((graph.state("SPINNER").rounds as number) - heard * (heard + 1) / 2);
    return heard === 30;
  }, "all is heard");
  assertEquals(rounds.filter((ahead) => ahead < 0), []);
  await within(graph.finished, "the end");
});

Deno.test("a stop waits for a source that waits for what it has sent", async () => {
  const graph = sorted(hasty, 20);
  await within(graph.start(), "the start");
  await until(() => (graph.state("SOURCE").sent as number) === 20, "all is sent");
  const stop = graph.stop();
  await until(() => graph.lifecycle === "stopping", "the stop");
  assertEquals(graph.ref("SOURCE").status().status, "stopping");
  await graph.ref("RIGHT").tell({ open: 1000 });
  assert((await within(stop, "the stop")).clean);
  assertEquals(graph.inFlight("SOURCE").settled, 20);
});

Deno.test("what nobody takes is never settled, and who waits for it is told at the end", async () => {
  const graph = new Graph("left", { ...QUIET, stopTimeoutMs: 100 });
  const fresh = graph.channel("fresh", u32);
  graph.actor("SOURCE", hasty, { ports: { out: fresh.tx }, args: { count: 1 } })
    .actor("GATE", gate, { ports: { in: fresh.rx }, stopTimeoutMs: 10 });
  await within(graph.start(), "the start");
  await until(() => graph.inFlight("SOURCE").sent === 1, "it is sent");
  const settled = graph.settled("SOURCE");
  const told = assertRejects(() => settled, Error, "any more: it has stopped");
  await within(assertRejects(() => graph.stop(), StopError), "the stop");
  await told;
  assertEquals(graph.inFlight("SOURCE").settled, 0);
});

Deno.test("only who is followed can be asked what is settled", async () => {
  const graph = new Graph("plain", QUIET);
  const numbers = graph.channel("numbers", u32);
  graph.actor("SOURCE", counter, { ports: { numbers: numbers.tx }, args: { count: 1 } })
    .actor("LEAVER", leaver, { ports: { numbers: numbers.rx } });
  assertThrows(() => graph.inFlight("SOURCE"), TypeError, "it was never started");
  await within(graph.start(), "the start");
  await assertRejects(() => graph.settled("SOURCE"), TypeError, "define it with followed: true");
  assertThrows(() => graph.inFlight("SOURCE"), TypeError, "define it with followed: true");
  assertThrows(() => graph.inFlight("NOBODY"), TypeError, "there is none");
  await within(graph.stop(), "the stop");
  const { tx } = openChannel("numbers", u32);
  assertThrows(() => tx.settled, TypeError, "nobody follows it");
  assertThrows(() => tx.settledTo(1), TypeError, "nobody follows it");
  assertThrows(() => tx.settledTo(-1), RangeError, "give a number from 0 on");
});

Deno.test("code of the host learns that what it has sent is settled", async () => {
  const graph = new Graph("host", QUIET);
  const fresh = graph.channel("fresh", u32);
  const plain = graph.channel("plain", u32);
  const sender = graph.sender(fresh, { followed: true });
  const other = graph.sender(plain);
  graph.actor("GATE", gate, { ports: { in: fresh.rx } })
    .actor("OTHER", gate, { ports: { in: plain.rx } });
  await within(graph.start(), "the start");
  await sender.sendBatch([1, 2, 3]);
  const settled = graph.settled(sender.label);
  assertEquals(graph.inFlight(sender.label).settled, 0);
  await graph.ref("GATE").tell({ open: 2 });
  await until(() => graph.inFlight(sender.label).settled === 2, "two are settled");
  await graph.ref("GATE").tell({ open: 3 });
  await within(settled, "all are settled");
  assertEquals(graph.inFlight(sender.label), { sent: 3, settled: 3, oldestMs: 0 });
  await assertRejects(() => graph.settled(other.label), TypeError, "nobody follows it");
  await within(graph.stop(), "the stop");
});
