/**
 * Batches by key, by number, by bytes and by time. Loaded by the first actor of a worker that makes any.
 *
 * @module
 */
export { BATCHES_OPTIONS, type BatchesOptions, type MessageBatch } from "./batches_options.ts";
export { performBatches } from "./perform_batches.ts";
