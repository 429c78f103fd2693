import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { f64, Graph, json } from "@steady-state/deno";
import { detailView } from "../../src/telemetry/api/detail_view.ts";
import { type GraphSample, Observer } from "../../src/telemetry/mod.ts";
import { type parcel, parcelSink, parcelSource } from "../fixtures/crash_actors.ts";
import { clockTower, watcher } from "../fixtures/stopwatch.ts";
import { actorIn, within } from "../fixtures/watch.ts";
import { delayer, stamper } from "../telemetry/fixtures/delays.ts";

Deno.test("a channel whose messages wait for 5 ms shows 5 ms, within a tenth", async () => {
  await using graph = new Graph("delay");
  const { tx, rx } = graph.channel("times", f64);
  graph.actor("STAMPER", stamper, { ports: { times: tx } })
    .actor("DELAYER", delayer, { ports: { times: rx } });
  using observer = new Observer(graph.telemetry);
  await graph.start();
  const report = await within(graph.finished, "the end");
  const sample = observer.tick();
  // Where other programs take the processor, messages wait for longer: the actor itself knows how long.
  const delays = (actorIn(report, "DELAYER").state.delays as number[]).sort((a, b) => a - b);
  const median = delays[delays.length >> 1]! * 1000;
  const { p50 } = sample.channels[0]!;
  assertAlmostEquals(p50!, median, median / 10);
  const detail = detailView(observer.source.topology, sample, observer.measures, "c0")!;
  assert("latency" in detail.windows["10s"]);
  const { count, p50: again } = detail.windows["10s"].latency;
  assertEquals([again, count > 100, median >= 5000], [p50, true, true]);
});

Deno.test("totals are what the actors have counted, and rates what was sent between two samples", async () => {
  const MESSAGES = 200_000;
  await using graph = new Graph("totals");
  const { tx, rx } = graph.channel("times", f64, { capacity: 64 });
  graph.actor("TOWER", clockTower, { ports: { times: tx }, args: { messages: MESSAGES } })
    .actor("WATCHER", watcher, { ports: { times: rx } });
  using observer = new Observer(graph.telemetry, { hz: 20 });
  const samples: GraphSample[] = [observer.latest];
  observer.onSample((sample) => samples.push(sample));
  const begin = performance.now();
  await graph.start();
  const report = await within(graph.finished, "the end");
  const last = observer.tick();
  const wall = performance.now() - begin;

  const { taken } = actorIn(report, "WATCHER").state;
  const channel = last.channels[0]!;
  assertEquals([channel.sent, channel.taken, channel.bytes], [MESSAGES, taken, MESSAGES * 8]);
  assertEquals(last.actors.map(({ turns }) => turns), report.actors.map(({ turns }) => turns));
  for (const { busyMs, waitingMs, blockedMs, outsideMs } of last.actors) {
    assert(busyMs + waitingMs + blockedMs + outsideMs <= wall);
  }

  const flowing = samples.filter(({ lifecycle }) => lifecycle !== "stopped");
  assert(flowing.length > 3);
  flowing.slice(2).forEach(({ time, channels: [now], actors: [tower] }, index) => {
    const earlier = flowing.slice(0, index + 2);
    const base = earlier.findLast((sample) => time - sample.time >= 1000) ?? earlier[0]!;
    const seconds = (time - base.time) / 1000;
    assertAlmostEquals(now!.rate!, (now!.sent - base.channels[0]!.sent) / seconds, 1e-6);
    assertAlmostEquals(now!.bytesRate!, now!.rate! * 8, 1e-6);
    const turns = tower!.turns - base.actors[0]!.turns;
    assertAlmostEquals(tower!.turnRate!, turns / seconds, 1e-6);
    if (turns > 0) {
      assertAlmostEquals(tower!.batch!, (now!.sent - base.channels[0]!.sent) / turns, 1e-6);
    }
  });
});

Deno.test("bytes of records are those of the messages", async () => {
  await using graph = new Graph("bytes");
  const { tx, rx } = graph.channel("parcels", json<ReturnType<typeof parcel>>(), { capacity: 16 });
  graph.actor("SOURCE", parcelSource, { ports: { parcels: tx }, args: { count: 400 } })
    .actor("SINK", parcelSink, { ports: { parcels: rx } });
  using observer = new Observer(graph.telemetry);
  await graph.start();
  await within(graph.finished, "the end");
  const { bytes, sent } = observer.tick().channels[0]!;
  assertEquals(sent, 400);
  assert(bytes > 400 * 10 && bytes < 400 * 10_000, `${bytes} bytes`);
});

Deno.test("the heap of every actor's worker is known after a while", async () => {
  await using graph = new Graph("heap");
  const { tx, rx } = graph.channel("times", f64);
  graph.actor("STAMPER", stamper, { ports: { times: tx }, args: { messages: 100_000 } })
    .actor("DELAYER", delayer, { ports: { times: rx } });
  using observer = new Observer(graph.telemetry);
  await graph.start();
  const known = Promise.withResolvers<void>();
  observer.onSample(({ actors }) => {
    if (actors.every(({ heapBytes }) => (heapBytes ?? 0) > 1e5)) known.resolve();
  });
  await within(known.promise, "heap sizes");
});
