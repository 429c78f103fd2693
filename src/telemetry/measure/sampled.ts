import type { Stretch, Tell } from "../over_time.ts";
import type { Figure } from "../figure.ts";
import type { FigureValue } from "../units.ts";
import type { Series } from "./series.ts";

/** Writes the values of the series of a stretch side by side, from `at` on; says where they end. */
export function writeSeries<S extends Stretch>(
  series: readonly Series<S>[],
  stretch: S,
  count: number,
  into: Float64Array,
  at: number,
): number {
  for (const { over } of series) {
    const tell = over(stretch);
    for (let i = 0; i < count; i++) into[at++] = tell(i);
  }
  return at;
}

/** Fills the samples of all actors, or of all channels, figure by figure: what they show of now and of a stretch. */
export function fillSamples<Reading, S extends Stretch>(
  figures: readonly Figure<Reading, S>[],
  readings: readonly Reading[],
  stretch: S,
): Record<string, FigureValue>[] {
  const columns = figures.map(({ now, over }): (index: number) => FigureValue => {
    if (over !== undefined) return knownOf(over(stretch));
    if (now !== undefined) return (index) => now(readings[index]!);
    // Judged, by whoever asks for the sample.
    return () => 0;
  });
  return readings.map((_, index) => {
    const sample: Record<string, FigureValue> = {};
    for (let i = 0; i < figures.length; i++) sample[figures[i]!.name] = columns[i]!(index);
    return sample;
  });
}

function knownOf(tell: Tell): (index: number) => number | null {
  return (index) => {
    const value = tell(index);
    return Number.isNaN(value) ? null : value;
  };
}
