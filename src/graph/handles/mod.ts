/**
 * Handles on the actors of a graph: what the program asks of one of them, and tells it, while the graph runs.
 *
 * @module
 */
export type { ActorRef } from "./actor_ref.ts";
export type { ActorStatus } from "./actor_status.ts";
export { Handles } from "./handles.ts";
export { LinkReadings } from "./link_readings.ts";
export { labelOfRef, OwnRef, type RefHands } from "./own_ref.ts";
export { knownActors } from "./unknown_actor.ts";
