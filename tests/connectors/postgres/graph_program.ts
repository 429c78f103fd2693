/**
 * The program that is killed: PostgreSQL → graph → PostgreSQL. Its arguments are the url, the variable of the password, how orders come, and
 * how bills are known. It runs until it is told to stop.
 *
 * @module
 */
import { delivery, Graph, json, run } from "@steady-state/deno";
import { type Bill, biller, bills, insertedOrders, type Order, orders } from "./graph_actors.ts";

const [url = "", passwordEnv = "", from = "outbox", known = "column"] = Deno.args;
/** So that a kill finds it in the middle of something. */
const SLOW = { maxInFlight: 300, batch: 50 };

const server = { url, passwordEnv };
const graph = new Graph("billing");
const ordered = graph.channel("orders", delivery(json<Order>()), { capacity: 256 });
const billed = graph.channel("bills", delivery(json<Bill>()), { capacity: 256 });
const ports = { messages: ordered.tx };
if (from === "outbox") {
  graph.actor("ORDERS", orders, {
    ports,
    args: { ...server, ...SLOW, table: "outbox", pollMs: 50 },
  });
} else {
  graph.actor("ORDERS", insertedOrders, {
    ports,
    args: { ...server, ...SLOW, slot: "orders", publication: "orders" },
  });
}
graph
  .actor("BILLER", biller, { ports: { orders: ordered.rx, bills: billed.tx } })
  .actor("BILLS", bills, {
    ports: { messages: billed.rx },
    args: {
      ...server,
      table: "bills",
      ...(known === "column"
        ? {}
        : { originColumn: "", positions: "steady_positions", sink: "bills" }),
    },
  });
await run(graph, { telemetry: false });
