/**
 * Pods in one process for tests: graphs with an aqueduct between them.
 *
 * @module
 */
import { Graph, type GraphOptions, u32 } from "@steady-state/deno";
import { jetstream, type JetstreamOptions } from "@steady-state/deno/links";
import { counting, summing } from "./pod_actors.ts";

/** How small the channels are, so that all that is under way is little. */
const capacity = 256;

/** A pod that counts from a number up to another one, and sends it. */
export function sendingPod(
  options: JetstreamOptions,
  { from = 0, to, graph: more = {} }: { from?: number; to: number; graph?: GraphOptions },
): Graph {
  const graph = new Graph("sender", { logLevel: "warn", ...more });
  const orders = graph.aqueduct("orders", u32, { capacity, via: jetstream(options) });
  graph.actor("COUNTING", counting, { ports: { numbers: orders.tx }, args: { from, to } });
  return graph;
}

/** A pod that adds up what comes. */
export function takingPod(options: JetstreamOptions, more: GraphOptions = {}): Graph {
  const graph = new Graph("taker", { logLevel: "warn", ...more });
  const orders = graph.aqueduct("orders", u32, { capacity, via: jetstream(options) });
  graph.actor("SUMMING", summing, { ports: { numbers: orders.rx } });
  return graph;
}
