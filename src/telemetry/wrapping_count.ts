/**
 * Extends a 32-bit counter that wraps to a total. Between two reads the counter may advance by less than 2³²; at the
 * slowest sampling rate, one a second, that is four thousand million messages a second.
 */
export class WrappingCount {
  #last: number | null = null;
  #total = 0;

  /** The total, as of the last read. */
  get total(): number {
    return this.#total;
  }

  /** Takes what the counter shows now, signed or not, and returns the total. */
  read(word: number): number {
    this.#total += this.#last === null ? word >>> 0 : (word - this.#last) >>> 0;
    this.#last = word;
    return this.#total;
  }
}
