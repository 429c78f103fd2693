/**
 * Where and when do flights come late? 200,000 real flights, read from an npm package:
 *
 * READER ⇉ PARSER × lanes ⇉ AGGREGATOR × lanes ⇉ RANKER → BOARD
 */
import {
  type ActorReport,
  bytes,
  Graph,
  type GraphOptions,
  run,
  type StopReport,
} from "@steady-state/deno";
import { parseFlags, portFlag, telemetryOn } from "../flags.ts";
import { aggregator } from "./actors/aggregator.ts";
import { board } from "./actors/board.ts";
import { parser } from "./actors/parser.ts";
import { ranker } from "./actors/ranker.ts";
import { reader } from "./actors/reader.ts";
import * as kinds from "./kinds.ts";
import { plainRanking } from "./plain.ts";
import { meanDelay, type Place } from "./question.ts";
import { BYTES_PER_CHUNK, ROWS_PER_CHUNK } from "./rows.ts";
import { tableUrl } from "./table.ts";

/** What can be set from outside. */
export interface FlightsArgs {
  /** How many parsers there are, and how many aggregators. */
  readonly lanes: number;
  /** Rows to read; 0 = all. */
  readonly rows?: number;
  /** Milliseconds between two chunks; 0 = as fast as it goes. */
  readonly paceMs?: number;
  /** Turns after which each actor dies, in each of its first 25 lives; 0 = never. */
  readonly crash?: number;
}

export function buildGraph(
  { lanes, rows = 0, paceMs = 0, crash = 0 }: FlightsArgs,
  options: GraphOptions = {},
): Graph {
  const graph = new Graph("flights", {
    // Crashes that are asked for are not too many, no message is to blame for them, and nobody need pause after them.
    ...(crash > 0
      ? {
        intensity: { restarts: 1000, withinMs: 10_000, backoff: { firstMs: 0, maxMs: 0 } },
        showstopper: Infinity,
      }
      : {}),
    ...options,
  });
  const chunks = graph.bundle("chunks", bytes, {
    girth: lanes,
    capacity: 8,
    bytes: 8 * BYTES_PER_CHUNK,
  });
  const places = graph.bundle("places", kinds.places, {
    girth: lanes,
    capacity: 4,
    bytes: 256 * 1024,
  });
  const rankings = graph.channel("rankings", kinds.places, { capacity: 4 });

  graph.actor("READER", reader, {
    ports: { chunks: chunks.tx },
    args: { table: tableUrl(), rows, paceMs, crash },
  });
  // From every parser to every aggregator: the parsers deal the flights out anew, by route.
  const flights = graph.mesh("flights", kinds.flight, {
    from: lanes,
    to: lanes,
    capacity: 8 * ROWS_PER_CHUNK,
  });
  chunks.rx.forEach((chunks, i) => {
    const ports = { chunks, flights: flights.tx[i] ?? [] };
    graph.actor("PARSER", parser, { instance: i, ports, args: { crash } });
  });
  places.tx.forEach((places, i) => {
    const ports = { flights: flights.rx[i] ?? [], places };
    graph.actor("AGGREGATOR", aggregator, { instance: i, ports, args: { crash } });
  });
  return graph
    .actor("RANKER", ranker, {
      ports: { places: places.rx, rankings: rankings.tx },
      args: { crash },
    })
    .actor("BOARD", board, { ports: { rankings: rankings.rx }, args: { crash } });
}

/** The answer, as the board's state has it at the end. */
export function rankingIn({ actors }: StopReport): Place[] {
  return actorIn(actors, "BOARD").state.ranking as Place[];
}

/** How many rows were read. */
export function rowsIn({ actors }: StopReport): number {
  return actorIn(actors, "READER").state.rows as number;
}

function actorIn(actors: readonly ActorReport[], name: string): ActorReport {
  return actors.find((actor) => actor.name === name) as ActorReport;
}

function printRanking(ranking: readonly Place[]): void {
  console.log("\n      hour   miles  flights   late  mean delay");
  ranking.forEach((place, i) => {
    const { hour, miles, flights, late } = place;
    const columns = [
      `${i + 1}.`.padStart(4),
      `${hour}–${hour + 1} h`.padStart(9),
      String(miles).padStart(6),
      String(flights).padStart(8),
      `${(100 * late / flights).toFixed(0)} %`.padStart(7),
      `${meanDelay(place).toFixed(1)} min`.padStart(11),
    ];
    console.log(columns.join(" "));
  });
}

function printSpeed(rows: number, ms: number, of: string): void {
  const speed = Math.round(1000 * rows / ms);
  const [many, fast] = [rows, speed].map((number) => number.toLocaleString("en"));
  console.log(`${of}: ${many} rows in ${(ms / 1000).toFixed(2)} s, ${fast} rows/s`);
}

if (import.meta.main) {
  const { lanes, rows, pace, crash, check, port } = parseFlags(
    "Where and when do flights come late? 200,000 real flights, ranked by a graph of actors.",
    {
      lanes: { value: 2, help: "how many parsers there are, and how many aggregators" },
      rows: { value: 0, help: "rows to read; 0 = all 200,000" },
      pace: { value: 0, help: "milliseconds between two chunks, to watch the page" },
      crash: {
        value: 0,
        help: "let each actor die after N turns, again and again, 25 times at most; 0 = never",
      },
      check: { value: false, help: "compute the answer without actors, too, and compare" },
      port: portFlag,
    },
    Deno.args,
  );
  const graph = buildGraph({ lanes, rows, paceMs: pace, crash });
  const report = await run(graph, { telemetry: telemetryOn(port) });
  const ranking = rankingIn(report);
  if (ranking.length > 0) printRanking(ranking);
  printSpeed(rowsIn(report), report.ranMs, "the graph, from starting its workers to its end");
  if (check) {
    const began = performance.now();
    const plain = await plainRanking(tableUrl(), rows);
    printSpeed(rowsIn(report), performance.now() - began, "the plain computation");
    const equal = JSON.stringify(plain) === JSON.stringify(ranking);
    console.log(equal ? "Both answers are equal." : "The answers differ!");
    if (!equal) Deno.exit(1);
  }
}
