/**
 * From a graph that was built back to its drawing.
 *
 * @module
 */
import type { Topology } from "../../protocol/mod.ts";
import type { KnownKinds } from "../compare/mod.ts";
import { drawDesign } from "../draw/mod.ts";
import { designOfTopology } from "./design_of_topology.ts";
import type { KeptDesign } from "./drawn_edges.ts";

export { designOfTopology } from "./design_of_topology.ts";
export type { KeptDesign } from "./drawn_edges.ts";

/** The text of the drawing of a graph that was built, in the grammar that is read. */
export function drawingOfTopology(
  topology: Topology,
  kinds: KnownKinds = { exported: null },
  kept?: KeptDesign,
): string {
  return drawDesign(designOfTopology(topology, kinds, kept));
}
