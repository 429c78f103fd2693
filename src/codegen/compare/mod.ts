/**
 * What a drawing says, what a program draws, and what runs, held against each other.
 *
 * @module
 */
export { differencesBetween } from "./differences.ts";
export { fieldDifferences } from "./field_differences.ts";
export { handOf } from "./hand_edits.ts";
export { type KnownKinds, type NamedKind, typesOfChannels } from "./kind_types.ts";
export type { SideNames } from "./sides.ts";
export { structFields } from "./struct_text.ts";
export { topologyOfAnswer } from "./told_topology.ts";
export {
  type ComparedActor,
  type ComparedChannel,
  type ComparedTopology,
  normalFormOfTopology,
  type TypeOfChannel,
} from "./topology_form.ts";
export { unusedPorts } from "./unused_ports.ts";
