import type { Topology } from "../../protocol/mod.ts";
import type { History } from "../history/mod.ts";
import type { FigureValue } from "../units.ts";
import type { HistoryView } from "./api_schema.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import { columnPlan } from "../wire/mod.ts";

/** What can be asked of the past of one actor or channel. Times in milliseconds since the epoch. */
export interface HistoryWish {
  readonly id: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Milliseconds between two values. */
  readonly step?: number | undefined;
}

/** More values of a figure than these are not given at once: the steps become longer. */
const MAX_POINTS = 2000;

/**
 * The past of one actor or channel in even steps; each value is the last one of its step. `null` when there is none of that id.
 * Without `from` all that is kept, without `to` until now, without `step` as fine as it is kept.
 */
export function historyView(
  topology: Topology,
  history: History,
  { id, from, to, step }: HistoryWish,
): HistoryView | null {
  const [, side, digits] = /^([ac])(\d{1,9})$/.exec(id) ?? [];
  const index = Number(digits);
  const count = side === "a" ? topology.actors.length : topology.channels.length;
  if (side === undefined || index >= count) return null;

  const end = Math.min(to ?? Infinity, history.newest ?? 0);
  const begin = Math.min(Math.max(from ?? 0, history.oldest ?? 0), end);
  const wished = Math.max(step ?? 0, (end - begin) / MAX_POINTS);
  const { past, stepMs } = history.pastSince(begin, wished);
  const first = past.firstSince(begin);
  const after = past.firstSince(end + 1);
  const points = Math.floor((end - begin) / stepMs) + 1;
  const cells = past.series(side as "a" | "c", index, first, after);

  // The last sample of each step.
  const places = new Int32Array(points).fill(-1);
  for (let n = first; n < after; n++) {
    const point = Math.floor((past.time(n) - begin) / stepMs);
    if (point < points) places[point] = n - first;
  }
  // Samples are a little early or late: what one step has twice, the next one lacks.
  for (let point = points - 1; point > 0; point--) {
    if (places[point]! < 0) places[point] = places[point - 1]!;
  }
  const plan = columnPlan(actorFiguresOf(topology));
  const units = plan.units[side as "a" | "c"];
  const series: Record<string, (number | null)[]> = {};
  plan.names[side as "a" | "c"].forEach((name, column) => {
    if (units[column] === "text") return;
    series[name] = Array.from(places, (at) => at < 0 ? null : numberOf(cells[column]![at]!));
  });
  return { id, from: Math.round(begin), step: stepMs, series };
}

function numberOf(cell: FigureValue): number | null {
  return typeof cell === "boolean" ? Number(cell) : cell as number | null;
}
