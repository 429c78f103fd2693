/**
 * Up to which message all that an actor has sent has left the graph.
 *
 * @module
 */
export { Watermarks } from "./watermarks.ts";
export type { Waves } from "./waves.ts";
