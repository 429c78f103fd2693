/**
 * The longest nap, in milliseconds: as long as work may keep the event loop from its turn.
 */
export const MAX_NAP_MS = 1;
/** The shortest: a park costs no more than that. */
export const MIN_NAP_MS = 0.1;
/** Naps that are left out in a row, until one is tried again. */
const LEFT_OUT = 32;

/**
 * Says how long a thread naps before it parks. A nap blocks the whole thread, event loop and all; to fall asleep and to wake costs it
 * less processor time than a park, and unlike spinning it leaves the processor to others. It is for as long as that has paid off lately,
 * by halves, as spinning is (see `AdaptiveSpin`).
 */
export class Naps {
  #ms = MAX_NAP_MS;
  #leftOut = 0;

  /** For how many milliseconds to nap now; 0 to park at once. */
  next(): number {
    if (this.#ms > 0) return this.#ms;
    if (++this.#leftOut < LEFT_OUT) return 0;
    this.#leftOut = 0;
    return MAX_NAP_MS;
  }

  /** The nap is over, because something has come if `paid`. */
  over(paid: boolean): void {
    if (paid) this.#ms = MAX_NAP_MS;
    else this.#ms = this.#ms / 2 < MIN_NAP_MS ? 0 : this.#ms / 2;
  }
}
