import type { Waiter } from "../actor/scheduler.ts";

/** So many go on in a row that came last, before the one that has waited longest. */
const MOST_FRESH = 32;
/** … and for no longer than this, in milliseconds: where turns are long, order matters more than caches. */
const FRESH_MS = 1;
/** A power of two, which the queue never falls below. */
const FIRST_PLACES = 16;

/**
 * Those whose wait is over, until it is their turn to go on.
 *
 * The one that came last goes first: what it works with is still in the caches, for it was woken by the one that has just come to rest.
 * And messages that are on their way to others come together meanwhile, so that they are taken in one turn. First in, first out would
 * keep tokens of a ring, or messages of a pipeline, evenly spaced for ever, at a whole turn each.
 *
 * But nobody is kept from its turn for long by those that came after it: of each {@link MOST_FRESH} + 1, and after
 * {@link FRESH_MS} at the latest, one is the oldest.
 */
export class RunQueue {
  /** A ring of places: those taken are from `#first` up to, but without, `#last`. */
  #waiters: (Waiter | undefined)[] = new Array(FIRST_PLACES).fill(undefined);
  #verdicts = new Uint8Array(FIRST_PLACES);
  #first = 0;
  #last = 0;
  #fresh = 0;
  /** When the oldest was taken out last. */
  #agedAt = 0;
  #verdict = false;

  get size(): number {
    return this.#last - this.#first;
  }

  /** What the wait has come to, of the one that was taken last. */
  get verdict(): boolean {
    return this.#verdict;
  }

  push(waiter: Waiter, verdict: boolean): void {
    if (this.size === this.#waiters.length) this.#grow();
    const place = this.#last++ & (this.#waiters.length - 1);
    this.#waiters[place] = waiter;
    this.#verdicts[place] = verdict ? 1 : 0;
  }

  /**
   * Takes out whose turn it is. There must be somebody.
   *
   * @param now the last look at the clock, in milliseconds since the epoch
   */
  take(now: number): Waiter {
    const mask = this.#waiters.length - 1;
    let place = this.#first & mask;
    if (++this.#fresh > MOST_FRESH || now - this.#agedAt > FRESH_MS) {
      this.#fresh = 0;
      this.#agedAt = now;
      this.#first++;
    } else {
      place = --this.#last & mask;
    }
    const waiter = this.#waiters[place] as Waiter;
    this.#waiters[place] = undefined;
    this.#verdict = this.#verdicts[place] === 1;
    // Small numbers stay small.
    if (this.#first === this.#last) this.#first = this.#last = 0;
    return waiter;
  }

  #grow(): void {
    const places = this.#waiters.length;
    const waiters: (Waiter | undefined)[] = new Array(2 * places).fill(undefined);
    const verdicts = new Uint8Array(2 * places);
    for (let i = 0; i < places; i++) {
      const place = (this.#first + i) & (places - 1);
      waiters[i] = this.#waiters[place];
      verdicts[i] = this.#verdicts[place] as number;
    }
    this.#waiters = waiters;
    this.#verdicts = verdicts;
    this.#first = 0;
    this.#last = places;
  }
}
