/**
 * The columns of a tick. Values are rounded to what the page shows before they are compared, so that a quiet graph costs
 * next to nothing; `static/feed/columns.js` is the other end.
 */
import { ACTOR_FIGURES, CHANNEL_FIGURES } from "../catalogue.ts";
import {
  type ColumnFigure,
  type FigureColumn,
  figuresOf,
  type GraphSample,
  valueIn,
} from "../sample/mod.ts";
import { type FigureValue, type Unit, UNITS } from "../units.ts";

/** One value of every actor, or of every channel. */
export type WireColumn = readonly FigureValue[];

/** What changed in a column: either the gaps between changed indices with the new cells, or all cells. */
export type ColumnChange = WireColumn | readonly [gaps: readonly number[], cells: WireColumn];

/** The names of the columns of actors and of channels, in their order. */
export interface ColumnNames {
  readonly a: readonly string[];
  readonly c: readonly string[];
}

/** The columns of one moment. */
export interface WireColumns {
  readonly a: readonly WireColumn[];
  readonly c: readonly WireColumn[];
}

/** Above this share of changed cells the whole column is sent, which is then shorter. */
const WHOLE_COLUMN_SHARE = 0.6;

/** The figures of channels that have a column, in the order of the columns. */
const CHANNELS = CHANNEL_FIGURES.filter(({ onWire }) => onWire);

/** What there is in the columns, by side; `hello` tells the names. */
export interface ColumnPlan {
  readonly names: ColumnNames;
  /** What the values are. */
  readonly units: Readonly<Record<"a" | "c", readonly Unit[]>>;
  /** Which columns most graphs have nothing in. */
  readonly rare: Readonly<Record<"a" | "c", readonly boolean[]>>;
}

const plans = new WeakMap<readonly ColumnFigure[], ColumnPlan>();

/** What there is in the columns of a graph whose actors have these figures. */
export function columnPlan(figures: readonly ColumnFigure[]): ColumnPlan {
  const known = plans.get(figures);
  if (known !== undefined) return known;
  const actors = figures.filter(({ onWire }) => onWire);
  const plan: ColumnPlan = {
    names: { a: actors.map(({ name }) => name), c: CHANNELS.map(({ name }) => name) },
    units: { a: actors.map(({ unit }) => unit), c: CHANNELS.map(({ unit }) => unit) },
    rare: {
      a: actors.map(({ isRare = false }) => isRare),
      c: CHANNELS.map(({ isRare = false }) => isRare),
    },
  };
  plans.set(figures, plan);
  return plan;
}

const STANDARD = columnPlan(ACTOR_FIGURES);

/** The names of the columns where no actor tells figures of its own, by side. */
export const COLUMN_NAMES: ColumnNames = STANDARD.names;

/** What the values of those columns are, by side. */
export const COLUMN_UNITS: Readonly<Record<"a" | "c", readonly Unit[]>> = STANDARD.units;

/** Rounds a sample to columns. */
export function toColumns(sample: GraphSample): WireColumns {
  const { actor, channel, figures = ACTOR_FIGURES } = figuresOf(sample);
  const { names, units } = columnPlan(figures);
  return {
    a: names.a.map((name, at) => shownColumn(units.a[at]!, actor(name))),
    c: names.c.map((name, at) => shownColumn(units.c[at]!, channel(name))),
  };
}

/** The columns as a client is told them that has none yet: a rare one has no cells if nobody has anything in it. */
export function keyColumns({ a, c }: WireColumns): WireColumns {
  // Columns of figures that actors tell of their own come last, and are all rare.
  const told = (rare: readonly boolean[], columns: readonly WireColumn[]) =>
    columns.map((column, at) =>
      (rare[at] ?? true) && column.every((cell) => cell === "" || cell === null) ? [] : column
    );
  return { a: told(STANDARD.rare.a, a), c: told(STANDARD.rare.c, c) };
}

function shownColumn(unit: Unit, column: FigureColumn): WireColumn {
  const shown = UNITS[unit].shown as (value: FigureValue) => FigureValue;
  const cells = new Array<FigureValue>(column.length);
  for (let index = 0; index < cells.length; index++) cells[index] = shown(valueIn(column, index));
  return cells;
}

/** What changed between two moments, under the names of the wire: `a0`, `c3`, … */
export function changedColumns(
  before: WireColumns,
  after: WireColumns,
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
export function columnChange(before: WireColumn, after: WireColumn): ColumnChange | null {
  const gaps: number[] = [];
  const cells: FigureValue[] = [];
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
