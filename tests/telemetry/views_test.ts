import { assertEquals, assertStringIncludes } from "@std/assert";
import { instance } from "@viz-js/viz";
import { detailView, graphView } from "../../src/telemetry/detail_view.ts";
import { dotView, Sampler } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "./fake_graph.ts";

const viz = await instance();

function lanes(): FakeGraph {
  return new FakeGraph("lanes", ["source", { name: "sink", instance: 0 }, "sink 0"], [
    { name: "jobs", from: 0, to: 1, lane: 0, capacity: 10 },
    { name: "jobs", from: 0, to: 2, lane: 1, capacity: 10 },
  ]);
}

function parse(dot: string) {
  const { objects, edges } = JSON.parse(
    viz.render(dot, { format: "dot_json", engine: "nop" }).output ?? "{}",
  );
  return {
    nodes: objects.map(({ name }: { name: string }) => name),
    labels: objects.map(({ label }: { label: string }) => label),
    edges: edges.map(({ tail, head, label, style }: Record<string, unknown>) => ({
      tail,
      head,
      label,
      style,
    })),
  };
}

Deno.test("dotView has every actor by its label, and every channel", () => {
  const { nodes, edges } = parse(dotView(lanes().topology));
  assertEquals(nodes, ["source", "sink 0 #1", "sink 0 #2"]);
  assertEquals(edges.map(({ tail, head, label }: typeof edges[0]) => [tail, head, label]), [
    [0, 1, "jobs 0\\nu32 × 10"],
    [0, 2, "jobs 1\\nu32 × 10"],
  ]);
});

Deno.test("dotView with a sample has the current values, and draws", () => {
  const graph = lanes();
  graph.send(0, 10);
  graph.restarts[1] = 3;
  graph.probes[1]!.busy(0);
  graph.probes[1]!.setStatus('a "fine" day');
  const sampler = new Sampler(graph.source);
  sampler.sample(0);
  const dot = dotView(graph.topology, sampler.sample(1000));
  const { labels, edges } = parse(dot);
  assertEquals(labels[0], "● source\\ndown");
  assertEquals(labels[1], '■ sink 0\\nbusy 100%, restarts 3\\na "fine" day');
  assertEquals(edges[0], { tail: 0, head: 1, label: "jobs 0\\n■ 0/s, 100%, 10", style: "bold" });
  assertStringIncludes(dot, "// running, 1970-01-01T00:00:01.000Z");
  assertStringIncludes(viz.renderString(dot, { format: "svg" }), "a &quot;fine&quot; day");
});

Deno.test("graphView joins the topology with the current values", () => {
  const graph = lanes();
  graph.send(1, 4);
  const view = graphView(graph.topology, new Sampler(graph.source).sample(7));
  assertEquals([view.graph, view.lifecycle, view.time], ["lanes", "running", 7]);
  assertEquals(view.actors.map(({ id, label }) => [id, label]), [
    ["a0", "source"],
    ["a1", "sink 0"],
    ["a2", "sink 0"],
  ]);
  const { id, from, to, depth, sent, capacity } = view.channels[1]!;
  assertEquals([id, from, to, depth, sent, capacity], ["c1", "a0", "a2", 4, 4, 10]);
});

Deno.test("detailView finds by id, or says that there is none", () => {
  const { topology, source } = lanes();
  const sample = new Sampler(source).sample(0);
  assertEquals(detailView(topology, sample, "a1")?.name, "sink");
  assertEquals(detailView(topology, sample, "c1")?.name, "jobs");
  assertEquals(detailView(topology, sample, "a9"), null);
});
