import { assert, assertEquals } from "@std/assert";
import { Graph } from "@steady-state/deno";
import { cell, defineActor, f64, json, rx, text, tx } from "@steady-state/deno/actor";
import { doorbellBytes } from "../../src/memory/doorbell_layout.ts";
import { REGION_HEADER_BYTES, STRUCTURE_ALIGN } from "../../src/memory/region_layout.ts";
import { ballotBytes } from "../../src/shutdown/ballot_layout.ts";
import { mayfly } from "../fixtures/plain_actors.ts";
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
