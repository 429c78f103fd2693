import { Histogram, partOf } from "./histogram.ts";

/** So many values are kept one by one; more than that take less memory when they are counted. */
const MAX_LISTED = 256;

/** 64 bytes: more would be taken from the system. */
const FIRST_ROOM = 32;

const NONE = new Uint16Array(0);

/** The values of one part of a window: when they are few, as a list of the histogram's parts that they count in. */
export class LatencySlice {
  #listed = NONE;
  #count = 0;
  #counted: Histogram | null = null;
  sum = 0;
  squares = 0;
  min = Infinity;
  max = -Infinity;

  /** How many values there are. */
  get count(): number {
    return this.#counted?.total ?? this.#count;
  }

  /** Adds a value. */
  record(value: number): void {
    this.#add(partOf(value));
    this.sum += value;
    this.squares += value * value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  /** Adds the values of another slice. */
  add(other: LatencySlice): void {
    if (other.#counted) this.#toHistogram().add(other.#counted);
    else for (let i = 0; i < other.#count; i++) this.#add(other.#listed[i]!);
    this.sum += other.sum;
    this.squares += other.squares;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  /** Counts all values in a histogram, or takes them out again. */
  countIn(histogram: Histogram, sign: 1 | -1): void {
    if (this.#counted) histogram.add(this.#counted, sign);
    else for (let i = 0; i < this.#count; i++) histogram.count(this.#listed[i]!, sign);
  }

  /** Forgets everything, and frees its memory. */
  clear(): void {
    this.#listed = NONE;
    this.#count = 0;
    this.#counted = null;
    this.sum = this.squares = 0;
    this.min = Infinity;
    this.max = -Infinity;
  }

  #add(part: number): void {
    if (this.#counted || this.#count === MAX_LISTED) return this.#toHistogram().count(part, 1);
    if (this.#count === this.#listed.length) {
      const room = new Uint16Array(Math.max(FIRST_ROOM, 2 * this.#count));
      room.set(this.#listed);
      this.#listed = room;
    }
    this.#listed[this.#count++] = part;
  }

  #toHistogram(): Histogram {
    if (this.#counted) return this.#counted;
    const counted = new Histogram();
    this.countIn(counted, 1);
    this.#listed = NONE;
    this.#count = 0;
    return this.#counted = counted;
  }
}
