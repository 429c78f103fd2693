/**
 * The pod that reads orders from the book: ORDERS ⇒
 */
import { Graph, type GraphOptions, run } from "@steady-state/deno";
import { ordered } from "../../08_pipeline/kinds.ts";
import { orders } from "../actors/orders.ts";
import { outward, STANDARD, type Surroundings, surroundings } from "../aqueducts.ts";
import { noteProcess } from "../processes.ts";

export function buildGraph(around: Surroundings = STANDARD, options: GraphOptions = {}): Graph {
  const graph = new Graph("book", options);
  const outgoing = graph.aqueduct("orders", ordered, outward("orders", around));
  return graph.actor("ORDERS", orders, {
    ports: { messages: outgoing.tx },
    args: { count: around.orders, bookmark: `${around.dir}/bookmark`, paceMs: 20 },
  });
}

if (import.meta.main) {
  const around = surroundings();
  await noteProcess(around.dir, "book");
  await run(buildGraph(around));
}
