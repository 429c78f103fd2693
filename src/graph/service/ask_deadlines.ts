import { lostOf, periodOf } from "../../host_time.ts";
import type { Timers } from "../../world.ts";

/** An ask that has a deadline. */
export interface DueAsk {
  /** How long it has, in milliseconds. */
  readonly timeoutMs: number;
  /** When it is over, if the host runs until then. */
  dueAt: number;
}

/** Those that have the same time, the first to be due first. */
interface Line<T> {
  readonly waiting: Set<T>;
  readonly timeoutMs: number;
  /** When it was looked at last, and after how long it is looked at again. */
  lookedAt: number;
  dueMs: number;
  cancel: () => void;
}

/**
 * The deadlines of very many asks, most of which are met. Who has the same time as others is due after those that began before, so one timer is
 * enough for all of them, and to begin and to end costs next to nothing.
 *
 * A pause of the whole process counts against nobody, as with the host's own deadlines: see `host_time.ts`. Therefore a line is looked at
 * again and again, as long as anybody waits in it.
 */
export class AskDeadlines<T extends DueAsk> {
  readonly #lines = new Map<number, Line<T>>();
  readonly #timers: Timers;
  readonly #onDue: (overdue: readonly T[]) => void;

  /** @param onDue is told of all that are due at a time together */
  constructor(timers: Timers, onDue: (overdue: readonly T[]) => void) {
    this.#timers = timers;
    this.#onDue = onDue;
  }

  add(one: T): void {
    const line = this.#lines.get(one.timeoutMs);
    if (line !== undefined) return void line.waiting.add(one);
    const { timeoutMs } = one;
    const begun: Line<T> = {
      waiting: new Set([one]),
      timeoutMs,
      lookedAt: this.#timers.now(),
      dueMs: 0,
      cancel: () => {},
    };
    this.#lines.set(timeoutMs, begun);
    this.#wait(begun, one);
  }

  delete(one: T): void {
    this.#lines.get(one.timeoutMs)?.waiting.delete(one);
  }

  /** Ends all of them. */
  clear(): void {
    for (const { cancel } of this.#lines.values()) cancel();
    this.#lines.clear();
  }

  #wait(line: Line<T>, first: T): void {
    const now = line.lookedAt = this.#timers.now();
    line.dueMs = Math.max(1, Math.min(first.dueAt - now, periodOf(line.timeoutMs)));
    line.cancel = this.#timers.after(line.dueMs, () => this.#look(line));
  }

  #look(line: Line<T>): void {
    const { timeoutMs } = line;
    const now = this.#timers.now();
    const lostMs = lostOf(now - line.lookedAt, line.dueMs, periodOf(timeoutMs));
    if (lostMs > 0) {
      for (const one of line.waiting) {
        one.dueAt = Math.min(Math.max(one.dueAt, now) + lostMs, now + timeoutMs);
      }
    }
    const overdue: T[] = [];
    let next: T | undefined;
    for (const one of line.waiting) {
      if (one.dueAt > now) {
        next = one;
        break;
      }
      overdue.push(one);
      line.waiting.delete(one);
    }
    if (next === undefined) this.#lines.delete(timeoutMs);
    else this.#wait(line, next);
    if (overdue.length > 0) this.#onDue(overdue);
  }
}
