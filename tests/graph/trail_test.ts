import { assert, assertEquals } from "@std/assert";
import { f64, Graph, json } from "@steady-state/deno";
import { LatencyReader } from "../../src/probe/latency_read.ts";
import { type Parcel, parcelSink, parcelSource, shakyParcels } from "../fixtures/crash_actors.ts";
import { clockTower, watcher } from "../fixtures/stopwatch.ts";
import { actorIn, MANY_LIVES_MS, within } from "../fixtures/watch.ts";

for (const home of ["two workers", "a troupe"]) {
  for (const capacity of [1, 7, 1024]) {
    Deno.test(`latencies of a channel of ${capacity} are never longer than the slowest message took: ${home}`, async () => {
      await using graph = new Graph("stopwatch");
      const { tx, rx } = graph.channel("times", f64, { capacity });
      const place = home === "a troupe" ? { troupe: graph.troupe("ensemble") } : {};
      graph
        .actor("TOWER", clockTower, { ports: { times: tx }, args: { messages: 50_000 }, ...place })
        .actor("WATCHER", watcher, { ports: { times: rx }, ...place });
      const { region, topology } = graph.telemetry;
      const reader = new LatencyReader(region, topology.channels[0]!.latencyAt);
      const latencies: number[] = [];
      const read = () => reader.read((micros) => latencies.push(micros));
      const looks = setInterval(read, 20);
      await graph.start();
      const report = await within(graph.finished, "the end").finally(() => clearInterval(looks));
      read();
      const { taken, slowestMs } = actorIn(report, "WATCHER").state;
      assertEquals(taken, 50_000);
      assert(latencies.length > 5);
      for (const micros of latencies) {
        // Clocks of two threads, each rounded to the quarter of a microsecond.
        assert(micros >= 0 && micros <= (slowestMs as number) * 1000 + 1, `${micros} µs`);
      }
    });
  }
}

Deno.test("the bytes of records are counted once, also when their sender crashes again and again", async () => {
  await using graph = new Graph("bytes", {
    log: () => {},
    intensity: { restarts: 1000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
  });
  const [parcels, onward] = ["parcels", "onward"].map((name) =>
    graph.channel(name, json<Parcel>(), { capacity: 16 })
  );
  graph
    .actor("SOURCE", parcelSource, { ports: { parcels: parcels!.tx }, args: { count: 400 } })
    .actor("SHAKY", shakyParcels, { ports: { from: parcels!.rx, to: onward!.tx } })
    .actor("SINK", parcelSink, { ports: { parcels: onward!.rx } });
  const { region, topology } = graph.telemetry;
  const floats = new Float64Array(region);
  await graph.start();
  const report = await within(graph.finished, "the end", MANY_LIVES_MS);
  assert(actorIn(report, "SHAKY").restarts > 0);
  const [first, second] = topology.channels.map(({ bytesAt, messageBytes }) => {
    assertEquals(messageBytes, null);
    return floats[bytesAt / 8]!;
  });
  assert(first! > 400 * 10);
  // The same parcels. A message names its outline once in each life of its sender, so lives cost some bytes, and no more.
  assert(second! >= first! && second! < first! * 1.5, `${first} and ${second} bytes`);
});

Deno.test("messages of fixed size say how many bytes they have", () => {
  const graph = new Graph("sizes");
  const { tx, rx } = graph.channel("times", f64);
  graph.actor("TOWER", clockTower, { ports: { times: tx } })
    .actor("WATCHER", watcher, { ports: { times: rx } });
  const [channel] = graph.telemetry.topology.channels;
  assertEquals([channel!.messageBytes, channel!.bytesAt], [8, 0]);
});
