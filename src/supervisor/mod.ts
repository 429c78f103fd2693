/**
 * Who is restarted, when, with whom, and when to give up.
 *
 * @module
 */
export { RELEASE_TIMEOUT_MS } from "./crew.ts";
export { type Evidence, PROCESS_DEATH } from "./evidence.ts";
export {
  type Backoff,
  backUp,
  decideRestart,
  DEFAULT_BACKOFF,
  type Intensity,
  type RestartHistory,
  standardIntensity,
} from "./intensity.ts";
export { type ByEnd, type CountedDeaths, type InputAtDeath, Showstoppers } from "./showstoppers.ts";
export type { Spawner, WorkerEvents, WorkerHandle } from "./spawner.ts";
export { Supervision } from "./supervision.ts";
export { RESTART_TYPES, type RestartType, type Strategy, type SupervisorPlan } from "./tree.ts";
export { ORDERED_TIMEOUT_MS } from "./worker_thread.ts";
export type { WardPast } from "./ward.ts";
export type { DropReason, EvictionReason, LeftToDo } from "./supervision_events.ts";
