import type { CallRateOptions } from "./calls_options.ts";

/** Fractions of tokens add up with an error. */
const ERROR = 1e-6;

/** Says when the next attempt may begin: a bucket into which tokens drip, and of which each attempt takes one. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  /**
   * @param isFull whether it begins full. That of a successor does not, because nobody knows what the one before has used up: so a
   * death makes no burst beyond what was agreed
   */
  constructor({ perSecond, burst }: Required<CallRateOptions>, now: number, isFull: boolean) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = isFull ? burst : 0;
    this.#at = now;
  }

  /** Takes a token, if there is one. */
  tryTake(now: number): boolean {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
    if (this.#tokens < 1 - ERROR) return false;
    this.#tokens -= 1;
    return true;
  }

  /** When there is a token, where {@link TokenBucket.tryTake} has just found none. */
  get dueAt(): number {
    return this.#at + (1 - this.#tokens) / this.#perMs;
  }
}
