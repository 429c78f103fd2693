/**
 * State that outlives the process, in a file.
 *
 * @module
 */
export { DurableState } from "./durable_state.ts";
