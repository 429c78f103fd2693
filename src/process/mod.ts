/**
 * Processes that run actors, on the region of their graph: how they are started, spoken to, woken and ended. Loaded by graphs that have
 * some, and by no others. What such a process runs itself is `troupe/child.ts`.
 *
 * @module
 */
export { ProcessWorker } from "./process_worker.ts";
export { whyNoProcesses } from "./readiness.ts";
export { Processes, type SharedRegion } from "./processes.ts";
