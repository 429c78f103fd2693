/** Percentiles that a program asks for: in summaries, in the details of the API, and as metrics. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { Observer, serveTelemetry } from "../../../src/telemetry/mod.ts";
import { telemetryFaults } from "../../../src/telemetry/telemetry_faults.ts";
import { API_SCHEMA } from "../../../src/telemetry/api/api_schema.ts";
import { summarize } from "../../../src/telemetry/measure/summary.ts";
import { percentileNames } from "../../../static/words/percentile_names.js";
import { FakeGraph } from "../fake_graph.ts";
import { parsePrometheus } from "../prometheus_parser.ts";
import { type JsonSchema, schemaFaults } from "../schema_checker.ts";

function timed(): FakeGraph {
  const graph = new FakeGraph("timed", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  return graph;
}

Deno.test("a summary has the percentiles that were asked for, and without any those three that it always has", () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => i + 1);
  const { p95, p50, "p99.9": last } = summarize(values, [95, 99.9]);
  assertEquals([p50, p95, last], [500, 950, 999]);
  assertEquals(percentileNames(summarize(values, [99.9, 5])), ["p5", "p50", "p90", "p99", "p99.9"]);
  assertEquals(percentileNames(summarize(values)), ["p50", "p90", "p99"]);
  assertEquals(summarize(new Float64Array(0), [95]).p95, null);
});

Deno.test("an observer's measures have them, of numbers and of latencies", () => {
  const graph = timed();
  let now = 0;
  using observer = new Observer(graph.source, { now: () => now, percentiles: [95] });
  for (let ms = 1; ms <= 20; ms++) {
    graph.latency(0, ms);
    now += 100;
    observer.tick();
  }
  const { measures } = observer;
  assertAlmostEquals(measures.latencies(0).window(10_000).summary().p95!, 19_000, 19_000 / 32);
  assertEquals(measures.channel(0, "fill", 10_000).p95, 0);
  assertEquals(measures.actor(0, "busy", 10_000).p95, 0);
});

Deno.test("the API and the metrics tell them", async () => {
  const graph = timed();
  await using server = await serveTelemetry(graph.source, { port: 0, percentiles: [95, 99.9] });
  for (let ms = 1; ms <= 20; ms++) graph.latency(0, ms);
  const read = async (path: string) => await (await fetch(new URL(path, server.url))).text();
  // Latencies come into the window of a minute once a part of the shorter one is full.
  let detail = JSON.parse(await read("/api/detail/c0"));
  while (detail.latency.count < 20) detail = JSON.parse(await read("/api/detail/c0"));
  assertAlmostEquals(detail.latency.p95, 19_000, 19_000 / 32);
  assertEquals(percentileNames(detail.windows["10s"].latency), [
    ...["p50", "p90", "p95", "p99", "p99.9"],
  ]);
  const { $defs } = API_SCHEMA;
  const definitions = $defs as Readonly<Record<string, JsonSchema>>;
  assertEquals(schemaFaults(detail, definitions.detail!, definitions), []);
  const told = parsePrometheus(await read("/metrics")).filter(({ name }) =>
    name === "steady_channel_latency_percentile_seconds"
  );
  assertEquals(told.map(({ labels }) => [labels.channel, labels.percentile]), [
    ["c", "95"],
    ["c", "99.9"],
  ]);
  assert(told.every(({ value }) => value > 0.018 && value < 0.021), JSON.stringify(told));
});

Deno.test("percentiles that are none are refused", () => {
  const texts = telemetryFaults({ percentiles: [0, 101, "95"] }).map(({ text }) => text);
  assertEquals(texts.length, 3, texts.join("\n"));
  assertEquals(telemetryFaults({ percentiles: Array(11).fill(5) }).length, 1);
  const { source } = timed();
  assertThrows(
    () => new Observer(source, { percentiles: 95 as never }),
    TypeError,
    "option percentiles is 95, give an array such as [95, 99.9]",
  );
});
