/**
 * The program that is killed: Kafka → graph → PostgreSQL. Its arguments are where Kafka is and the URL of the database. It runs until it is
 * told to stop.
 *
 * @module
 */
import { delivery, Graph, json, run } from "@steady-state/deno";
import { PASSWORD_ENV } from "../servers/postgres.ts";
import { cashier, type PaidOrder, paidOrders, type Receipt, receiptTable } from "./kafka_actors.ts";
import { GROUP, SESSION_MS, TABLE, TOPIC } from "./kafka_ends.ts";

/** So that a kill finds it in the middle of something. */
const SLOW = { maxInFlight: 2_000, batch: 200 };

const [servers = "", url = ""] = Deno.args;
const graph = new Graph("endurance");
const orders = graph.channel("orders", delivery(json<PaidOrder>()), { capacity: 1024 });
const receipts = graph.channel("receipts", delivery(json<Receipt>()), { capacity: 1024 });
graph
  .actor("ORDERS", paidOrders, {
    ports: { messages: orders.tx },
    args: { servers, topics: TOPIC, group: GROUP, sessionTimeoutMs: SESSION_MS, ...SLOW },
  })
  .actor("CASHIER", cashier, { ports: { orders: orders.rx, receipts: receipts.tx } })
  .actor("RECEIPTS", receiptTable, {
    ports: { messages: receipts.rx },
    args: { url, passwordEnv: PASSWORD_ENV, table: TABLE, batch: 200 },
  });
await run(graph, { telemetry: false });
