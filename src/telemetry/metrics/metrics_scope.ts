/** Who is told of in a scrape, when it is too long to tell of all. */
import type { Row } from "./metric_rows.ts";

/** How many actors, and how many channels, are told of when not all are. */
export const WORST = 100;

/** The rows that ask for attention most: by level, among equals by `load`, among equals the first. */
export function worstOf<Sample extends { readonly level: number }>(
  rows: readonly Row<Sample>[],
  load: (sample: Sample) => number,
): Row<Sample>[] {
  const highest = (of: readonly Sample[], value: (sample: Sample) => number) =>
    of.reduce((most, sample) => Math.max(most, value(sample)), 0);
  return rows
    .map((row) => ({
      row,
      level: highest(row.samples, ({ level }) => level),
      load: highest(row.samples, load),
    }))
    .sort((one, other) => other.level - one.level || other.load - one.load)
    .slice(0, WORST)
    .map(({ row }) => row);
}
