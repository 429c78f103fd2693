/**
 * The columns of a tick. Values are rounded to what the page shows before they are compared, so that a quiet graph costs
 * next to nothing; `static/feed/columns.js` is the other end.
 */
import type { ActorSample, ChannelSample, GraphSample } from "../sample/mod.ts";

/** A value of a column. */
export type WireCell = string | number | boolean | null;

/** One value of every actor, or of every channel. */
export type WireColumn = readonly WireCell[];

/** What changed in a column: either the gaps between changed indices with the new cells, or all cells. */
export type ColumnChange = WireColumn | readonly [gaps: readonly number[], cells: WireColumn];

/** The columns of one moment. */
export interface WireColumns {
  readonly a: readonly WireColumn[];
  readonly c: readonly WireColumn[];
}

/** Above this share of changed cells the whole column is sent, which is then shorter. */
const WHOLE_COLUMN_SHARE = 0.6;

/** The actors' columns, in the order of the wire. */
export const ACTOR_COLUMNS: readonly ((actor: ActorSample) => WireCell)[] = [
  ({ busy }) => percent(busy),
  ({ blocked }) => percent(blocked),
  ({ waiting }) => percent(waiting),
  ({ phase }) => phase !== "down",
  ({ restarts }) => restarts,
  ({ level }) => level,
  ({ turnRate }) => significant(turnRate),
  ({ status }) => status,
  ({ mcpu }) => mcpu === null ? null : Math.round(mcpu),
  ({ load }) => percent(load),
  ({ batch }) => significant(batch),
  ({ heapBytes }) => significant(heapBytes),
  ({ outside }) => percent(outside),
];

/** The channels' columns, in the order of the wire. */
export const CHANNEL_COLUMNS: readonly ((channel: ChannelSample) => WireCell)[] = [
  ({ fill }) => percent(fill),
  ({ rate }) => significant(rate),
  ({ level }) => level,
  ({ sent }) => significant(sent),
  ({ p50 }) => significant(p50),
  ({ p99 }) => significant(p99),
  ({ bytesRate }) => significant(bytesRate),
];

/** Rounds a sample to columns. */
export function toColumns(sample: GraphSample): WireColumns {
  return {
    a: ACTOR_COLUMNS.map((cell) => sample.actors.map(cell)),
    c: CHANNEL_COLUMNS.map((cell) => sample.channels.map(cell)),
  };
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
  const cells: WireCell[] = [];
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

/** Rounds to three significant digits. */
export function significant(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(3));
}

function percent(share: number | null): number | null {
  return share === null ? null : Math.round(share * 100);
}
