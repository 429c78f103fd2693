/**
 * What can be said about supervisors when they are drawn, and what is wrong with what was said.
 *
 * @module
 */
import {
  anything,
  choice,
  MAX_TIMER_MS,
  misuse,
  number,
  type OptionFault,
  parts,
  type Place,
  placed,
  type Schema,
  time,
  whole,
} from "../../option_faults.ts";
import {
  type Backoff,
  DEFAULT_BACKOFF,
  type Intensity,
  type Strategy,
} from "../../supervisor/mod.ts";
import type { Supervisor } from "../plan/mod.ts";

/** How a supervisor deals with crashes of its children. */
export interface SupervisorOptions {
  /**
   * The supervisor that it is a child of.
   *
   * @default {the graph}
   */
  readonly supervisor?: Supervisor;
  /**
   * Which children it starts again when one has crashed. Those that have ended stay ended: their channels are closed.
   *
   * @default {"oneForOne"}
   */
  readonly strategy?: Strategy;
  /**
   * How many crashes in what time are too many. Then the supervisor ends all its children, the last drawn first, and counts
   * as one crashed child of the supervisor above it, which starts it again by its own strategy: all children that have not
   * ended, with what they had committed, and with nothing counted against them. Too many for the graph itself: the
   * actors that crashed last are given up, and it stops; {@link StopError} says who, and the log, and each crash report by its
   * `counted`, whose crashes those were. Their siblings, which are sound, drain and end as in any stop.
   *
   * The count is the supervisor's, as in Erlang/OTP. By default it is 10 in 10 seconds, or as many as it has children, if those
   * are more: so one cause may bring each of them down once. Put actors that fail for reasons of their own under supervisors
   * of their own, or raise it.
   *
   * @default {restarts 10, withinMs 10_000, or as many restarts as there are children}
   */
  readonly intensity?: Intensity;
}

const WAIT = number(
  (ms) => ms >= 0 && ms <= MAX_TIMER_MS,
  `give milliseconds from 0 to ${MAX_TIMER_MS}`,
);

/** What is known of {@link Backoff}. */
export const BACKOFF_OPTIONS: Schema<Backoff, "jitter"> = {
  firstMs: { check: WAIT, required: true },
  maxMs: { check: WAIT, required: true },
  jitter: { check: choice(["none", "full"]), default: DEFAULT_BACKOFF.jitter },
};

function backoffFaults({ firstMs, maxMs }: Backoff, place: Place): OptionFault[] {
  return maxMs < firstMs
    ? [
      misuse(
        `${placed(place)} is from ${firstMs} to ${maxMs} ms, give a maxMs from its firstMs up`,
      ),
    ]
    : [];
}

/** What is known of {@link Intensity}. */
export const INTENSITY_OPTIONS: Schema<Intensity> = {
  restarts: { check: whole(0, Infinity), required: true },
  withinMs: { check: time, required: true },
  backoff: { check: parts<Backoff>(BACKOFF_OPTIONS, undefined, backoffFaults) },
};

/** What is known of {@link SupervisorOptions}. */
export const SUPERVISOR_OPTIONS: Schema<SupervisorOptions, "strategy"> = {
  // Whether it is one of this graph is a matter of the whole graph.
  supervisor: { check: anything() },
  strategy: { check: choice(["oneForOne", "oneForAll", "restForOne"]), default: "oneForOne" },
  intensity: { check: parts(INTENSITY_OPTIONS) },
};
