/**
 * State that outlives the process: in a file, a folder, or a store of the program's own.
 *
 * @module
 */
export { DurableState } from "./durable_state.ts";
export { type OpenStore, type StoreKind, titleOf } from "./open_store.ts";
export { whyAndWhatNow, writeError } from "./sqlite_errors.ts";
export { storeKindOf } from "./store_kind_of.ts";
