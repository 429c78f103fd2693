/**
 * A pod that sends what a connector's source hands it, and is killed. Its argument is the address of the server, which has both what it
 * reads and the log that it writes.
 *
 * @module
 */
import { delivery, Graph, json, run } from "@steady-state/deno";
import { jetstream } from "@steady-state/deno/links";
import { type Order, orders } from "../../connectors/endurance/nats_actors.ts";
import { DURABLE, IN } from "../../connectors/endurance/nats_streams.ts";

/** How soon what a killed process had is handed over again: as short as may be. */
const ACK_WAIT_MS = 1000;

const [servers = ""] = Deno.args;
const graph = new Graph("relay", { logLevel: "error" });
const letters = graph.aqueduct("letters", delivery(json<Order>()), {
  capacity: 256,
  via: jetstream({ servers }),
});
graph.actor("ORDERS", orders, {
  ports: { messages: letters.tx },
  args: {
    servers,
    stream: IN,
    durable: DURABLE,
    ackWaitMs: ACK_WAIT_MS,
    maxInFlight: 200,
    batch: 50,
  },
});
await run(graph, { telemetry: false });
