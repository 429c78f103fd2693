import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { f64, Graph, json, struct, text, u32, u8 } from "@steady-state/deno";
import { buildGraph as minimum } from "../../../examples/01_minimum/main.ts";
import { buildGraph as standard } from "../../../examples/02_standard/main.ts";
import { buildGraph as robust } from "../../../examples/03_robust/main.ts";
import { buildGraph as performant } from "../../../examples/04_performant/main.ts";
import { buildGraph as flights } from "../../../examples/05_flights/main.ts";
import { normalFormOfTopology, typesOfChannels } from "../../../src/codegen/compare/mod.ts";
import { linesOf, normalFormOf, readDesign } from "../../../src/codegen/mod.ts";
import { drawingOfTopology } from "../../../src/codegen/redraw/mod.ts";
import { actors } from "./ported_actors.ts";
import { anyTopology } from "./random_topologies.ts";
import { assertSame, NOBODY, redrawn } from "./round_trip.ts";

for (
  const [name, graph] of [
    ["01_minimum", minimum({ rateMs: 1, ticks: 1 })],
    ["02_standard", standard({ rateMs: 1, beats: 1, troupe: false })],
    ["02_standard in a troupe", standard({ rateMs: 1, beats: 1, troupe: true })],
    ["03_robust", robust({ orders: 0, rate: 1, crash: 0, poison: 0, hang: 0 })],
    ["04_performant", performant({ readings: 1, capacity: 16 })],
    ["05_flights", flights({ lanes: 3 })],
  ] as const
) {
  Deno.test(`the drawing of example ${name} says what its program does, to the letter`, async () => {
    const { topology } = graph.telemetry;
    const design = await assertSame(topology);
    const form = normalFormOfTopology(topology, typesOfChannels(NOBODY, design));
    assertEquals(linesOf(normalFormOf(design)), linesOf(form));
    assertEquals(design.name, topology.graph);
    assertEquals(design.remarks, []);
  });
}

Deno.test("a drawing tells troupes, supervisors, restart, hang and durability of a program", async () => {
  const graph = new Graph("told", { durable: "never_opened.db", workers: 1 });
  const office = graph.troupe("office");
  const outer = graph.supervisor("OUTER", { strategy: "oneForAll" });
  const inner = graph.supervisor("INNER", { supervisor: outer, strategy: "restForOne" });
  const lanes = graph.bundle("lanes", u32, { girth: 2 });
  graph
    .actor("Source", actors.source, {
      ports: { out: lanes.tx },
      supervisor: inner,
      hangTimeoutMs: Infinity,
    })
    .actor("Book", actors.book, { durable: true })
    .actor("Sink", actors.sink, {
      instance: 1,
      ports: { in: lanes.rx[0]! },
      troupe: office,
      restart: "temporary",
      hangTimeoutMs: 1500,
    })
    .actor("Sink", actors.sink, { instance: 2, ports: { in: lanes.rx[1]! }, troupe: office });
  const design = await assertSame(graph.telemetry.topology);
  assertEquals(design.troupes, [{ name: "office" }]);
  assertEquals(design.supervisors, [
    { name: "INNER", strategy: "restForOne", parent: "OUTER" },
    { name: "OUTER", strategy: "oneForAll", parent: null },
  ]);
  const [book, first, second, source] = design.actors;
  assertEquals([first!.troupe, second!.troupe, source!.troupe], ["office", "office", null]);
  assertEquals([first!.restart, first!.hangMs, second!.restart], ["temporary", 1500, undefined]);
  assertEquals([source!.supervisor, first!.supervisor], ["INNER", null]);
  assertEquals([book!.durable, first!.durable, source!.hangMs], [true, false, Infinity]);
});

Deno.test("kinds that nobody exports are called after their channels, with their fields", async () => {
  const graph = new Graph("kinds");
  const point = () => struct({ x: f64, tag: text(8), of: text(1) });
  const channels = [
    graph.channel("first-points", point(), { capacity: 2 }),
    graph.channel("secondPoints", point()),
    graph.channel("trees", struct({ left: { id: u32 } })),
    graph.channel("bills", json(), { bytes: 100_000 }),
  ];
  const [a, b, c, d] = channels as [typeof channels[0], ...(typeof channels)];
  graph.actor("A", actors.points, {
    ports: { a: a.tx as never, b: b!.tx as never, c: c!.tx as never, d: d!.tx as never },
  });
  graph.actor("B", actors.pointTaker, {
    ports: { a: a.rx as never, b: b!.rx as never, c: c!.rx as never, d: d!.rx as never },
  });
  const design = await assertSame(graph.telemetry.topology);
  assertEquals(
    design.messages.map((
      { name, fields },
    ) => [name, fields?.map(({ name, kind }) => [name, kind])]),
    [
      ["FirstPoints", [["x", "f64"], ["tag", "text(8)"], ["of", "text(1)"]]],
      ["Trees", undefined],
    ],
  );
  assertEquals(design.channels.map(({ name, type, bytes }) => [name, type.name, bytes]), [
    ["bills", "json", 100_000],
    ["first_points", "FirstPoints", undefined],
    ["second_points", "FirstPoints", undefined],
    ["trees", "Trees", undefined],
  ]);
});

Deno.test("ends of the host are drawn as actors, and hostile names stay apart", async () => {
  const graph = new Graph('a "graph"\\');
  const asked = graph.channel("asked */", u32);
  const other = graph.channel("back`${x}\\", u32);
  graph.sender(asked);
  graph.receiver(other);
  graph.actor('It "is"\\', actors.pipe, { ports: { in: asked.rx, out: other.tx } });
  const design = await assertSame(graph.telemetry.topology);
  assertEquals(design.actors.map(({ name }) => name), [
    ...["HOST asked */", "HOST back`${x}\\", 'It "is"\\'],
  ]);
});

Deno.test("what a drawing keeps of another: ids, drivers, texts, how messages are taken", async () => {
  const graph = new Graph("kept");
  const numbers = graph.channel("numbers", u8, { capacity: 9 });
  const done = graph.channel("done", u8);
  graph.actor("Source", actors.bytes, { ports: { out: numbers.tx } })
    .actor("Pipe", actors.bytePipe, { instance: 1, ports: { in: numbers.rx, out: done.tx } })
    .actor("Last", actors.byteSink, { ports: { in: done.rx } });
  const { topology } = graph.telemetry;
  const before = await readDesign(`digraph Other {
    __Why [label="Why it is so"];
    Source [label="Counts\\nmod::bytes AtLeastEvery(2s) && OnCapacity(numbers:2)"];
    Pipe_1 [label="Passes on\\nmod::byte_pipe OnEvent(numbers:3) calls=4"];
    Last [label="Is gone\\nmod::byte_sink OnEvent(gone:1)"];
    Source -> Pipe_1 [label="name::numbers <u8> >>PeekCopy #9", tx=out, rx=in];
    Pipe_1 -> Last [label="name::gone <u8>"];
  }`);
  assert("design" in before, JSON.stringify(before));
  const design = await redrawn(topology, NOBODY, before.design);
  assertEquals(design.documentation, ["Why it is so"]);
  assertEquals(design.actors.map(({ id }) => id), ["Last", "Pipe_1", "Source"]);
  const [last, pipe, source] = ["byte_sink", "byte_pipe", "bytes"].map((name) =>
    design.modules.find((module) => module.name === name)!
  );
  assertEquals(pipe!.documentation, ["Passes on"]);
  assertEquals([pipe!.calls, pipe!.ports.find(({ name }) => name === "in")!.consume], [
    ...[4, "PeekCopy"],
  ]);
  assertEquals(pipe!.driver, { when: "avail", port: "in", count: 3, share: 0 });
  assertEquals([source!.driverIsDrawn, pipe!.driverIsDrawn], [true, true]);
  // What its driver waits for is gone, and its text is not.
  assertEquals([last!.driverIsDrawn, last!.documentation], [false, ["Is gone"]]);
});

Deno.test("a graph of two thousand actors is drawn, and in linear time", () => {
  const graph = new Graph("big");
  const lanes = graph.bundle("lanes", u32, { girth: 2000 });
  graph.actor("Source", actors.source, { ports: { out: lanes.tx } });
  lanes.rx.forEach((rx, instance) =>
    graph.actor("Sink", actors.sink, { instance, ports: { in: rx } })
  );
  const drawing = drawingOfTopology(graph.telemetry.topology);
  assertEquals(drawing.split("\n").filter((line) => line.includes(" -> ")).length, 2000);
});

Deno.test("the drawing of any graph says what the graph does", async () => {
  await fc.assert(
    fc.asyncProperty(anyTopology(), async (topology) => {
      await assertSame(topology);
    }),
    { numRuns: 150 },
  );
});
