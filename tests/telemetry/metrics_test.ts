import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { metricsView, printPrometheus, Sampler } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "./fake_graph.ts";
import { parsePrometheus } from "./prometheus_parser.ts";

const own = { version: "1.2.3", deno: "2.9.6", clients: 2, skipped: 5, frameSeconds: 0.001 };

function scrape(graph: FakeGraph) {
  const sample = new Sampler(graph.source).sample(4000);
  return parsePrometheus(printPrometheus(metricsView(graph.topology, sample, own)));
}

Deno.test("metricsView tells of actors, channels, the graph and itself", () => {
  const graph = new FakeGraph("g", ["from", { name: "to", instance: 3 }], [
    { name: "c", from: 0, to: 1, capacity: 16, lane: 2, kind: "f64" },
  ]);
  graph.send(0, 12);
  graph.take(0, 2);
  graph.restarts[1] = 4;
  graph.probes[1]!.busy(1000);
  graph.probes[1]!.wait(2500, true);
  graph.probes[1]!.countTurn();
  const scraped = scrape(graph);
  const value = (name: string, match: Record<string, string> = {}) =>
    scraped.find((sample) =>
      sample.name === name &&
      Object.entries(match).every(([label, text]) => sample.labels[label] === text)
    )?.value;

  const to = { graph: "g", actor: "to", instance_no: "3" };
  assertEquals(value("steady_actor_busy_seconds_total", to), 1.5);
  assertEquals(value("steady_actor_blocked_seconds_total", to), 1.5);
  assertEquals(value("steady_actor_waiting_seconds_total", to), 0);
  assertEquals(value("steady_actor_turns_total", to), 1);
  assertEquals(value("steady_actor_restarts_total", to), 4);
  assertEquals(value("steady_actor_up", to), 1);
  assertEquals(value("steady_actor_up", { actor: "from", instance_no: "" }), 0);

  const channel = { graph: "g", channel: "c", lane: "2", from: "from", to: "to", type: "f64" };
  assertEquals(value("steady_channel_sent_messages_total", channel), 12);
  assertEquals(value("steady_channel_taken_messages_total", channel), 2);
  assertEquals(value("steady_channel_depth_messages", channel), 10);
  assertEquals(value("steady_channel_capacity_messages", channel), 16);
  assertEquals(value("steady_channel_alert_level", channel), 1);

  assertEquals(value("steady_graph_liveliness", { state: "running" }), 1);
  assertEquals(value("steady_graph_liveliness", { state: "stopped" }), 0);
  assertEquals(value("steady_build_info", { version: "1.2.3", deno: "2.9.6" }), 1);
  assertEquals(value("steady_telemetry_clients"), 2);
  assertEquals(value("steady_telemetry_skipped_frames_total"), 5);
});

Deno.test("printPrometheus: any names survive a scrape", () => {
  const name = fc.string({ unit: "binary", maxLength: 8 }).map((text) => text.toWellFormed());
  const hostile = fc.oneof(name, fc.constantFrom('"', "\\", "\n", '\\"', "} 1\nx 2", "a\\n"));
  fc.assert(fc.property(hostile, (text) => {
    const graph = new FakeGraph(text, [text], []);
    const up = scrape(graph).find(({ name }) => name === "steady_actor_up");
    assertEquals(up?.labels, { graph: text, actor: text, instance_no: "" });
  }));
});

Deno.test("the parser of these tests refuses unquoted labels and missing types", () => {
  assertThrows(() => parsePrometheus("# HELP a b\n# TYPE a gauge\na{p=5} 1\n"), SyntaxError);
  assertThrows(() => parsePrometheus("a 1\n"), SyntaxError);
});
