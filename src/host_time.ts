/**
 * Deadlines that count only the time in which the host itself ran.
 *
 * Whoever measures a deadline by the clock alone shoots the innocent after a pause of the whole process: a SIGSTOP, a container that
 * is frozen, a machine that sleeps, a debugger that holds the host. While a deadline runs, the host therefore looks at the clock again
 * and again, the oftener the shorter the deadline is. A look that comes far too late tells that the host stood still meanwhile:
 *
 * - That time does not count.
 * - Afterwards there is as much time left as was lost, if less was left before, up to the whole deadline: whoever stood still as well
 *   may have to find its connections, its files and its place in memory again.
 *
 * Time that is not lost in pieces goes on to count, so a host that is merely overloaded is late with its verdicts, and never without.
 *
 * @module
 */
import type { Timers } from "./world.ts";

/** Looks per deadline, and bounds on the time between them. */
const LOOKS_PER_DEADLINE = 16;
const MIN_PERIOD_MS = 10;
const MAX_PERIOD_MS = 250;
/** … while nothing goes on that could use the deadline up. */
const MAX_CALM_PERIOD_MS = 1000;

/** A look that comes so many periods later than it was due comes after a pause of the host. */
const LATE_PERIODS = 3;

/** How often to look at the clock while a deadline of that length runs, in milliseconds. */
export function periodOf(deadlineMs: number): number {
  return Math.min(Math.max(deadlineMs / LOOKS_PER_DEADLINE, MIN_PERIOD_MS), MAX_PERIOD_MS);
}

/** As {@link periodOf}, while nothing goes on that could use the deadline up: what begins then is seen later by a part of it. */
export function calmPeriodOf(deadlineMs: number): number {
  return Math.min(Math.max(deadlineMs / LOOKS_PER_DEADLINE, MIN_PERIOD_MS), MAX_CALM_PERIOD_MS);
}

/** How much of the time between two looks the host did not run; the second was due after `dueMs`. */
export function lostOf(elapsedMs: number, dueMs: number, periodMs: number): number {
  const lateMs = elapsedMs - dueMs;
  return lateMs > LATE_PERIODS * periodMs ? lateMs : 0;
}

/** How much of a deadline counts as used up, of which `usedMs` were at the look before. */
export function usedAfter(
  usedMs: number,
  elapsedMs: number,
  lostMs: number,
  deadlineMs: number,
): number {
  const ranMs = usedMs + elapsedMs - lostMs;
  return lostMs === 0 ? ranMs : Math.min(ranMs, deadlineMs - Math.min(lostMs, deadlineMs));
}

/** A deadline that runs. */
export class Countdown {
  readonly #timers: Timers;
  readonly #ms: number;
  readonly #call: () => void;
  #usedMs = 0;
  #lookedAt: number;
  #dueMs = 0;
  #isOver = false;
  #cancel: () => void = () => {};

  /** Calls `call` once the host has run for `ms`, as it is said above. */
  constructor(timers: Timers, ms: number, call: () => void) {
    this.#timers = timers;
    this.#ms = ms;
    this.#call = call;
    this.#lookedAt = timers.now();
    this.#wait();
  }

  /** What is left of it, in milliseconds. */
  get leftMs(): number {
    return this.#isOver ? 0 : Math.max(0, this.#ms - this.#usedAt(this.#timers.now()));
  }

  /** Ends it before its time. */
  cancel(): void {
    this.#isOver = true;
    this.#cancel();
  }

  #usedAt(now: number): number {
    const elapsedMs = now - this.#lookedAt;
    const lostMs = lostOf(elapsedMs, this.#dueMs, periodOf(this.#ms));
    return usedAfter(this.#usedMs, elapsedMs, lostMs, this.#ms);
  }

  #wait(): void {
    this.#dueMs = Math.min(periodOf(this.#ms), Math.max(0, this.#ms - this.#usedMs));
    this.#cancel = this.#timers.after(this.#dueMs, () => this.#look());
  }

  #look(): void {
    const now = this.#timers.now();
    this.#usedMs = this.#usedAt(now);
    this.#lookedAt = now;
    if (this.#usedMs < this.#ms) return this.#wait();
    this.#isOver = true;
    this.#call();
  }
}
