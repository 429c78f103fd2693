import * as hdr from "hdr-histogram-js";

/** Microseconds at three places of the distribution. */
export interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** Collects durations in a histogram of high dynamic range: nanoseconds, three digits. */
export class Stopwatch {
  readonly histogram: hdr.Histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 10_000_000_000,
    numberOfSignificantValueDigits: 3,
  });

  add(ms: number): void {
    this.histogram.recordValue(Math.max(1, Math.round(ms * 1e6)));
  }
}

export function figuresOf({ histogram }: Stopwatch): Figures {
  const at = (percentile: number) => histogram.getValueAtPercentile(percentile) / 1000;
  return { p50: at(50), p99: at(99), p999: at(99.9) };
}
