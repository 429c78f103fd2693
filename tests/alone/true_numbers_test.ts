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

Deno.test("totals are what the actors have counted, and rates between the least and the most that grew from sample to sample", async () => {
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
  const sentOf = ({ channels }: GraphSample) => channels[0]!.sent;
  const turnsOf = ({ actors }: GraphSample) => actors[0]!.turns;
  flowing.forEach((sample, index) => {
    const { channels: [channel], actors: [tower] } = sample;
    if (channel!.rate === null || tower!.turnRate === null) return;
    const known = flowing.slice(0, index + 1);
    assertBetween(channel!.rate, growths(known, sentOf));
    assertBetween(tower!.turnRate, growths(known, turnsOf));
    assertAlmostEquals(channel!.bytesRate!, channel!.rate * 8, 1e-6);
    if (tower!.batch !== null) assert(tower!.batch > 0);
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

/** How fast a count grew from each sample to the next, a second. */
function growths(
  samples: readonly GraphSample[],
  count: (sample: GraphSample) => number,
): number[] {
  return samples.slice(1).map((now, i) => {
    const before = samples[i]!;
    return (count(now) - count(before)) * 1000 / Math.max(1e-3, now.time - before.time);
  });
}

function assertBetween(rate: number, [...growths]: readonly number[]): void {
  const [least, most] = [Math.min(...growths), Math.max(...growths)];
  // What two samples that lie close together tell is told of both.
  assert(rate >= 0.99 * least && rate <= 1.01 * most, `${rate} of ${least} to ${most}`);
}
