/**
 * Why a worker did not come up.
 *
 * @module
 */
import type { ErrorReport } from "../errors.ts";

/** Why an actor could not be loaded. */
export interface LoadFault {
  readonly actor: number;
  readonly error: ErrorReport;
}

/** A worker that did not come up: what its actors' modules threw, or, without faults, what became of the worker. */
export class LoadError extends Error {
  readonly error: ErrorReport;
  readonly faults: readonly LoadFault[];
  /** Whether it only took too long. */
  readonly isLate: boolean;

  constructor(error: ErrorReport, faults: readonly LoadFault[] = [], isLate = false) {
    super("Cannot load the actors of a worker");
    this.name = "LoadError";
    this.error = error;
    this.faults = faults;
    this.isLate = isLate;
  }
}

/** How long a worker may take to load, and the option that says so. */
export interface LoadLimit {
  readonly ms: number;
  readonly option: "startTimeoutMs" | "restartTimeoutMs" | "stopTimeoutMs";
}

/** The failure of a load that has taken longer than that. */
export function tooLate({ ms, option }: LoadLimit): LoadError {
  const time = `${Math.round(ms)} ms${option === "stopTimeoutMs" ? " of the stop" : ""}`;
  // Whose first start is late may be under `deno test` in a clone of this package, with cold caches.
  const hint = option === "startTimeoutMs" ? ", --no-check spares workers the check of types" : "";
  const message =
    `it was still loading after ${time}, raise ${option} or make its module load faster${hint}`;
  return new LoadError({ name: "TimeoutError", message, stack: "" }, [], true);
}
