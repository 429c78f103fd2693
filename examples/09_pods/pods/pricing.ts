/**
 * The pod that says what orders cost: ⇒ PRICER ⇒
 */
import { Graph, type GraphOptions, run } from "@steady-state/deno";
import { ordered, priced } from "../../08_pipeline/kinds.ts";
import { pricer } from "../actors/pricer.ts";
import { inward, outward, STANDARD, type Surroundings, surroundings } from "../aqueducts.ts";
import { noteProcess } from "../processes.ts";

export function buildGraph(around: Surroundings = STANDARD, options: GraphOptions = {}): Graph {
  const graph = new Graph("pricing", options);
  const incoming = graph.aqueduct("orders", ordered, inward("orders", around));
  const outgoing = graph.aqueduct("priced", priced, outward("priced", around));
  return graph.actor("PRICER", pricer, {
    ports: { orders: incoming.rx, priced: outgoing.tx },
  });
}

if (import.meta.main) {
  const around = surroundings();
  await noteProcess(around.dir, "pricing");
  await run(buildGraph(around));
}
