import { assertEquals } from "@std/assert";
import { collect, feed, rehearse, simulate, testBatch } from "@steady-state/deno/testing";
import { aggregator } from "./actors/aggregator.ts";
import { board } from "./actors/board.ts";
import { parser } from "./actors/parser.ts";
import { ranker } from "./actors/ranker.ts";
import { reader } from "./actors/reader.ts";
import { buildGraph } from "./main.ts";
import { plainRanking } from "./plain.ts";
import { addFlight, emptyTally, type Place } from "./question.ts";
import { type Row, ROWS_PER_CHUNK } from "./rows.ts";
import { tableUrl } from "./table.ts";

/** So many rows, sorted by time; the 9 o'clock flights to 500 miles are late. */
const ROWS: Row[] = Array.from({ length: 120 }, (_, i) => ({
  delay: i % 2 === 0 && i < 60 ? 30 : 0,
  distance: i % 2 === 0 ? 500 : 800,
  time: 9 + Math.floor(i / 60),
}));
const place = (hour: number, miles: number, minutes: number): Place => ({
  ...emptyTally(),
  hour,
  miles,
  flights: 30,
  late: minutes > 0 ? 30 : 0,
  minutes,
});

function chunkOf(rows: readonly Row[]): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join(","));
}

Deno.test("the reader cuts whole rows, deals them to all parsers, and goes on behind its death", async () => {
  const args = { table: tableUrl(), rows: ROWS_PER_CHUNK + 3 };
  await using scene = await rehearse(reader, { args, capacity: 512 });
  const [first] = await scene.chunks[0]!.take();
  assertEquals(JSON.parse(`[${new TextDecoder().decode(first)}]`).length, ROWS_PER_CHUNK);
  scene.crash();
  assertEquals((await scene.ended).state.rows, ROWS_PER_CHUNK + 3);
  const rest = new TextDecoder().decode(scene.chunks.flatMap(({ taken }) => taken)[1]);
  assertEquals(JSON.parse(`[${rest}]`).length, 3);
});

Deno.test("the parser sends each route its own way", async () => {
  await using scene = await rehearse(parser, { capacity: 2048 });
  scene.chunks.send(chunkOf(ROWS));
  scene.chunks.close();
  await scene.ended;
  const miles = scene.flights.map(({ taken }) => new Set(taken.map(({ miles }) => miles)));
  assertEquals(scene.flights.flatMap(({ taken }) => taken).length, 120);
  assertEquals(miles[0]!.isDisjointFrom(miles[1]!), true);
});

Deno.test("the aggregator hands an hour on once no lane is in it any more", async () => {
  await using scene = await rehearse(aggregator);
  const [one, other] = scene.flights;
  one!.send({ hour: 9, miles: 500, delay: 20 }, { hour: 10, miles: 500, delay: 0 });
  await scene.settle();
  assertEquals(scene.places.taken, [], "the other lane may still bring flights of 9 o'clock");
  scene.crash();
  other!.send({ hour: 9, miles: 500, delay: 5 }, { hour: 10, miles: 800, delay: 0 });
  const tally = { flights: 2, late: 1, minutes: 25 };
  assertEquals(await scene.places.take(), [[{ hour: 9, miles: 500, ...tally }]]);
});

Deno.test("the ranker keeps the worst places, over its death", async () => {
  await using scene = await rehearse(ranker);
  scene.places[0]!.send([place(9, 500, 900)]);
  assertEquals(await scene.rankings.take(), [[place(9, 500, 900)]]);
  scene.crash();
  scene.places[1]!.send([place(8, 100, 1800)]);
  assertEquals(await scene.rankings.take(), [[place(8, 100, 1800), place(9, 500, 900)]]);
});

Deno.test("the board keeps the newest ranking", async () => {
  const { state } = await testBatch(board, [[place(9, 500, 900)], [place(8, 100, 1800)]]);
  assertEquals(state.ranking, [place(8, 100, 1800)]);
});

Deno.test("the answer is that of the plain computation, whatever dies", async () => {
  const rows = 6000;
  const expected = await plainRanking(tableUrl(), rows);
  const sturdy = { intensity: { restarts: 10_000, withinMs: 60_000 }, showstopper: 10_000 };
  const faults = { death: 0.01, deathAtStore: 0.02, slow: 0.005 };
  const build = () => buildGraph({ lanes: 2, rows }, sturdy);
  await simulate(build, { seeds: 5, faults }, async (stage) => {
    await stage.finished;
    assertEquals(stage.state("BOARD").ranking, expected);
  });
});

Deno.test("what the parsers are fed is ranked, without a table and without a board", async () => {
  const flights = ROWS.map(({ delay, distance, time }) => ({ hour: time, miles: distance, delay }));
  const tally = emptyTally();
  for (const flight of flights.slice(0, 60).filter(({ miles }) => miles === 500)) {
    addFlight(tally, flight);
  }
  const sturdy = { intensity: { restarts: 10_000, withinMs: 60_000 }, showstopper: 10_000 };
  const faults = { death: 0.01, deathAtStore: 0.02 };
  await simulate(() => buildGraph({ lanes: 2 }, sturdy), { seeds: 10, faults }, async (stage) => {
    stage.perform("READER", reader, feed([chunkOf(ROWS.slice(0, 70)), chunkOf(ROWS.slice(70))]));
    const rankings = stage.perform("BOARD", board, collect());
    await stage.finished;
    assertEquals(rankings.taken.at(-1)?.[0], { hour: 9, miles: 500, ...tally });
  });
});
