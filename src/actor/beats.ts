import type { Clock } from "../clock.ts";
import { PeriodicCondition } from "./conditions.ts";

/** Periods whose beats are kept: more than any loop waits for, and a bound where each round asks for another. */
const MAX_KEPT = 64;

/** A beat, and when it was last asked for. */
interface Kept {
  readonly beat: PeriodicCondition;
  asked: number;
}

/**
 * The beats of an actor, by their period: who asks again with the same number gets the same beat. The beat that was not asked for
 * the longest is forgotten when there are too many, so that periods which are never the same twice take no memory without end.
 */
export class Beats {
  readonly #clock: Clock;
  readonly #kept = new Map<number, Kept>();
  #asked = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The beat of every `ms` milliseconds. */
  of(ms: number): PeriodicCondition {
    const asked = ++this.#asked;
    const kept = this.#kept.get(ms);
    if (kept !== undefined) {
      kept.asked = asked;
      return kept.beat;
    }
    if (this.#kept.size === MAX_KEPT) this.#forgetOne();
    const beat = new PeriodicCondition(this.#clock, ms);
    this.#kept.set(ms, { beat, asked });
    return beat;
  }

  #forgetOne(): void {
    let longest = NaN;
    let least = Infinity;
    for (const [ms, { asked }] of this.#kept) {
      if (asked > least) continue;
      longest = ms;
      least = asked;
    }
    this.#kept.delete(longest);
  }
}
