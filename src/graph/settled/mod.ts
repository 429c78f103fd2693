/**
 * Up to which message all that an actor has sent has left the graph.
 *
 * @module
 */
export type { Flight } from "./flight.ts";
export { Watermarks } from "./watermarks.ts";
export type { Waves } from "./waves.ts";
