import type { Plant } from "./kill_points.ts";

/** One that shows by a test of that name. */
export interface LifeMutant extends Plant {
  readonly test: string;
  /** Where that is; in `life_test.ts`, if not given. */
  readonly suite?: string;
}

/** Parts of the names of tests in `life_test.ts`. */
export const LIVES = {
  removed: "an actor that was removed stays so",
  ended: "an actor that had ended by itself does not begin again",
  undone: "a stop that the end of the process has cut off is forgotten",
  over: "who had nothing to wait for when a stop was cut off",
  failed: "after an end that was not clean the next process goes on",
  deadly: "a message that ends the process each time is given up",
  replayed: "dead letters outlive the process",
} as const;
