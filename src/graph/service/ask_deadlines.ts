import type { Timers } from "../../world.ts";

/** An ask that has a deadline. */
export interface DueAsk {
  /** How long it has, in milliseconds. */
  readonly timeoutMs: number;
  /** When it is over, by the clock. */
  readonly dueAt: number;
}

/** Those that have the same time, the first to be due first. */
interface Line<T> {
  readonly waiting: Set<T>;
  cancel: () => void;
}

/**
 * The deadlines of very many asks, most of which are met. Who has the same time as others is due after those that began before, so one timer is
 * enough for all of them, and to begin and to end costs next to nothing.
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
    const begun: Line<T> = { waiting: new Set([one]), cancel: () => {} };
    this.#lines.set(one.timeoutMs, begun);
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
    const ms = Math.max(1, first.dueAt - this.#timers.now());
    line.cancel = this.#timers.after(ms, () => this.#look(line, first.timeoutMs));
  }

  #look(line: Line<T>, timeoutMs: number): void {
    const now = this.#timers.now();
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
