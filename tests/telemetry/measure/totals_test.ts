import { assertEquals } from "@std/assert";
import type { ProbeSample } from "../../../src/probe/read.ts";
import {
  ACTOR_SERIES,
  CHANNEL_SERIES,
  SeriesTable,
} from "../../../src/telemetry/measure/series.ts";
import { Totals } from "../../../src/telemetry/measure/totals.ts";
import { FakeGraph } from "../fake_graph.ts";

const { topology } = new FakeGraph("pair", ["from", "to"], [
  { name: "c", from: 0, to: 1, capacity: 100 },
]);
const table = new SeriesTable(2, 1);

function probe(
  busyMs: number,
  blockedMs: number,
  waitingMs: number,
  turns: number,
  outsideMs = 0,
): ProbeSample {
  return { phase: "busy", busyMs, blockedMs, waitingMs, outsideMs, turns, status: "" };
}

/** The numbers between two moments so many milliseconds apart, by name. */
function changes(ms: number | null) {
  const totals = new Totals(topology);
  const [heap, restarts] = [1e6, 1];
  const from = totals.add(
    1000,
    [probe(10, 20, 30, 4), probe(0, 0, 0, 0)],
    [{ heap: null, restarts }, { heap, restarts }],
    [{ sent: 50, taken: 10, depth: 25, bytes: 200 }],
  );
  const to = totals.add(
    1000 + (ms ?? 0),
    [probe(110, 70, 9000, 14), probe(300, 0, 0, 5, 150)],
    [{ heap: null, restarts: 3 }, { heap: 2e6, restarts }],
    [{ sent: 150, taken: 70, depth: 75, bytes: 800 }],
  );
  const values = totals.changes(ms === null ? null : from, to, new Float64Array(table.size));
  const ofActor = (actor: number) =>
    Object.fromEntries(ACTOR_SERIES.map((name) => [name, values[table.ofActor(actor, name)]]));
  const ofChannel = CHANNEL_SERIES.map((name) => [name, values[table.ofChannel(0, name)]]);
  return [ofActor(0), ofActor(1), Object.fromEntries(ofChannel)];
}

Deno.test("Totals: what happened between two moments; what is not known is no number", () => {
  assertEquals(changes(500), [
    {
      busy: 0.2,
      blocked: 0.1,
      waiting: 1,
      outside: 0,
      mcpu: 200,
      load: 0.25,
      turnRate: 20,
      // A source: what it sent.
      batch: 10,
      heap: NaN,
      restarts: 2,
    },
    {
      busy: 0.6,
      blocked: 0,
      waiting: 0,
      outside: 0.3,
      mcpu: 600,
      load: 0.75,
      turnRate: 10,
      batch: 12,
      heap: 2e6,
      restarts: 0,
    },
    { fill: 0.75, rate: 200, bytesRate: 1200 },
  ]);
});

Deno.test("Totals: actors of one worker have one core together, others one each", () => {
  const members = ["one", "two", "three"].map((name) => ({ name, troupe: "T" }));
  const graph = new FakeGraph("troupe", [...members, "alone"], []);
  const totals = new Totals(graph.topology);
  const moment = (time: number, ...busyMs: number[]) =>
    totals.add(
      time,
      busyMs.map((ms) => probe(ms, 0, 0, 0)),
      busyMs.map(() => ({ heap: null, restarts: 0 })),
      [],
    );
  const table = new SeriesTable(4, 0);
  const mcpu = (...busyMs: number[]) => {
    const [from, to] = [moment(0, 0, 0, 0, 0), moment(1000, ...busyMs)];
    const values = totals.changes(from, to, new Float64Array(table.size));
    return busyMs.map((_, actor) => values[table.ofActor(actor, "mcpu")]);
  };
  // As if two had been at work all of the time, and one for half of it.
  assertEquals(mcpu(1000, 1000, 500, 1000), [400, 400, 200, 1000]);
  assertEquals(mcpu(500, 200, 0, 800), [500, 200, 0, 800]);
});

Deno.test("Totals: nothing is known of rates without an earlier moment, or one that is hardly earlier", () => {
  for (const ms of [null, 49]) {
    const [source, , channel] = changes(ms);
    const { busy, load, turnRate, batch } = source!;
    assertEquals([busy, load, turnRate, batch], [NaN, NaN, NaN, NaN]);
    assertEquals([channel!.rate, channel!.bytesRate], [NaN, NaN]);
    assertEquals(channel!.fill! > 0, true);
  }
});
