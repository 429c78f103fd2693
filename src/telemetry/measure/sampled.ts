import type { Figure } from "../figure.ts";
import type { Stretch } from "../over_time.ts";
import type { FigureColumn, FigureColumns } from "../sample/mod.ts";
import { isNumeric } from "../units.ts";
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

/** What figures say of now, a column each: of all that are read. */
export function readColumns<Reading, S extends Stretch>(
  figures: readonly Figure<Reading, S>[],
  readings: readonly Reading[],
): FigureColumns {
  const columns = new Map<string, FigureColumn>();
  for (const { name, unit, now } of figures) {
    if (now === undefined) continue;
    if (!isNumeric(unit)) columns.set(name, readings.map(now));
    else {
      const column = new Float64Array(readings.length);
      for (let i = 0; i < column.length; i++) column[i] = (now(readings[i]!) as number) ?? NaN;
      columns.set(name, column);
    }
  }
  return columns;
}

/** The columns of a sample: what figures say of a stretch, and of now where they are not of a stretch. `levels` are those that were judged. */
export function sampleColumns<Reading, S extends Stretch>(
  figures: readonly Figure<Reading, S>[],
  read: FigureColumns,
  stretch: S,
  levels: readonly number[],
): FigureColumns {
  const columns = new Map<string, FigureColumn>();
  for (const { name, over } of figures) {
    if (over === undefined) {
      columns.set(name, read.get(name) ?? levels);
      continue;
    }
    const tell = over(stretch);
    const column = new Float64Array(levels.length);
    for (let i = 0; i < column.length; i++) column[i] = tell(i);
    columns.set(name, column);
  }
  return columns;
}
