import type { Stat } from "../../protocol/mod.ts";
import { Histogram } from "./histogram.ts";
import { LatencySlice } from "./latency_slice.ts";
import type { LatencyBuckets, LatencyPast } from "./measures.ts";
import { percentilesOf, percentOf, type Summary } from "./summary.ts";

/**
 * The values of the last while, of which there may be very many: counted in a histogram, and forgotten by slices of time.
 * Has no clock. Averages, smallest and largest are exact, percentiles within the histogram's error.
 */
export class LatencyWindow implements LatencyPast {
  readonly #sliceMs: number;
  readonly #percents: readonly number[];
  readonly #slices: LatencySlice[];
  readonly #all = new Histogram();
  #min: number | null = null;
  #max: number | null = null;
  #current: LatencySlice;
  #number: number | null = null;

  /**
   * Keeps values of the last `spanMs`, in `slices` parts: what is kept is up to one part shorter than the span. `percents` are
   * percentiles that the summary has besides those that it always has.
   */
  constructor(spanMs: number, slices: number, percents: readonly number[] = []) {
    this.#percents = percents;
    this.#sliceMs = spanMs / slices;
    this.#slices = Array.from({ length: slices }, () => new LatencySlice());
    this.#current = this.#slices[0]!;
  }

  /** How many values there are. */
  get count(): number {
    return this.#all.total;
  }

  /** Forgets what is too old at `now`. A part that is completed by that, and has values, is given to `onCompleted`. */
  advance(now: number, onCompleted?: (slice: LatencySlice) => void): void {
    const number = Math.floor(now / this.#sliceMs);
    if (number === this.#number) return;
    const count = this.#slices.length;
    // A clock that was set back empties the window.
    const goesOn = this.#number !== null && number > this.#number;
    const passed = goesOn ? Math.min(count, number - this.#number!) : count;
    if (this.#current.count > 0) onCompleted?.(this.#current);
    this.#number = number;
    for (let i = 0; i < passed; i++) this.#forget(this.#slices.at((number - i) % count)!);
    this.#current = this.#slices.at(number % count)!;
  }

  /** Adds a value of the time last advanced to. */
  record(value: number): void {
    this.#current.record(value);
    this.#all.record(value);
    this.#min = this.#min && Math.min(this.#min, value);
    this.#max = this.#max && Math.max(this.#max, value);
  }

  /** Adds all values of a part of another window. */
  absorb(slice: LatencySlice): void {
    this.#current.add(slice);
    slice.countIn(this.#all, 1);
    this.#min = this.#max = null;
  }

  /** Any percentile; `null` when there are no values. */
  percentile(percent: number): number | null {
    const value = this.#all.percentile(percent);
    // A part's middle may lie beyond the values in it.
    return value === null ? null : Math.min(this.max!, Math.max(this.min!, value));
  }

  /** The smallest value, exactly. */
  get min(): number | null {
    if (this.count === 0) return null;
    return this.#min ??= this.#slices.reduce((least, { min }) => Math.min(least, min), Infinity);
  }

  /** The largest value, exactly. */
  get max(): number | null {
    if (this.count === 0) return null;
    return this.#max ??= this.#slices.reduce((most, { max }) => Math.max(most, max), -Infinity);
  }

  /** The mean, exactly. */
  get average(): number | null {
    return this.count === 0 ? null : this.#sum(({ sum }) => sum) / this.count;
  }

  /** The standard deviation. */
  get deviation(): number | null {
    if (this.count === 0) return null;
    return Math.sqrt(Math.max(0, this.#sum((s) => s.squares) / this.count - this.average! ** 2));
  }

  /** One stat; `null` when there are no values. `deviations` counts for the stat `deviation`. */
  stat(stat: Stat, deviations: number): number | null {
    if (this.count === 0) return null;
    if (stat === "deviation") return this.average! + deviations * this.deviation!;
    if (stat === "average" || stat === "min" || stat === "max") return this[stat];
    const percent = percentOf(stat);
    return percent === null ? null : this.percentile(percent);
  }

  /** Everything that can be said. */
  summary(): Summary {
    const { count, average, min, max, deviation } = this;
    const [p50, p90, p99] = [50, 90, 99].map((percent) => this.percentile(percent)) as [
      number | null,
      number | null,
      number | null,
    ];
    const more = percentilesOf(this.#percents, (percent) => this.percentile(percent));
    return { count, average, min, max, p50, p90, p99, deviation, ...more };
  }

  /** The parts of the histogram that hold values: up to which value they go, and how many they hold. */
  buckets(): LatencyBuckets {
    return this.#all.buckets();
  }

  #forget(slice: LatencySlice): void {
    if (slice.count === 0) return;
    slice.countIn(this.#all, -1);
    slice.clear();
    if (this.count === 0) this.#all.clear();
    this.#min = this.#max = null;
  }

  #sum(value: (slice: LatencySlice) => number): number {
    return this.#slices.reduce((sum, slice) => sum + value(slice), 0);
  }
}
