import type { Stat } from "../../protocol/mod.ts";
import { SampleRing } from "./sample_ring.ts";
import { statOf, summarize, type Summary } from "./summary.ts";

/** The windows that are told of, by name: their spans in milliseconds. */
export const SPANS = { "10s": 10_000, "1m": 60_000, "15m": 900_000 } as const;

/** The name of a window. */
export type SpanName = keyof typeof SPANS;

/** The longest window, in milliseconds. */
export const MAX_SPAN_MS: number = SPANS["15m"];

/** Time between two samples of the fine ring, in milliseconds, and of the coarse one. */
export const FINE_MS = 100;
export const COARSE_MS = 1000;

/** Ticks come a little early or late: so much of the time must have passed. */
const EARLY = 0.75;

/**
 * The last values of every series: ten a second for ten seconds, one a second for fifteen minutes. A share is of the time since
 * the sample before it, so those of a window together are of the whole window; a rate is what is shown as the rate then.
 */
export class Windows {
  readonly #fine: SampleRing;
  readonly #coarse: SampleRing;
  readonly #percents: readonly number[];
  #now = -Infinity;

  /** For so many series; `percents` are percentiles that summaries have besides those that they always have. */
  constructor(series: number, percents: readonly number[] = []) {
    this.#percents = percents;
    this.#fine = new SampleRing(series, SPANS["10s"] / FINE_MS, false);
    this.#coarse = new SampleRing(series, MAX_SPAN_MS / COARSE_MS, true);
  }

  /** Whether a fine, and whether a coarse sample is due at `now`. A clock that was set back empties the windows. */
  due(now: number): { fine: boolean; coarse: boolean } {
    if (now < this.#now) {
      this.#fine.clear();
      this.#coarse.clear();
    }
    this.#now = now;
    return {
      fine: now - this.#fine.newest >= FINE_MS * EARLY,
      coarse: now - this.#coarse.newest >= COARSE_MS - FINE_MS * (1 - EARLY),
    };
  }

  /** Adds a fine sample. */
  pushFine(values: Float64Array): void {
    this.#fine.push(this.#now, values);
  }

  /** Adds a coarse sample. */
  pushCoarse(values: Float64Array): void {
    this.#coarse.push(this.#now, values);
  }

  /** The known values of a series in a window that ends now. */
  values(series: number, spanMs: number): Float64Array {
    const ring = spanMs <= SPANS["10s"] ? this.#fine : this.#coarse;
    return ring.since(series, this.#now - spanMs);
  }

  /** One stat of a series over a window; `null` when nothing is known. */
  stat(series: number, spanMs: number, stat: Stat, deviations: number): number | null {
    return statOf(this.values(series, spanMs), stat, deviations);
  }

  /** Everything that can be said of a series over a window. */
  summary(series: number, spanMs: number): Summary {
    return summarize(this.values(series, spanMs), this.#percents);
  }
}
