import { lostOf } from "../../host_time.ts";

/** Tells how long a count of moves has not changed. Time in which the whole process stood still does not count. */
export class Stillness {
  #moves: number | undefined;
  #stillMs = 0;
  #lookedAt = 0;

  /**
   * Takes in a look, which was to come `periodMs` after the one before. Returns whether anything has moved since; the first look
   * counts as that.
   */
  look(moves: number, now: number, periodMs: number): boolean {
    const elapsedMs = now - this.#lookedAt;
    this.#lookedAt = now;
    if (moves !== this.#moves) {
      this.#moves = moves;
      this.#stillMs = 0;
      return true;
    }
    this.#stillMs += elapsedMs - lostOf(elapsedMs, periodMs, periodMs);
    return false;
  }

  /** When the last look was, in milliseconds. */
  get ms(): number {
    return this.#stillMs;
  }
}
