/**
 * A graph as it was drawn, and as it is laid out in shared memory.
 *
 * @module
 */
export {
  type ActorBlueprint,
  actorLabel,
  type Blueprint,
  type ChannelBlueprint,
  commonArgs,
  DrawnEnd,
  type End,
  type EndBlueprint,
  endsOf,
  type PoolBlueprint,
  processOf,
  type ProcessTroupe,
  type Saturation,
  type Supervisor,
  type SupervisorBlueprint,
  type Troupe,
} from "./blueprint.ts";
export { componentsOf, type Cycle, type Edge, readersOf } from "./cycles.ts";
export type { GraphPlan, PlannedActor, PlannedPool, WatchedRoom } from "./graph_plan.ts";
export type { Drawn, GraphGround } from "./ground.ts";
export type { Home } from "./homes.ts";
export { endCount, type PlacedParts, placeParts, type Places } from "./places.ts";
export { planGraph } from "./plan.ts";
