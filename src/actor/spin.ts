import type { Condition } from "../channel/condition.ts";

/** How an actor spends the first moments of a wait. Chosen for each actor by its `waitStrategy`. */
export interface Spin {
  /** Looks at `condition` for a while, without giving the thread away. Returns whether it came to hold. */
  spin(condition: Condition): boolean;
  /** Whether to spin again after the event loop had its turn, instead of parking. */
  readonly again: boolean;
}

/** Parks at once. */
export const NO_SPIN: Spin = { again: false, spin: () => false };

/** Between two looks at anything else. */
const ENDLESS_ROUNDS = 500;

/** Never parks. */
export class EndlessSpin implements Spin {
  readonly again = true;

  spin(condition: Condition): boolean {
    for (let i = 0; i < ENDLESS_ROUNDS; i++) {
      Atomics.pause();
      if (condition.met()) return true;
    }
    return false;
  }
}

/** Rounds of spinning that cost about as much as one park and wake-up: more than that is never worth it. */
const MAX_ROUNDS = 2000;
const MIN_ROUNDS = 16;

/** Waits that park, between two tries of the full budget. */
const PARKS_PER_PROBE = 32;

/**
 * Looks at a condition again and again for a short while before the actor parks, because a parked wake-up costs a
 * hundred microseconds and a message is often only one away. The budget doubles when spinning paid off and halves when it
 * did not, so an actor that mostly waits long spends next to nothing on it (competitive spinning: Karlin, Li, Manasse and
 * Owicki, "Empirical Studies of Competitive Spinning", 1991).
 *
 * Two actors that hand work to and fro can get stuck parking in turn, each too slow for the other's short spin. Now and
 * then a wait therefore spins for as long as a wake-up takes: if that is enough, both stay awake from then on.
 */
export class AdaptiveSpin implements Spin {
  readonly again = false;
  #rounds = MAX_ROUNDS;
  #parks = 0;

  /** Whether `condition` came to hold within the budget. */
  spin(condition: Condition): boolean {
    const probing = this.#parks >= PARKS_PER_PROBE;
    const rounds = probing ? MAX_ROUNDS : this.#rounds;
    for (let i = 0; i < rounds; i++) {
      Atomics.pause();
      if (condition.met()) {
        this.#rounds = Math.min(rounds * 2, MAX_ROUNDS);
        this.#parks = 0;
        return true;
      }
    }
    this.#rounds = Math.max(this.#rounds >> 1, MIN_ROUNDS);
    this.#parks = probing ? 0 : this.#parks + 1;
    return false;
  }
}
