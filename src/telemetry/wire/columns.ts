/**
 * The columns of a tick. Values are rounded to what the page shows before they are compared, so that a quiet graph costs
 * next to nothing; `static/feed/columns.js` is the other end.
 */
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../catalogue.ts";
import type { ActorFigure, ChannelFigure } from "../figure.ts";
import type { ActorSample, ChannelSample, GraphSample } from "../sample/mod.ts";
import { type Cell, shownAs, type Unit } from "../units.ts";

/** One value of every actor, or of every channel. */
export type Column = readonly Cell[];

/** What changed in a column: either the gaps between changed indices with the new cells, or all cells. */
export type ColumnChange = Column | readonly [gaps: readonly number[], cells: Column];

/** The names of the columns of actors and of channels, in their order. */
export interface ColumnNames {
  readonly a: readonly string[];
  readonly c: readonly string[];
}

/** The columns of one moment. */
export interface Columns {
  readonly a: readonly Column[];
  readonly c: readonly Column[];
}

/** Above this share of changed cells the whole column is sent, which is then shorter. */
const WHOLE_COLUMN_SHARE = 0.6;

/** The figures that have a column, in the order of the columns. `hello` tells their names. */
const ACTORS = ACTOR_FIGURES.filter(({ onWire }) => onWire);
const CHANNELS = CHANNEL_FIGURES.filter(({ onWire }) => onWire);

/** The names of the columns, by side. */
export const COLUMN_NAMES: ColumnNames = {
  a: ACTORS.map(({ name }) => name),
  c: CHANNELS.map(({ name }) => name),
};

/** What the values of the columns are, by side. */
export const COLUMN_UNITS: Readonly<Record<"a" | "c", readonly Unit[]>> = {
  a: ACTORS.map(({ unit }) => unit),
  c: CHANNELS.map(({ unit }) => unit),
};

/** Rounds a sample to columns. */
export function toColumns({ actors, channels }: GraphSample): Columns {
  return { a: columnsFor(ACTORS, actors), c: columnsFor(CHANNELS, channels) };
}

function columnsFor(
  figures: readonly Pick<ActorFigure | ChannelFigure, "name" | "unit">[],
  samples: readonly (ActorSample | ChannelSample)[],
): Column[] {
  const values = samples as unknown as readonly Readonly<Record<string, Cell>>[];
  return figures.map(({ name, unit }) => values.map((sample) => shownAs(unit, sample[name]!)));
}

/** What changed between two moments, under the names of the wire: `a0`, `c3`, … */
export function changedColumns(
  before: Columns,
  after: Columns,
): Record<`${"a" | "c"}${number}`, ColumnChange> {
  const changes: Record<string, ColumnChange> = {};
  for (const side of ["a", "c"] as const) {
    after[side].forEach((column, index) => {
      const change = columnChange(before[side][index] ?? [], column);
      if (change) changes[`${side}${index}`] = change;
    });
  }
  return changes;
}

/** What changed in a column, or `null`. */
export function columnChange(before: Column, after: Column): ColumnChange | null {
  const gaps: number[] = [];
  const cells: Cell[] = [];
  let last = -1;
  after.forEach((cell, index) => {
    if (cell === before[index]) return;
    gaps.push(index - last);
    cells.push(cell);
    last = index;
  });
  if (gaps.length === 0) return null;
  return gaps.length > after.length * WHOLE_COLUMN_SHARE ? after : [gaps, cells];
}
