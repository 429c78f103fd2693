/**
 * Says which actor hangs, and which waits outside for long. What needs the inspector has doors of its own, because it is loaded when
 * it is needed: `inspector_link.ts` says whether it can be used, `executioner.ts` ends threads that do not end by themselves,
 * `profiler.ts` takes profiles.
 *
 * @module
 */
export { DEFAULT_HANG_TIMEOUT_MS, HangWatch } from "./hang_watch.ts";
export { OutsideWatch } from "./outside_watch.ts";
