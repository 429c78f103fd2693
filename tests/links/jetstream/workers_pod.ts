/**
 * A pod that shares its messages with others of its kind, and is killed. Its arguments are the address of the server, the file where all
 * of them keep what they have done, and its number.
 *
 * @module
 */
import { Graph, run, u32 } from "@steady-state/deno";
import { jetstream } from "@steady-state/deno/links";
import { tallying } from "./workers_actors.ts";
import { ACK_WAIT_MS } from "./workers_terms.ts";

const [servers = "", file = "", worker = "0"] = Deno.args;
const graph = new Graph("worker", { logLevel: "warn" });
const via = jetstream({ servers, share: "workers", ackWaitMs: ACK_WAIT_MS });
const orders = graph.aqueduct("orders", u32, { capacity: 256, via });
graph.actor("TALLYING", tallying, {
  ports: { numbers: orders.rx },
  args: { file, worker: Number(worker) },
});
await run(graph, { telemetry: false });
