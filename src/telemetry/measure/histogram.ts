/** Parts that each doubling of the value is cut into. */
const PARTS = 32;

/**
 * How far a percentile may be from the exact one, as a share of it: half a part of the narrowest doubling. Values below
 * {@link SMALLEST} count as that, values above {@link LARGEST} likewise.
 */
export const RELATIVE_ERROR: number = 1 / (2 * PARTS);

/** The smallest value that is told from smaller ones. */
export const SMALLEST: number = 2 ** -4;

/** The largest value that is told from larger ones. */
export const LARGEST: number = 2 ** 36;

// The bits of a 32-bit float, but for the last ones, are already what is wanted: the exponent says which doubling, the first bits
// behind it which part. So the index of a value is a shift of its bits, and the limits of a part are the shift undone.
const PART_BITS = 23 - Math.log2(PARTS);
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);
const FIRST = partOf(SMALLEST);

function partOf(value: number): number {
  float[0] = Math.min(LARGEST, Math.max(SMALLEST, value));
  return bits[0]! >>> PART_BITS;
}

function startOf(part: number): number {
  bits[0] = part << PART_BITS;
  return float[0]!;
}

/**
 * Counts values in parts whose width grows with the value, as HdrHistogram by Gil Tene does: any percentile within
 * {@link RELATIVE_ERROR}, in bounded memory. Holds the parts between the smallest and the largest value only.
 */
export class Histogram {
  #counts = new Uint32Array(0);
  /** Part of the first count. */
  #first = 0;
  #total = 0;

  /** How many values are counted. */
  get total(): number {
    return this.#total;
  }

  /** Counts a value; nothing happens if it is no number. */
  record(value: number): void {
    if (Number.isNaN(value)) return;
    const part = partOf(value);
    this.#cover(part);
    this.#counts[part - this.#first]!++;
    this.#total++;
  }

  /** Counts all that `other` counts, too; or takes it out again. It must have been counted then. */
  add(other: Histogram, sign: 1 | -1 = 1): void {
    if (other.#counts.length === 0) return;
    this.#cover(other.#first);
    this.#cover(other.#first + other.#counts.length - 1);
    const shift = other.#first - this.#first;
    for (let i = 0; i < other.#counts.length; i++) {
      this.#counts[i + shift]! += sign * other.#counts[i]!;
    }
    this.#total += sign * other.#total;
  }

  /** Forgets everything. */
  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  /**
   * The value that `percent` of all values do not exceed: that of rank ⌈percent · total / 100⌉, at least the first. `null` when
   * there are none.
   */
  percentile(percent: number): number | null {
    if (this.#total === 0) return null;
    const rank = Math.max(1, Math.ceil(percent * this.#total / 100 - 1e-9));
    const part = this.#first + this.#indexOf(Math.min(rank, this.#total));
    return (startOf(part) + startOf(part + 1)) / 2;
  }

  /** Index of the value of a rank. Loops, from the nearer end: this is done for every channel, ten times a second. */
  #indexOf(rank: number): number {
    const counts = this.#counts;
    if (rank * 2 < this.#total) {
      let index = 0;
      for (let seen = counts[0]!; seen < rank; seen += counts[index]!) index++;
      return index;
    }
    let index = counts.length - 1;
    for (let left = this.#total - counts[index]!; left >= rank; left -= counts[index]!) index--;
    return index;
  }

  /** The parts that hold values: up to which value they go, and how many they hold. */
  buckets(): [upTo: number, count: number][] {
    return Array.from(
      this.#counts,
      (count, index): [number, number] => [startOf(this.#first + index + 1), count],
    ).filter(([, count]) => count > 0);
  }

  /** Makes room for a part, by whole doublings. */
  #cover(part: number): void {
    const length = this.#counts.length;
    if (part >= this.#first && part < this.#first + length) return;
    const from = part - (part - FIRST) % PARTS;
    const first = length === 0 ? from : Math.min(from, this.#first);
    const end = length === 0 ? from + PARTS : Math.max(from + PARTS, this.#first + length);
    const counts = new Uint32Array(end - first);
    counts.set(this.#counts, length === 0 ? 0 : this.#first - first);
    this.#counts = counts;
    this.#first = first;
  }
}
