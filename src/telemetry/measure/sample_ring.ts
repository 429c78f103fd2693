/** Where rings keep numbers: as 32-bit floats, or as the upper half of them, which is right within 1/256. */
type Cells = Float32Array | Uint16Array;

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/**
 * The last samples of many series: all values of one moment side by side, so that adding them is one copy. What is not known is
 * `NaN`. Memory is taken once; the pages of it that were never written cost nothing.
 */
export class SampleRing {
  readonly #cells: Cells;
  readonly #times: Float64Array;
  readonly #series: number;
  readonly #slots: number;
  /** What `since` gives is good until it is called again: it is called for every rule. */
  readonly #found: Float64Array;
  #next = 0;
  #filled = 0;

  /** Keeps `slots` samples of `series` numbers; as 16-bit numbers, right within 1/256, if `rough`. */
  constructor(series: number, slots: number, rough: boolean) {
    this.#series = series;
    this.#slots = slots;
    this.#cells = new (rough ? Uint16Array : Float32Array)(series * slots);
    this.#times = new Float64Array(slots);
    this.#found = new Float64Array(slots);
  }

  /** How many samples are kept. */
  get size(): number {
    return this.#filled;
  }

  /** When the last sample was added, in milliseconds; `-Infinity` if there is none. */
  get newest(): number {
    return this.#filled === 0
      ? -Infinity
      : this.#times[(this.#next + this.#slots - 1) % this.#slots]!;
  }

  /** Adds a sample of all series. */
  push(time: number, values: Float64Array): void {
    const at = this.#next * this.#series;
    if (this.#cells instanceof Float32Array) {
      this.#cells.set(values, at);
    } else {
      for (let i = 0; i < values.length; i++) this.#cells[at + i] = halved(values[i]!);
    }
    this.#times[this.#next] = time;
    this.#next = (this.#next + 1) % this.#slots;
    this.#filled = Math.min(this.#slots, this.#filled + 1);
  }

  /** The known values of a series that are younger than `since`, the newest first; until the next call. */
  since(series: number, since: number): Float64Array {
    const values = this.#found;
    let count = 0;
    for (let back = 1; back <= this.#filled; back++) {
      const slot = (this.#next + this.#slots - back) % this.#slots;
      if (this.#times[slot]! <= since) break;
      const value = this.#at(slot * this.#series + series);
      if (!Number.isNaN(value)) values[count++] = value;
    }
    return values.subarray(0, count);
  }

  /** Forgets everything. */
  clear(): void {
    this.#next = this.#filled = 0;
  }

  #at(index: number): number {
    const cell = this.#cells[index]!;
    if (this.#cells instanceof Float32Array) return cell;
    bits[0] = cell << 16;
    return float[0]!;
  }
}

/** The upper half of a 32-bit float, rounded to the nearest. */
function halved(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  float[0] = value;
  return (bits[0]! + 0x8000) >>> 16;
}
