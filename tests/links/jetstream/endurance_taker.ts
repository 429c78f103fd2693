/**
 * The pod that takes and is killed. Its arguments are the address of the server, the file in which it keeps what has come of it, and how:
 * "file", a transaction of its own, by which it says where to go on; or "state", the durable state of its graph.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { Graph, run, u32 } from "@steady-state/deno";
import { booking, keeping } from "./endurance_actors.ts";
import { openResults } from "./endurance_results.ts";
import { wireIngress } from "./pods.ts";

const [servers = "", file = "", how = "file"] = Deno.args;
const durable = how === "state";
const graph = new Graph("taker", {
  logLevel: "warn",
  ...durable ? { durable: { file, everyMs: 50 } } : {},
});
const orders = graph.channel("orders", u32, { capacity: 256 });
const ports = { numbers: orders.rx };
if (durable) {
  graph.actor("KEEPING", keeping, { ports, durable });
  wireIngress(graph, orders.tx, { servers, position: "graph" }, durable);
} else {
  const results = openResults(new DatabaseSync(file));
  const from = results.totals().count;
  results.close();
  graph.actor("BOOKING", booking, { ports, args: { file } });
  wireIngress(graph, orders.tx, { servers, from });
}
await run(graph, { telemetry: false });
