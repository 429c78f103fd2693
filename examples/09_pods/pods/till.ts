/**
 * The pod that writes orders into the table: ⇒ STORE
 */
import { Graph, type GraphOptions, run } from "@steady-state/deno";
import { store } from "../../08_pipeline/actors/store.ts";
import { priced } from "../../08_pipeline/kinds.ts";
import { fileIn } from "../../08_pipeline/table.ts";
import { inward, STANDARD, type Surroundings, surroundings } from "../aqueducts.ts";
import { noteProcess } from "../processes.ts";

export function buildGraph(around: Surroundings = STANDARD, options: GraphOptions = {}): Graph {
  const graph = new Graph("till", options);
  const incoming = graph.aqueduct("priced", priced, inward("priced", around));
  return graph.actor("STORE", store, {
    ports: { messages: incoming.rx },
    args: { file: fileIn(around.dir) },
  });
}

if (import.meta.main) {
  const around = surroundings();
  await noteProcess(around.dir, "till");
  await run(buildGraph(around));
}
