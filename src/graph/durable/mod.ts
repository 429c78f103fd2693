/**
 * State that outlives the process, in a file.
 *
 * @module
 */
export { DurableState } from "./durable_state.ts";
export type { CellName, DurableStore, KeptCell, StoreKind } from "./durable_store.ts";
export { whyAndWhatNow, writeError } from "./sqlite_errors.ts";
