/**
 * The threads of a graph: started, spoken to, watched, and stood in for.
 *
 * @module
 */
export { HangGuard } from "./hang_guard.ts";
export { HeapGauges } from "./heap_gauges.ts";
export { leaveFor, settleFor } from "./stand_in.ts";
export { WorkerSpawner } from "./worker_spawner.ts";
