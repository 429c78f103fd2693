// Runs a graph of twenty actors, one of which is slow: deno run slow_stage.ts SEED. Prints who it is.

import { run } from "../../../../mod.ts";
import { plantedGraph } from "../../../telemetry/random_graphs.ts";

const { graph, slow } = plantedGraph(Number(Deno.args[0]), "busy");
console.log(`slow: ${graph.telemetry.topology.actors[slow!]!.name}`);
await run(graph, { telemetry: { port: 0 } });
