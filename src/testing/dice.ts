/**
 * The one source of chance of a simulation: the same seed gives the same numbers, on every machine. The generator is sfc32, by Chris
 * Doty-Humphrey (PractRand): 128 bits of state, and a counter that keeps it from short cycles.
 */
export class Dice {
  #a: number;
  #b: number;
  #c = 0x2545f491;
  #counter = 1;

  /** @param of for whom: each name has dice of its own, which nobody else's throws change */
  constructor(seed: number, of = "") {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / 2 ** 32) | 0;
    for (let i = 0; i < of.length; i++) this.#c = Math.imul(this.#c ^ of.charCodeAt(i), 0x01000193);
    // Seeds that lie side by side begin alike: the first numbers are thrown away.
    for (let i = 0; i < 12; i++) this.#next();
  }

  /** A number from 0 on, less than 1. */
  number(): number {
    return this.#next() / 2 ** 32;
  }

  /** A whole number from 0 on, less than `n`. */
  below(n: number): number {
    return Math.floor(this.number() * n);
  }

  /** Whether something happens that does so with this probability. No number is used up where that is certain. */
  chance(probability: number): boolean {
    if (probability <= 0) return false;
    return probability >= 1 || this.number() < probability;
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0;
    return sum >>> 0;
  }
}
