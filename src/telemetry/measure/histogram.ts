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

function startOf(part: number): number {
  bits[0] = part << PART_BITS;
  return float[0]!;
}

/** Counts are as narrow as they can be: those of values that lie wide apart are many and small. */
type Counts = Uint8Array | Uint16Array | Uint32Array;

const NONE: Counts = new Uint8Array(0);

/** Which part a value counts in. */
export function partOf(value: number): number {
  float[0] = Math.min(LARGEST, Math.max(SMALLEST, value));
  return bits[0]! >>> PART_BITS;
}

/**
 * Counts values in parts whose width grows with the value, as HdrHistogram by Gil Tene does: any percentile within
 * {@link RELATIVE_ERROR}, in bounded memory. Holds the parts between the smallest and the largest value only.
 */
export class Histogram {
  #counts: Counts = NONE;
  /** Part of the first count. */
  #first = 0;
  #total = 0;

  /** How many values are counted. */
  get total(): number {
    return this.#total;
  }

  /** Counts a value; nothing happens if it is no number. */
  record(value: number): void {
    if (!Number.isNaN(value)) this.count(partOf(value), 1);
  }

  /** Counts one value of a part; or takes it out again. It must have been counted then. */
  count(part: number, sign: 1 | -1): void {
    this.#cover(part);
    this.#change(part - this.#first, sign);
    this.#total += sign;
  }

  /** Counts all that `other` counts, too; or takes it out again. It must have been counted then. */
  add(other: Histogram, sign: 1 | -1 = 1): void {
    if (other.#counts.length === 0) return;
    this.#cover(other.#first);
    this.#cover(other.#first + other.#counts.length - 1);
    const shift = other.#first - this.#first;
    for (let i = 0; i < other.#counts.length; i++) {
      if (other.#counts[i] !== 0) this.#change(i + shift, sign * other.#counts[i]!);
    }
    this.#total += sign * other.#total;
  }

  /** Forgets everything, and frees its memory. */
  clear(): void {
    this.#counts = NONE;
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

  #change(index: number, by: number): void {
    const count = this.#counts[index]! + by;
    const bytes = this.#counts.BYTES_PER_ELEMENT;
    if (bytes < 4 && count >= 2 ** (8 * bytes)) {
      this.#counts = (count < 2 ** 16 ? Uint16Array : Uint32Array).from(this.#counts);
    }
    this.#counts[index] = count;
  }

  /** Makes room for a part, by whole doublings. */
  #cover(part: number): void {
    const length = this.#counts.length;
    if (part >= this.#first && part < this.#first + length) return;
    const from = part - (part - FIRST) % PARTS;
    const first = length === 0 ? from : Math.min(from, this.#first);
    const end = length === 0 ? from + PARTS : Math.max(from + PARTS, this.#first + length);
    const Room = this.#counts.constructor as new (length: number) => Counts;
    const counts = new Room(end - first);
    counts.set(this.#counts, length === 0 ? 0 : this.#first - first);
    this.#counts = counts;
    this.#first = first;
  }
}
