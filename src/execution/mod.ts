/**
 * Ends threads that do not end by themselves, says which actor hangs, and takes profiles.
 *
 * @module
 */
export { executioner } from "./executioner.ts";
export { DEFAULT_HANG_TIMEOUT_MS, HangWatch } from "./hang_watch.ts";
export { isBeingDebugged, missingPermission } from "./inspector_link.ts";
export { OutsideWatch } from "./outside_watch.ts";
export {
  type CpuProfile,
  profileThread,
  ProfileUnavailable,
  profilingObstacle,
} from "./profiler.ts";
