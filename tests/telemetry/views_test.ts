import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { instance } from "@viz-js/viz";
import { detailView, graphView } from "../../src/telemetry/api/detail_view.ts";
import { codeView } from "../../src/telemetry/api/code_view.ts";
import { rulesView } from "../../src/telemetry/api/rules_view.ts";
import { topologyFrame } from "../../src/telemetry/wire/frames.ts";
import { dotView } from "../../src/telemetry/api/dot_view.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
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
    [0, 1, "jobs[0]\\nu32 × 10"],
    [0, 2, "jobs[1]\\nu32 × 10"],
  ]);
});

Deno.test("dotView draws frames around troupes or supervisors when asked", () => {
  const { topology } = new FakeGraph(
    "framed",
    [
      { name: "a", troupe: 'T "1"', supervisors: ["OUTER", "INNER"] },
      { name: "b", supervisors: ["OUTER"] },
      "c",
    ],
    [],
  );
  assertEquals(dotView(topology).includes("subgraph"), false);
  const drawn = (around: "troupes" | "supervisors") =>
    viz.renderString(dotView(topology, undefined, around), { format: "svg" });
  assertEquals(drawn("troupes").match(/class="cluster"/g)?.length, 1);
  assertStringIncludes(drawn("troupes"), "T &quot;1&quot;");
  assertEquals(drawn("supervisors").match(/class="cluster"/g)?.length, 2);
  assertMatch(dotView(topology, undefined, "supervisors"), /OUTER[^}]*"b";[^}]*INNER[^}]*"a";/);
});

Deno.test("dotView with a sample has the current values, and draws", () => {
  const graph = lanes();
  graph.send(0, 10);
  graph.restarts[1] = 3;
  graph.probes[1]!.busy(0);
  graph.probes[1]!.setStatus('a "fine" day');
  const sampler = new Sampler(graph.source);
  for (let time = 0; time < 2000; time += 100) sampler.sample(time);
  const dot = dotView(graph.topology, sampler.sample(2000));
  const { labels, edges } = parse(dot);
  assertEquals(labels[0], "● source\\ndown");
  assertEquals(labels[1], '■ sink 0\\nbusy 100%, restarts 3\\na "fine" day');
  assertEquals(edges[0], { tail: 0, head: 1, label: "jobs[0]\\n■ 0/s, 100%, 10", style: "bold" });
  assertStringIncludes(dot, "// running, 1970-01-01T00:00:02.000Z");
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
  const sampler = new Sampler(source);
  const sample = sampler.sample(0);
  const nameOf = (id: string) => detailView(topology, sample, sampler.measures, id)?.name;
  assertEquals([nameOf("a1"), nameOf("c1")], ["sink", "jobs"]);
  for (const id of ["a9", "c2", "a", "1", "a01", "a-1", "a1.5", "b1", "", "a1 "]) {
    assertEquals(nameOf(id), undefined, id);
  }
});

/** By window, metric and statistic. */
type Figures = Record<string, Record<string, Record<string, number>>>;

Deno.test("detailView tells of the last while: every metric over every window, and the latencies", () => {
  const graph = lanes();
  const sampler = new Sampler(graph.source);
  const [probe] = graph.probes;
  let sample = sampler.sample(0);
  for (let time = 100; time <= 20_000; time += 100) {
    // Half of the time busy for ten seconds, then always.
    probe!.busy(time - 100);
    if (time <= 10_000) probe!.wait(time - 50, true);
    graph.send(0, 5);
    graph.take(0, 5);
    graph.latency(0, time <= 10_000 ? 1 : 3);
    sample = sampler.sample(time);
  }
  const view = (id: string) => detailView(graph.topology, sample, sampler.measures, id)!;
  const actor = view("a0").windows as unknown as Figures;
  assertEquals(Object.keys(actor), ["10s", "1m", "15m"]);
  assertEquals(Object.keys(actor["1m"]!), [
    "busy",
    "outside",
    "blocked",
    "waiting",
    "mcpu",
    "load",
    "turnRate",
    "batch",
    "inFlight",
    "unsettled",
    "heap",
    "processBytes",
    "processMcpu",
  ]);
  assertEquals([actor["10s"]!.busy!.average, actor["10s"]!.busy!.count], [1, 100]);
  assertAlmostEquals(actor["1m"]!.busy!.average!, 0.75, 0.01);
  assertAlmostEquals(actor["15m"]!.mcpu!.min!, 500, 3);
  assertEquals(actor["10s"]!.heap!.average, null);

  const channel = view("c0");
  const windows = channel.windows as unknown as Figures;
  assertEquals(Object.keys(windows["10s"]!), ["fill", "pressure", "rate", "bytesRate", "latency"]);
  assertAlmostEquals(windows["10s"]!.rate!.p50!, 50, 1e-3);
  assertAlmostEquals(windows["10s"]!.bytesRate!.max!, 200, 1e-2);
  assertAlmostEquals(windows["10s"]!.latency!.p50!, 3000, 3000 / 64);
  assertAlmostEquals(windows["1m"]!.latency!.average!, 2000, 100);
  assert("latency" in channel);
  const { buckets, count, max, p999 } = channel.latency;
  assertEquals(buckets.reduce((sum, [, n = 0]) => sum + n, 0), count);
  assertAlmostEquals(max!, 3000, 0.01);
  assertAlmostEquals(p999!, 3000, 3000 / 64);
});

Deno.test("the page is told the supervisors of an actor, where there are some", () => {
  const { topology } = new FakeGraph("told", [{ name: "a", supervisors: ["S"] }, "b"], []);
  const { actors } = topologyFrame(topology, 1);
  assertEquals(actors.map(({ supervisors }) => supervisors), [["S"], undefined]);
  // What is not there is no key: topologies are compared as text, with those of older recordings too.
  assertEquals(Object.keys(actors[1]!).includes("supervisors"), false);
});

Deno.test("codeView names every definition and port once, and tells no folder", () => {
  const { topology } = new FakeGraph("told", ["a", "b", "c"], [
    { name: "x", from: 0, to: 1 },
    { name: "y", from: 2, to: 1 },
  ]);
  const modules = [
    ...["file:///home/me/secret/z%C3%A4hler.ts", "https://me:pass@host/secret/b.ts?key=1#d"],
    "data:text/javascript,secret",
  ];
  const view = codeView({
    ...topology,
    definitions: modules.map((module, i) => ({ module, exportName: `e${i}`, ports: ["p", "q"] })),
    actors: topology.actors.map((actor, definition) => ({ ...actor, definition })),
    channels: topology.channels.map((channel) => ({ ...channel, fromPort: "q", toPort: "p" })),
  });
  assertEquals(view.definitions.map(({ module }) => module), ["zähler.ts", "b.ts", "data:"]);
  assertEquals(JSON.stringify(view).includes("secret"), false);
  assertEquals([view.actors, view.from, view.to], [[0, 1, 2], [1, 1], [0, 0]]);
});

Deno.test("rulesView tells those that live alike once, and what was drawn around them", () => {
  const { topology } = new FakeGraph("told", ["a", "b", "c"], []);
  const life = { restart: "temporary", hangTimeoutMs: Infinity, durable: true } as const;
  const view = rulesView({
    ...topology,
    troupes: ["office"],
    supervisors: [{ name: "S", strategy: "oneForAll", above: "T" }],
    actors: topology.actors.map((actor, at) => at === 1 ? { ...actor, ...life } : actor),
  });
  const { restart, hangTimeoutMs, durable } = topology.actors[0]!;
  assertEquals(view, {
    troupes: ["office"],
    supervisors: [{ name: "S", strategy: "oneForAll", above: "T" }],
    lives: [
      { restart, hangMs: hangTimeoutMs, durable },
      { restart: "temporary", hangMs: null, durable: true },
    ],
    actors: [0, 1, 0],
  });
});

Deno.test("codeView of ten thousand actors is numbers, but for a few names", () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `actor ${i}`);
  const { topology } = new FakeGraph(
    "big",
    names,
    names.slice(1).map((name, from) => ({ name, from, to: from + 1 })),
  );
  const { length } = JSON.stringify(codeView(topology));
  assert(length < 7 * 10_000, `${length} characters`);
  const { length: ruled } = JSON.stringify(rulesView(topology));
  assert(ruled < 3 * 10_000, `${ruled} characters`);
});
