/** The statistics that a program has shown: as texts of samples and of DOT, as numbers, and as metrics. */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { dotView } from "../../src/telemetry/api/dot_view.ts";
import { metricsView } from "../../src/telemetry/metrics/metrics_view.ts";
import { printMetrics } from "../../src/telemetry/metrics/print_metrics.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { topologyFrame } from "../../src/telemetry/wire/frames.ts";
import { shownLines, shownText } from "../../static/words/shown_text.js";
import { FakeGraph } from "./fake_graph.ts";
import { parsePrometheus } from "./prometheus_parser.ts";

const p95 = { metric: "latency", stat: "p95", deviations: 1, windowMs: 60_000 } as const;
const fill = { metric: "fill", stat: "max", deviations: 1, windowMs: 10_000 } as const;
const busy = { metric: "busy", stat: "deviation", deviations: 2, windowMs: 10_000 } as const;

function shop(): FakeGraph {
  return new FakeGraph("shop", ["till", { name: "cook", shown: [busy] }], [
    { name: "orders", from: 0, to: 1, capacity: 10, shown: [p95, fill] },
    { name: "notes", from: 0, to: 1 },
  ]);
}

/** Lets half a minute go by, in which ten messages wait for so many milliseconds; returns the last sample. */
function halfMinute(graph: FakeGraph, sampler: Sampler) {
  let sample = sampler.sample(0);
  for (let ms = 100; ms <= 30_000; ms += 100) {
    if (ms % 1000 === 0 && ms <= 10_000) graph.latency(0, ms / 1000);
    if (ms === 25_000) graph.send(0, 7);
    sample = sampler.sample(ms);
  }
  return sample;
}

Deno.test("what is shown of an actor and a channel is told with each sample, and nothing of others", () => {
  const graph = shop();
  const sampler = new Sampler(graph.source);
  const { actors, channels } = halfMinute(graph, sampler);
  assertEquals(channels[1]!.shown, "");
  assertEquals(actors.map(({ shown }) => shown.replace(/\d+%/, "N%")), [
    "",
    "average + 2σ busy, 10 s: N%",
  ]);
  const [latency, most] = shownLines(channels[0]!.shown);
  assertEquals(latency![0], "p95 latency, 1 min");
  // Right within 1/64, of messages of 1 to 10 ms.
  assertAlmostEquals(parseFloat(latency![1]), 10, 0.2);
  assert(latency![1].endsWith("ms"), latency![1]);
  assertEquals(most, ["max fill, 10 s", "70%"]);
});

Deno.test("the values are there as numbers, in the units of their metrics", () => {
  const graph = shop();
  const sampler = new Sampler(graph.source);
  assertEquals(sampler.shownValues.map(({ subject, metric, value }) => [subject, metric, value]), [
    ...[["a1", "busy", null], ["c0", "latency", null], ["c0", "fill", null]],
  ]);
  halfMinute(graph, sampler);
  const [ofBusy, ofLatency, ofFill] = sampler.shownValues;
  assertEquals({ ...ofBusy, value: 0 }, { subject: "a1", ...busy, value: 0 });
  assertAlmostEquals(ofLatency!.value!, 10, 0.2);
  assertAlmostEquals(ofFill!.value!, 0.7, 0.001);
});

Deno.test("a statistic is made anew a twentieth of its window later, and again when the clock was set back", () => {
  const graph = shop();
  const sampler = new Sampler(graph.source);
  const filled = () => sampler.shownValues[2]!.value;
  sampler.sample(100_000);
  sampler.sample(100_100);
  sampler.sample(101_000);
  assertEquals(filled(), 0);
  graph.send(0, 5);
  sampler.sample(101_100); // it is measured
  sampler.sample(101_200); // and not told yet
  assertEquals(filled(), 0);
  sampler.sample(102_000);
  assertAlmostEquals(filled()!, 0.5, 0.001);
  graph.take(0, 5);
  sampler.sample(1000);
  sampler.sample(1200);
  sampler.sample(1800);
  assertEquals(filled(), 0);
});

Deno.test("the page is told how many lines there are, and DOT has them", () => {
  const graph = shop();
  const { actors, chans } = topologyFrame(graph.topology, 1);
  assertEquals([actors.map(({ shown }) => shown), chans.map(({ shown }) => shown)], [
    [undefined, 1],
    [2, undefined],
  ]);
  const dot = dotView(graph.topology, halfMinute(graph, new Sampler(graph.source)));
  assertStringIncludes(dot, "\\np95 latency, 1 min: ");
  assertStringIncludes(dot, "\\nmax fill, 10 s: 70%");
  assertStringIncludes(dot, "\\naverage + 2σ busy, 10 s: ");
});

Deno.test("each metric that is shown is a family in its base unit, with stat and window as labels", () => {
  const graph = shop();
  const sampler = new Sampler(graph.source);
  const sample = halfMinute(graph, sampler);
  const own = { version: "1", deno: "2", clients: 0, skipped: 0, frameSeconds: 0 };
  const parts = { topology: graph.topology, sample, own };
  const text = printMetrics(metricsView({ ...parts, shown: sampler.shownValues }));
  const samples = parsePrometheus(text);
  const latency = samples.find(({ name }) => name === "steady_channel_stat_latency_seconds")!;
  assertEquals(latency.labels, {
    ...{ graph: "shop", channel: "orders", lane: "", from: "till", to: "cook", type: "u32" },
    ...{ stat: "p95", window_seconds: "60" },
  });
  assertAlmostEquals(latency.value, 0.01, 0.0002);
  const share = samples.find(({ name }) => name === "steady_channel_stat_fill_ratio")!;
  assertAlmostEquals(share.value, 0.7, 0.001);
  const spent = samples.find(({ name }) => name === "steady_actor_stat_busy_ratio")!;
  assertEquals(spent.labels.stat, "average+2sigma");
  assertEquals(printMetrics(metricsView(parts)).includes("_stat_"), false);
});

Deno.test("a text of statistics is told apart as it was put together", () => {
  const lines = [["p95 latency, 1 min", "4.21ms"], ["average + 2σ rate, 10 s", "–"]] as const;
  assertEquals(shownLines(shownText(lines)), lines.map((line) => [...line]));
  assertEquals([shownLines(""), shownLines(null)], [[], []]);
});
