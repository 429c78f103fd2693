// @ts-check
// The last minute of what the details draw, kept from the moment the page is open.

const PERIOD_MS = 500;
const LENGTH = 120;

/** @typedef {{ name: string, read: (index: number) => number | null }} Series */

export class History {
  /** @type {Map<string, Float32Array>} */
  #rings = new Map();
  #next = 0;
  #time = -Infinity;

  /** Forgets everything. */
  clear() {
    this.#rings.clear();
    this.#next = 0;
    this.#time = -Infinity;
  }

  /**
   * Goes on with the parts that stay, by the ids that they have now.
   * @param {(id: string) => string | null} idNow
   */
  move(idNow) {
    const rings = [...this.#rings];
    this.#rings.clear();
    for (const [series, ring] of rings) {
      const [id = "", name] = series.split(" ");
      const now = idNow(id);
      if (now !== null) this.#rings.set(`${now} ${name}`, ring);
    }
  }

  /**
   * Adds the values of now, if it is time. Says whether it was.
   * @param {number} time in milliseconds
   * @param {Iterable<readonly [id: string, value: number | null]>} values by actor or channel and series: `a0 busy`
   */
  record(time, values) {
    if (time - this.#time < PERIOD_MS) return false;
    this.#time = time;
    const at = this.#next++ % LENGTH;
    for (const [id, value] of values) {
      let ring = this.#rings.get(id);
      if (!ring) this.#rings.set(id, ring = new Float32Array(LENGTH).fill(NaN));
      ring[at] = value ?? NaN;
    }
    return true;
  }

  /**
   * The values of a series, oldest first; NaN where nothing is known.
   * @param {string} id
   * @returns {Float32Array}
   */
  series(id) {
    const ring = this.#rings.get(id) ?? new Float32Array(LENGTH).fill(NaN);
    const split = this.#next % LENGTH;
    const ordered = new Float32Array(LENGTH);
    ordered.set(ring.subarray(split), 0);
    ordered.set(ring.subarray(0, split), LENGTH - split);
    return ordered;
  }
}
