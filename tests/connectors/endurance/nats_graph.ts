/**
 * The program that is killed: NATS → graph → NATS. Its arguments are the address of the server and, maybe, "alone". It runs until it is told to stop.
 *
 * @module
 */
import { delivery, Graph, json, run } from "@steady-state/deno";
import { type Bill, biller, bills, type Order, orders } from "./nats_actors.ts";
import { ACK_WAIT_MS, DURABLE, IN } from "./nats_streams.ts";

/** So that a kill finds it in the middle of something. */
const SLOW = { maxInFlight: 500, batch: 100 };

const [servers = "", alone] = Deno.args;
const graph = new Graph("endurance");
const ordered = graph.channel("orders", delivery(json<Order>()), { capacity: 1024 });
const billed = graph.channel("bills", delivery(json<Bill>()), { capacity: 1024 });
graph
  .actor("ORDERS", orders, {
    ports: { messages: ordered.tx },
    args: {
      servers,
      stream: IN,
      durable: DURABLE,
      ackWaitMs: ACK_WAIT_MS,
      alone: alone === "alone",
      ...SLOW,
    },
  })
  .actor("BILLER", biller, { ports: { orders: ordered.rx, bills: billed.tx } })
  .actor("BILLS", bills, {
    ports: { messages: billed.rx },
    args: { servers, subject: "out.bills" },
  });
await run(graph, { telemetry: false });
