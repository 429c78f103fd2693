/**
 * The other stage: a graph on threads of the machine, in real time.
 *
 * @module
 */
export type { RealDeath } from "./deaths.ts";
export { REAL_OPTIONS, type RealFaultRates, type RealOptions } from "./real_options.ts";
export { type RealRun, runReally } from "./run_really.ts";
