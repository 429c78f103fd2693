import { assert, assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { cell, defineActor, f64, json, rx, text, tx } from "@steady-state/deno/actor";
import { doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { REGION_HEADER_BYTES, STRUCTURE_ALIGN } from "../../src/memory/region_layout.ts";
import { ballotBytes } from "../../src/shutdown/ballot_layout.ts";
import { collector, counter, mayfly } from "../fixtures/plain_actors.ts";
import { withoutWorkers } from "../fixtures/watch.ts";

Deno.test("the topology tells the supervisors above each actor, the outermost first", async () => {
  const graph = new Graph("told");
  const feed = graph.supervisor("FEED");
  const parsers = graph.supervisor("PARSERS", { supervisor: feed });
  graph.actor("FREE", mayfly)
    .actor("READER", mayfly, { supervisor: feed })
    .actor("PARSER", mayfly, { supervisor: parsers });
  await withoutWorkers(async () => {
    const { actors } = await Promise.resolve(graph.telemetry.topology);
    assertEquals(actors.map(({ name, supervisors }) => [name, ...supervisors]), [
      ["FREE"],
      ["READER", "FEED"],
      ["PARSER", "FEED", "PARSERS"],
    ]);
  });
});

Deno.test("the topology tells which code each actor runs, and at which ports channels end", async () => {
  const graph = new Graph("told");
  const lanes = graph.bundle("lanes", u32, { girth: 2, capacity: 3 });
  const inbound = graph.channel("inbound", u32, { bytes: 4096 });
  graph.sender(inbound);
  for (const [i, tx] of lanes.tx.entries()) {
    graph.actor("COUNTER", counter, { instance: i, ports: { numbers: tx }, restart: "temporary" })
      .actor("COLLECTOR", collector, { instance: i, ports: { numbers: lanes.rx[i]! } });
  }
  graph.actor("LAST", collector, { ports: { numbers: inbound.rx }, hangTimeoutMs: 77 });
  await withoutWorkers(async () => {
    const { definitions, actors, channels } = await Promise.resolve(graph.telemetry.topology);
    const { module } = counter;
    const codeOf = (actor: number) => {
      const { exportName, ofHost } = definitions[actors[actor]!.definition]!;
      return ofHost ? "of the host" : exportName;
    };
    assertEquals(definitions.length, 3, "each is told once");
    assertEquals(definitions.slice(1), [
      { module, exportName: "counter", ports: ["numbers"] },
      { module, exportName: "collector", ports: ["numbers"] },
    ]);
    assertEquals(actors.map((_, actor) => codeOf(actor)), [
      ...["of the host", "counter", "collector", "counter", "collector", "collector"],
    ]);
    assertEquals(
      channels.map(({ name, lane, fromPort, toPort, bytes }) => [
        ...[name, lane, fromPort, toPort, bytes],
      ]),
      [
        ["lanes", 0, "numbers", "numbers", undefined],
        ["lanes", 1, "numbers", "numbers", undefined],
        ["inbound", null, "out", "numbers", 4096],
      ],
    );
    assertEquals(actors.map(({ restart }) => restart).slice(1, 3), ["temporary", "transient"]);
    assertEquals(actors.at(-1)!.hangTimeoutMs, 77);
  });
});

Deno.test("the topology tells troupes and supervisors that were drawn, and no others", async () => {
  const graph = new Graph("told", { workers: 1 });
  const troupe = graph.troupe("ENSEMBLE");
  const feed = graph.supervisor("FEED", { strategy: "oneForAll" });
  const inner = graph.supervisor("INNER", { supervisor: feed });
  for (let i = 0; i < 4; i++) {
    graph.actor("MAYFLY", mayfly, { instance: i, ...i < 2 ? { troupe } : { supervisor: inner } });
  }
  await withoutWorkers(async () => {
    const { actors, troupes, supervisors } = await Promise.resolve(graph.telemetry.topology);
    assertEquals(actors.map(({ troupe }) => troupe), [
      ...["ENSEMBLE", "ENSEMBLE", "worker 1", "worker 1"],
    ]);
    assertEquals(troupes, ["ENSEMBLE"]);
    assertEquals(supervisors, [
      { name: "FEED", strategy: "oneForAll", above: null },
      { name: "INNER", strategy: "oneForOne", above: "FEED" },
    ]);
  });
});

Deno.test("the topology tells what each actor, its state and each channel take of the region, and nothing is left over", () => {
  const kept = { state: { sum: f64, words: cell(json<string[]>(), []) }, run() {} };
  const keeper = defineActor(import.meta, "keeper", { ports: { words: rx(text) }, ...kept });
  const sayer = defineActor(import.meta, "sayer", { ports: { words: tx(text) }, run() {} });
  const graph = new Graph("sized");
  const words = graph.channel("words", text, { capacity: 8, bytes: 4096 });
  graph.actor("KEEPER", keeper, { ports: { words: words.rx } })
    .actor("SAYER", sayer, { ports: { words: words.tx } });
  const { region, topology: { actors, channels } } = graph.telemetry;
  const sizeOf = (node: { readonly regionBytes?: number }) => node.regionBytes ?? NaN;
  const parts = [...actors, ...channels].map(sizeOf).reduce((sum, bytes) => sum + bytes, 0);
  const placed = (bytes: number) => Math.ceil(bytes / STRUCTURE_ALIGN) * STRUCTURE_ALIGN;
  const common = [REGION_HEADER_BYTES, ballotBytes(2), doorbellBytes(1), doorbellBytes(1)];
  assertEquals(parts + common.reduce((sum, bytes) => sum + placed(bytes), 0), region.byteLength);
  assertEquals(actors.map(({ stateBytes = NaN }) => stateBytes > 0), [true, false]);
  assertEquals(actors[1]!.stateBytes, 0);
  assert(sizeOf(channels[0]!) > 4096);
});
