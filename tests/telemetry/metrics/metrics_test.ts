import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Histogram } from "../../../src/telemetry/measure/histogram.ts";
import type { Buckets } from "../../../src/telemetry/metrics/family.ts";
import { LATENCY_LIMITS, latencyBuckets } from "../../../src/telemetry/metrics/latency_buckets.ts";
import { LatencyPicks } from "../../../src/telemetry/metrics/latency_picks.ts";
import { metricsView } from "../../../src/telemetry/metrics/metrics_view.ts";
import { formatFor, printMetrics } from "../../../src/telemetry/metrics/print_metrics.ts";
import { Sampler } from "../../../src/telemetry/observe/sampler.ts";
import { FakeGraph } from "../fake_graph.ts";
import { parsePrometheus, type Scraped } from "../prometheus_parser.ts";
import { parseOpenMetrics } from "./metrics_parser.ts";

const own = { version: "1.2.3", deno: "2.9.6", clients: 2, skipped: 5, frameSeconds: 0.001 };

interface Wish {
  readonly buckets?: readonly Buckets[];
  readonly full?: boolean;
  /** Takes the sample. */
  readonly sampler?: Sampler;
  /** Levels of channels, where they are not 0. */
  readonly levels?: Readonly<Record<number, 1 | 2 | 3>>;
}

function familiesOf(
  graph: FakeGraph,
  { buckets, full = false, levels, sampler = new Sampler(graph.source) }: Wish = {},
) {
  const sample = sampler.sample(4000);
  const channels = sample.channels.map((c, i) => ({ ...c, level: levels?.[i] ?? c.level }));
  return metricsView({
    topology: graph.topology,
    sample: { ...sample, channels },
    own,
    full,
    ...buckets && { latencies: (channel: number) => buckets[channel]! },
  });
}

function scrape(graph: FakeGraph, wish: Wish = {}): Scraped[] {
  return parsePrometheus(printMetrics(familiesOf(graph, wish)));
}

/** What a channel's meter says of these latencies, in microseconds. */
function measured(latencies: readonly number[]) {
  const histogram = new Histogram();
  for (const micros of latencies) histogram.record(micros);
  return { sum: latencies.reduce((sum, l) => sum + l, 0), buckets: histogram.buckets() };
}

function valueIn(scraped: readonly Scraped[], name: string, match: Record<string, string> = {}) {
  return scraped.find((sample) =>
    sample.name === name &&
    Object.entries(match).every(([label, text]) => sample.labels[label] === text)
  )?.value;
}

Deno.test("metricsView tells of actors, channels, the graph and itself", () => {
  const graph = new FakeGraph("g", ["from", { name: "to", instance: 3 }], [
    { name: "c", from: 0, to: 1, capacity: 16, lane: 2, kind: "f64" },
  ]);
  const sampler = new Sampler(graph.source);
  graph.source.onLife((event) => sampler.note(event));
  graph.tell({ subject: "from", what: "crashed" });
  graph.tell({ subject: "from", what: "deadLetter" });
  graph.tell({ subject: "from", what: "deadLetter" });
  graph.tell({ subject: "nobody", what: "crashed" });
  graph.send(0, 12);
  graph.take(0, 2);
  graph.restarts[1] = 4;
  graph.probes[1]!.busy(1000);
  graph.probes[1]!.outside(2500, Infinity);
  graph.probes[1]!.wait(2750, true);
  graph.probes[1]!.countTurn();
  const scraped = scrape(graph, { sampler });

  const to = { graph: "g", actor: "to", instance_no: "3" };
  const from = { graph: "g", actor: "from", instance_no: "" };
  const ofActors = {
    busy_seconds_total: 1.5,
    blocked_seconds_total: 1.25,
    waiting_seconds_total: 0,
    outside_seconds_total: 0.25,
    turns_total: 1,
    restarts_total: 4,
    up: 1,
  };
  for (const [name, value] of Object.entries(ofActors)) {
    assertEquals(valueIn(scraped, `steady_actor_${name}`, to), value, name);
  }
  assertEquals(valueIn(scraped, "steady_actor_up", from), 0);
  assertEquals(valueIn(scraped, "steady_actor_crashes_total", from), 1);
  assertEquals(valueIn(scraped, "steady_actor_dead_letters_total", from), 2);
  assertEquals(valueIn(scraped, "steady_actor_vetoes_total", from), 0);
  assertEquals(valueIn(scraped, "steady_actor_heap_bytes"), undefined); // It has not said yet.

  const channel = { graph: "g", channel: "c", lane: "2", from: "from", to: "to", type: "f64" };
  const ofChannels = {
    sent_messages_total: 12,
    taken_messages_total: 2,
    depth_messages: 10,
    capacity_messages: 16,
  };
  for (const [name, value] of Object.entries(ofChannels)) {
    assertEquals(valueIn(scraped, `steady_channel_${name}`, channel), value, name);
  }

  assertEquals(valueIn(scraped, "steady_graph_liveliness", { state: "running" }), 1);
  assertEquals(valueIn(scraped, "steady_graph_liveliness", { state: "stopped" }), 0);
  assertEquals(valueIn(scraped, "steady_build_info", { version: "1.2.3", deno: "2.9.6" }), 1);
  assertEquals(valueIn(scraped, "steady_telemetry_clients"), 2);
  assertEquals(valueIn(scraped, "steady_telemetry_skipped_frames_total"), 5);
  assertEquals(valueIn(scraped, "steady_channel_latency_seconds_count"), undefined);
});

Deno.test("latencies are a histogram in seconds where it is asked for", () => {
  const graph = new FakeGraph("g", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  const buckets = latencyBuckets(measured([0.3, 0.99, 1.1, 3.9, 5, 63, 1e7]));
  const scraped = scrape(graph, { buckets: [buckets] });
  const upTo = (le: string) => valueIn(scraped, "steady_channel_latency_seconds_bucket", { le });
  assertEquals([upTo("0.000001"), upTo("0.000004"), upTo("0.000016"), upTo("0.000064")], [
    2,
    4,
    5,
    6,
  ]);
  assertEquals([upTo(String(LATENCY_LIMITS.at(-1))), upTo("+Inf")], [6, 7]);
  assertEquals(valueIn(scraped, "steady_channel_latency_seconds_count"), 7);
  const sum = valueIn(scraped, "steady_channel_latency_seconds_sum")!;
  assert(Math.abs(sum - 10.00007429) < 1e-9, String(sum));
});

Deno.test("property: a latency is counted in the bucket where it belongs", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 1e8, noNaN: true }), (micros) => {
    const { counts } = latencyBuckets(measured([micros]));
    const expected = LATENCY_LIMITS.findIndex((limit) => micros < limit * 1e6);
    assertEquals(
      Array.from(counts).indexOf(1),
      expected === -1 ? LATENCY_LIMITS.length : expected,
    );
  }));
});

Deno.test("above ten thousand series those of one name are joined, unless all are asked for", () => {
  const actors = Array.from(
    { length: 402 },
    (_, i) => ({ name: i < 2 ? "ends" : "parse", instance: i }),
  );
  const lanes = Array.from({ length: 400 }, (_, i) => ({
    name: "lanes",
    lane: i,
    from: 0,
    to: i + 2,
    capacity: 10,
  }));
  const graph = new FakeGraph("g", actors, lanes);
  const buckets = lanes.map((_, i) => latencyBuckets(measured(i < 2 ? [3] : [])));
  graph.send(0, 5);
  graph.send(1, 8);
  graph.restarts[7] = 2;
  graph.restarts[8] = 3;
  const joined = scrape(graph, { buckets, levels: { 3: 1, 4: 2 } });
  assert(joined.length < 100, `${joined.length} series`);
  assertEquals(valueIn(joined, "steady_actor_restarts_total", { actor: "parse" }), 5);
  assertEquals(valueIn(joined, "steady_channel_sent_messages_total"), 13);
  assertEquals(valueIn(joined, "steady_channel_capacity_messages"), 4000);
  // A level does not add up: the worst is told.
  assertEquals(valueIn(joined, "steady_channel_alert_level"), 2);
  assertEquals(valueIn(joined, "steady_channel_latency_seconds_count"), 2);
  assert(scrape(graph, { buckets, full: true }).length > 10_000);
  assert(scrape(graph).length > 5000, "without histograms there are fewer series, all told of");
});

Deno.test("of too many names the worst hundred are told, the sums of all, and how many are left out", () => {
  const actors = Array.from({ length: 2000 }, (_, i) => `actor ${i}`);
  const channels = actors.slice(1).map((_, i) => ({
    name: `channel ${i}`,
    from: i,
    to: i + 1,
    capacity: 10,
  }));
  const graph = new FakeGraph("g", actors, channels);
  graph.send(1500, 7);
  graph.send(1600, 9);
  graph.send(700, 1);
  graph.restarts[1999] = 4;
  const buckets = channels.map(() => latencyBuckets(measured([3])));
  const scraped = scrape(graph, { buckets, levels: { 1800: 2 } });
  assert(scraped.length < 5000, `${scraped.length} series`);
  const told = scraped.filter(({ name }) => name === "steady_channel_depth_messages");
  assertEquals(told.length, 100);
  // By level, then by how full they are.
  assertEquals(told.slice(0, 4).map(({ labels: { channel } }) => channel), [
    "channel 1800",
    "channel 1600",
    "channel 1500",
    "channel 700",
  ]);
  const count = scraped.filter(({ name }) => name === "steady_channel_latency_seconds_count");
  assertEquals(count.map(({ labels: { channel } }) => channel), told.map((t) => t.labels.channel));
  assertEquals(scraped.filter(({ name }) => name === "steady_actor_up").length, 100);
  assertEquals(valueIn(scraped, "steady_graph_channels_sent_messages_total"), 17);
  assertEquals(valueIn(scraped, "steady_graph_actors_restarts_total"), 4);
  assertEquals(valueIn(scraped, "steady_graph_channels_alert_level"), 2);
  assertEquals(valueIn(scraped, "steady_metrics_left_out", { of: "actors" }), 1900);
  assertEquals(valueIn(scraped, "steady_metrics_left_out", { of: "channels" }), 1899);
  const full = scrape(graph, { full: true });
  assertEquals(full.filter(({ name }) => name === "steady_actor_up").length, 2000);
  assertEquals(valueIn(full, "steady_metrics_left_out", { of: "actors" }), 0);
});

Deno.test("any names survive a scrape, in both formats", () => {
  const name = fc.string({ unit: "binary", maxLength: 8 }).map((text) => text.toWellFormed());
  const hostile = fc.oneof(name, fc.constantFrom('"', "\\", "\n", '\\"', "} 1\nx 2", "a\\n"));
  fc.assert(fc.property(hostile, (text) => {
    const families = familiesOf(new FakeGraph(text, [text], []));
    const scrapes = [
      parsePrometheus(printMetrics(families)),
      parseOpenMetrics(printMetrics(families, "openmetrics")),
    ];
    for (const scraped of scrapes) {
      const up = scraped.find(({ name }) => name === "steady_actor_up");
      assertEquals(up?.labels, { graph: text, actor: text, instance_no: "" });
    }
  }));
});

Deno.test("the format follows the Accept header", () => {
  assertEquals(formatFor(null), "prometheus");
  assertEquals(formatFor("text/plain"), "prometheus");
  assertEquals(
    formatFor("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"),
    "openmetrics",
  );
});

Deno.test("the parser of these tests refuses what a scrape would", () => {
  const head = "# HELP a b\n# TYPE a gauge\n";
  assertThrows(() => parsePrometheus(`${head}a{p=5} 1\n`), SyntaxError);
  assertThrows(() => parsePrometheus("a 1\n"), SyntaxError);
  const histogram = "# HELP h b\n# TYPE h histogram\n";
  const falls = 'h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n';
  assertThrows(() => parsePrometheus(histogram + falls), SyntaxError, "do not rise");
  const differs = 'h_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n';
  assertThrows(() => parsePrometheus(histogram + differs), SyntaxError, "not the last bucket");
  assertThrows(() => parseOpenMetrics("# HELP a b\n# TYPE a gauge\na 1\n"), SyntaxError, "EOF");
});

Deno.test("LatencyPicks tells what came since the last time, and of very many a fair selection", () => {
  const picks = new LatencyPicks();
  const histogram = new Histogram();
  histogram.record(100);
  assertEquals(picks.next({ buckets: histogram.buckets() }).length, 1);
  assertEquals(picks.next({ buckets: histogram.buckets() }), []);
  for (let i = 0; i < 900; i++) histogram.record(10);
  for (let i = 0; i < 100; i++) histogram.record(1000);
  const picked = picks.next({ buckets: histogram.buckets() });
  assertEquals(picked.length, 50);
  assertEquals(picked.filter((micros) => micros > 500).length, 5);
});
