/**
 * `program.ts SEED FILE LIFE`: one process of a random graph in that file. It prints a line of JSON when the graph is up, one for each crash
 * that nobody expected, and the result when the graph has come to its end. `LIFE` says which process of the graph it is: each has faults of
 * its own in store for its actors.
 */
import { type CrashReport, Graph, StopError } from "@steady-state/deno";
import { Random } from "../../contract/random.ts";
import { deadline } from "../../fixtures/strain.ts";
import { stopAtStandstill } from "../standstill.ts";
import { FAULT_KINDS } from "../fault_kinds.ts";
import { compare, draw } from "../random/random_graph.ts";
import { fatesOf, isUnexpected } from "../random/random_storm.ts";
import { arrivalsOf } from "../random/shape.ts";
import type { ProcessLine } from "./process_storm.ts";
import { longShapeOf } from "./long_shape.ts";

const [seed = "", file = "", life = ""] = Deno.args;
const say = (line: ProcessLine) => console.log(JSON.stringify(line));

const shape = longShapeOf(Number(seed));
const arrivals = arrivalsOf(shape);
const random = new Random(Number(seed) * 1000 + Number(life));
/** A life is short: it is not spent on waiting until a hang is found. */
const KINDS = FAULT_KINDS.filter((kind) =>
  !kind.startsWith("hang") && kind !== "kill from outside"
);
const fates = fatesOf(shape, arrivals, random, KINDS);
let blamed = 0;
const graph = new Graph(`random ${seed}`, {
  region: { file },
  workers: shape.workers,
  intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
  hangTimeoutMs: deadline(150),
  stopTimeoutMs: 20_000,
  // The deaths of processes are nobody's fault.
  showstopper: Infinity,
  log: () => {},
  onCrash: (report) => {
    if (isUnexpected(report)) say({ unexpected: textOf(report) });
  },
  onDeadLetter: () => blamed++,
});
await draw(graph, shape, fates);
await graph.start();
say({ up: true });
const standstill = stopAtStandstill(graph);
const report = await graph.finished.catch((error) => {
  if (error instanceof StopError) return error.report;
  throw error;
});
standstill.end();
say({
  result: {
    messages: report.channels.reduce((sum, { taken }) => sum + taken, 0),
    restarts: report.actors.reduce((sum, { restarts }) => sum + restarts, 0),
    hung: standstill.found,
    clean: report.clean,
    blamed,
    ...compare(shape, arrivals, report, []),
  },
});
Deno.exit(0);

function textOf({ actor, cause, error: { name, message } }: CrashReport): string {
  return `${actor} crashed (${cause}): ${name}: ${message}`;
}
