/**
 * The pod that takes and is killed. Its arguments are the address of the server, where it keeps what has come of it, and how:
 * "file", a transaction of its own, by which it says where to go on; or "state", the durable state of its graph; and at how many servers the log is.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { Graph, run, u32 } from "@steady-state/deno";
import { jetstream, type JetstreamOptions } from "@steady-state/deno/links";
import { booking, keeping } from "./endurance_actors.ts";
import { openResults } from "./endurance_results.ts";

const [servers = "", file = "", how = "file", replicas = "1"] = Deno.args;
const durable = how === "state";
const graph = new Graph("taker", {
  logLevel: "warn",
  ...durable ? { durable: { folder: file, everyMs: 50 } } : {},
});
const via = (more: Partial<JetstreamOptions>) => ({
  capacity: 256,
  via: jetstream({ servers, replicas: Number(replicas), ...more }),
});
if (durable) {
  const orders = graph.aqueduct("orders", u32, via({ position: "graph" }));
  graph.actor("KEEPING", keeping, { ports: { numbers: orders.rx }, durable });
} else {
  const results = openResults(new DatabaseSync(file));
  const from = results.totals().count;
  results.close();
  const orders = graph.aqueduct("orders", u32, via({ from }));
  graph.actor("BOOKING", booking, { ports: { numbers: orders.rx }, args: { file } });
}
await run(graph, { telemetry: false });
