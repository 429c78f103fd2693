/**
 * Pods in one process for tests: two graphs with an aqueduct between them.
 *
 * @module
 */
import { rxBundle, txBundle } from "@steady-state/deno/actor";
import { Graph, type GraphOptions, u32 } from "@steady-state/deno";
import { jetstream, type JetstreamOptions } from "../../../src/links/jetstream/address.ts";
import { jetstreamEgress } from "../../../src/links/jetstream/egress.ts";
import { jetstreamIngress } from "../../../src/links/jetstream/ingress.ts";
import { rawOf, rawShapeOf, schemaHash, schemaText } from "../../../src/channel/raw/mod.ts";
import { counting, summing } from "./pod_actors.ts";

function args(pod: string, options: JetstreamOptions): object {
  const schema = schemaText(u32);
  return {
    address: jetstream(options),
    aqueduct: "orders",
    graph: "shop",
    pod,
    podId: crypto.randomUUID(),
    kind: u32.name,
    schema,
    hash: schemaHash(schema),
    shape: rawShapeOf(u32),
    stopTimeoutMs: 20_000,
  };
}

/** Wires the sending end of an aqueduct. */
export function wireEgress(graph: Graph, end: unknown, options: JetstreamOptions): void {
  // deno-lint-ignore no-explicit-any -- the graph draws it by itself, with the kind of the aqueduct
  const shape = { ...jetstreamEgress, ports: { messages: rxBundle(rawOf(u32)) } } as any;
  graph.actor("ORDERS EGRESS", shape, {
    ports: { messages: [end] },
    args: args("sender", options),
    // deno-lint-ignore no-explicit-any -- the same
  } as any);
}

/** Wires the taking end of an aqueduct. */
export function wireIngress(
  graph: Graph,
  end: unknown,
  options: JetstreamOptions,
  durable = false,
): void {
  // deno-lint-ignore no-explicit-any -- the graph draws it by itself, with the kind of the aqueduct
  const shape = { ...jetstreamIngress, ports: { messages: txBundle(rawOf(u32)) } } as any;
  graph.actor("ORDERS INGRESS", shape, {
    ports: { messages: [end] },
    args: args("taker", options),
    durable,
    // deno-lint-ignore no-explicit-any -- the same
  } as any);
}

/** A pod that counts from a number up to another one, and sends it. */
export function sendingPod(
  options: JetstreamOptions,
  { from = 0, to, graph: graphOptions = {} }: { from?: number; to: number; graph?: GraphOptions },
): Graph {
  const graph = new Graph("sender", { logLevel: "warn", ...graphOptions });
  const orders = graph.channel("orders", u32, { capacity: 256 });
  graph.actor("COUNTING", counting, { ports: { numbers: orders.tx }, args: { from, to } });
  wireEgress(graph, orders.rx, options);
  return graph;
}

/** A pod that adds up what comes. */
export function takingPod(options: JetstreamOptions, graphOptions: GraphOptions = {}): Graph {
  const graph = new Graph("taker", { logLevel: "warn", ...graphOptions });
  const orders = graph.channel("orders", u32, { capacity: 256 });
  graph.actor("SUMMING", summing, { ports: { numbers: orders.rx } });
  wireIngress(graph, orders.tx, options);
  return graph;
}
