/** What a channel has dropped, wherever it is told: on edges, in DOT, to Prometheus; and of a channel that drops nothing it is not. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { dotView } from "../../src/telemetry/api/dot_view.ts";
import { topologyFrame } from "../../src/telemetry/wire/frames.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { familyOf, rowsBy } from "../../src/telemetry/metrics/metric_rows.ts";
import { CHANNEL_METRICS } from "../../src/telemetry/metrics/metric.ts";
import { COLUMN_NAMES, toColumns } from "../../src/telemetry/wire/columns.ts";
import { FakeGraph } from "./fake_graph.ts";

function dropping(): FakeGraph {
  const graph = new FakeGraph("g", ["a", "b"], [
    { name: "beats", from: 0, to: 1, drops: "drops what finds no room" },
    { name: "orders", from: 0, to: 1 },
  ]);
  graph.send(0, 20);
  graph.drop(0, 1234);
  return graph;
}

Deno.test("what is dropped is a figure of channels that drop, and null for the others", () => {
  const sample = new Sampler(dropping().source).sample(1000);
  assertEquals(sample.channels.map(({ dropped }) => dropped), [1234, null]);
  assertEquals(toColumns(sample).c[COLUMN_NAMES.c.indexOf("dropped")], [1234, null]);
});

Deno.test("DOT has the rule, and with a sample what was dropped", () => {
  const graph = dropping();
  assertStringIncludes(
    dotView(graph.topology),
    'label="beats\\nu32 × 64\\ndrops what finds no room"',
  );
  assertStringIncludes(dotView(graph.topology), 'label="orders\\nu32 × 64"');
  const dot = dotView(graph.topology, new Sampler(graph.source).sample(1000));
  assertStringIncludes(dot, "20\\n1.23K dropped");
});

Deno.test("Prometheus has a series for each channel that drops, and none for the others", () => {
  const { channels } = new Sampler(dropping().source).sample(1000);
  const rows = rowsBy(channels.map((channel, index) => ({ ...channel, index })), (index) => ({
    channel: String(index),
  }));
  const metric = CHANNEL_METRICS.find(({ name }) => name === "dropped_messages_total")!;
  assertEquals(familyOf("steady_channel_", metric, rows).samples, [[{ channel: "0" }, 1234]]);
});

Deno.test("the page is told the rule", () => {
  const { chans } = topologyFrame(dropping().topology, 1);
  assertEquals(chans.map(({ drops }) => drops), ["drops what finds no room", undefined]);
});
