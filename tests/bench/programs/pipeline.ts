/** Ours: a pipeline of two or three actors, solo unless `workers` says otherwise. Prints its rate. */
import { f64, Graph } from "@steady-state/deno";
import * as singles from "../actors/single.ts";
import * as slices from "../actors/slices.ts";
import * as bare from "../actors/without_journal.ts";
import { finish, numberIn, wordsOf } from "../words.ts";
import { processorMs } from "../resources.ts";
import { withTelemetry } from "../telemetry_client.ts";

const words = wordsOf(Deno.args);
const capacity = numberIn(words, "capacity", 1024);
const args = { wait: numberIn(words, "wait", 0), turn: numberIn(words, "turn", 0) };
const times = { warm: numberIn(words, "warm", 200), measure: numberIn(words, "measure", 400) };
const single = words.mode !== "slices";
const waitStrategy = (words.strategy ?? "adaptive") as "adaptive";
const journal = numberIn(words, "journal", 1) === 1;
const { singleSource, singleWorker, singleSink } = journal ? singles : bare;
const { sliceSource, sliceWorker, sliceSink } = journal ? slices : bare;
const [source, worker, sink] = single
  ? [singleSource, singleWorker, singleSink]
  : [sliceSource, sliceWorker, sliceSink];

const graph = new Graph("pipeline", {
  logLevel: "warn",
  stopTimeoutMs: 20_000,
  workers: (words.workers ?? "each") as "each" | "cores" | number,
});
const first = graph.channel("first", f64, { capacity });
graph.actor("SOURCE", source, { ports: { out: first.tx }, args, waitStrategy });
let last = first;
if (numberIn(words, "actors", 3) === 3) {
  last = graph.channel("last", f64, { capacity });
  graph.actor("WORKER", worker, { ports: { input: first.rx, out: last.tx }, args, waitStrategy });
}
graph.actor("SINK", sink, { ports: { input: last.rx }, args: { ...args, ...times }, waitStrategy });

const spent = processorMs();
const report = await withTelemetry(graph, numberIn(words, "telemetry", 0) === 1);
const { state } = report.actors.find(({ name }) => name === "SINK")!;
const { taken } = report.channels.at(-1)!;
finish({
  rate: state.rate as number,
  check: state.sum as number,
  // For whoever looks into a figure: turns of all actors, processor time a message.
  turns: report.actors.reduce((sum, { turns }) => sum + turns, 0),
  processorNs: (processorMs() - spent) * 1e6 / taken,
});
