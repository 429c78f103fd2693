import type { Moment } from "./rolling_window.ts";

/** Shorter stretches, in milliseconds, say nothing: one message in one millisecond is not a thousand a second. */
const SHORTEST_MS = 50;

/** What happened between two moments of a window. Without an earlier moment nothing is known. */
export class Stretch {
  readonly #from: Moment | null;
  readonly #to: Moment;
  readonly #elapsed: number;

  constructor(from: Moment | null, to: Moment) {
    this.#from = from;
    this.#to = to;
    const elapsed = from === null ? 0 : to.time - from.time;
    this.#elapsed = elapsed < SHORTEST_MS ? 0 : elapsed;
  }

  /** How much the value of `cell` grew a second. */
  rate(cell: number): number | null {
    if (this.#elapsed === 0) return null;
    return Math.max(0, this.#growth(cell)) * 1000 / this.#elapsed;
  }

  /** Which share of the time the value of `cell`, in milliseconds, grew by. */
  share(cell: number): number | null {
    if (this.#elapsed === 0) return null;
    return Math.min(1, Math.max(0, this.#growth(cell) / this.#elapsed));
  }

  /** The mean of what was summed up in `cell`, the number of summands being counted in cell `counted`. */
  mean(cell: number, counted: number): number {
    return Math.min(1, Math.max(0, this.#growth(cell) / this.#growth(counted)));
  }

  #growth(cell: number): number {
    return this.#to.values[cell]! - (this.#from?.values[cell] ?? 0);
  }
}
