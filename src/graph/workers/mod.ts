/**
 * The threads of a graph: started, spoken to, watched, and stood in for.
 *
 * @module
 */
export { HangGuard } from "./hang_guard.ts";
export { handOut } from "./inbox.ts";
export { leaveFor, settleFor } from "./stand_in.ts";
export type { Readiness, Threads, ThreadSpawner } from "./threads.ts";
export { WorkerGauges } from "./worker_gauges.ts";
export { isHosted, strayPost, webWorkers } from "./worker_spawner.ts";
