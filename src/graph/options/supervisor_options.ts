/**
 * What can be said about supervisors when they are drawn, and what is wrong with what was said.
 *
 * @module
 */
import { isObject, optionNames, shown, unknownParts } from "../../option_faults.ts";
import type { Backoff, Intensity, RestartType, Strategy } from "../../supervisor/mod.ts";
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
   * ended, with what they had committed, and with nothing counted against them. Too many for the graph itself: those children
   * of it are given up, and it stops; {@link StopError} says who.
   *
   * The count is the supervisor's, as in Erlang/OTP. By default it is 10 in 10 seconds, or as many as it has children, if those
   * are more: so one cause may bring each of them down once. Put actors that fail for reasons of their own under supervisors
   * of their own, or raise it.
   *
   * @default {restarts 10, withinMs 10_000, or as many restarts as there are children}
   */
  readonly intensity?: Intensity;
}

/** Which children are started again where nobody says. */
export const DEFAULT_STRATEGY: Strategy = "oneForOne";

const STRATEGIES: readonly Strategy[] = ["oneForOne", "oneForAll", "restForOne"];
const RESTART_TYPES: readonly RestartType[] = ["permanent", "transient", "temporary"];
const JITTERS: readonly (Backoff["jitter"])[] = ["none", "full"];
const INTENSITY_KEYS = optionNames<Intensity>({ restarts: true, withinMs: true, backoff: true });
const BACKOFF_KEYS = optionNames<Backoff>({ firstMs: true, maxMs: true, jitter: true });

/** Timers cannot be set further ahead. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** What is wrong with a time, if anything. `where` names the option. */
export function timeFaults(where: string, value: unknown): string[] {
  if (typeof value === "number" && value > 0 && value <= MAX_TIMER_MS) return [];
  return [`${where} is ${shown(value)}, give milliseconds above 0, at most ${MAX_TIMER_MS}`];
}

/** What is wrong with how a supervisor is to restart its children. `where` names the option, up to the last dot. */
export function supervisorOptionFaults(
  where: string,
  { strategy, intensity }: Pick<SupervisorOptions, "strategy" | "intensity">,
): string[] {
  return [
    ...choiceFaults(`${where}strategy`, strategy, STRATEGIES),
    ...(intensity === undefined ? [] : intensityFaults(`${where}intensity`, intensity)),
  ];
}

/** What is wrong with a restart type, if it is given. */
export function restartFaults(where: string, restart: RestartType | undefined): string[] {
  return choiceFaults(where, restart, RESTART_TYPES);
}

function choiceFaults<T>(where: string, given: T | undefined, choices: readonly T[]): string[] {
  if (given === undefined || choices.includes(given)) return [];
  const listed = choices.map((choice) => `"${choice}"`);
  return [
    `${where} is ${shown(given)}, give ${listed.slice(0, -1).join(", ")} or ${listed.at(-1)}`,
  ];
}

function intensityFaults(where: string, intensity: Intensity): string[] {
  if (!isObject(intensity)) return [`${where} is ${shown(intensity)}, give { restarts, withinMs }`];
  const { restarts, withinMs, backoff } = intensity;
  const faults = [
    ...unknownParts(where, intensity, INTENSITY_KEYS),
    ...timeFaults(`${where}.withinMs`, withinMs),
  ];
  if (!(Number.isInteger(restarts) && restarts >= 0)) {
    faults.push(`${where}.restarts is ${shown(restarts)}, give a whole number from 0`);
  }
  if (backoff !== undefined) faults.push(...backoffFaults(`${where}.backoff`, backoff));
  return faults;
}

function backoffFaults(where: string, backoff: Backoff): string[] {
  if (!isObject(backoff)) return [`${where} is ${shown(backoff)}, give { firstMs, maxMs }`];
  const { firstMs, maxMs, jitter } = backoff;
  const faults = unknownParts(where, backoff, BACKOFF_KEYS);
  const areNumbers = typeof firstMs === "number" && typeof maxMs === "number";
  if (!(areNumbers && firstMs >= 0 && maxMs >= firstMs && maxMs <= MAX_TIMER_MS)) {
    faults.push(
      `${where} is ${shown(firstMs)} to ${
        shown(maxMs)
      } ms, give 0 or more, the second no less than the first`,
    );
  }
  return [...faults, ...choiceFaults(`${where}.jitter`, jitter, JITTERS)];
}
