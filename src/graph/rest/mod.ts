/**
 * When a cycle has come to rest.
 *
 * @module
 */
export { CycleWatch } from "./cycle_watch.ts";
