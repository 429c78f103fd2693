import type { Stat } from "../../protocol/mod.ts";

/** What can be said of the values in a window. All but `count` are `null` when there are none. */
export interface Summary {
  /** The percentiles that are told, those that were asked for as well: what 99.9 of 100 do not exceed is `p99.9`. */
  readonly [percentile: `p${number}`]: number | null;
  /** How many values. */
  readonly count: number;
  /** Their mean. */
  readonly average: number | null;
  /** The smallest. */
  readonly min: number | null;
  /** The largest. */
  readonly max: number | null;
  /** The median: half of them do not exceed it. */
  readonly p50: number | null;
  /** What 90 of 100 do not exceed. */
  readonly p90: number | null;
  /** What 99 of 100 do not exceed. */
  readonly p99: number | null;
  /** The standard deviation: the root of the mean square distance from the average. */
  readonly deviation: number | null;
}

/** The percentile that a stat such as `p99.9` asks for, else `null`. */
export function percentOf(stat: Stat): number | null {
  return /^p\d/.test(stat) ? Number(stat.slice(1)) : null;
}

/** The mean of values; `null` of none. */
export function averageOf(values: ArrayLike<number>): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The standard deviation of values; `null` of none. */
export function deviationOf(values: ArrayLike<number>): number | null {
  const average = averageOf(values);
  if (average === null) return null;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - average) ** 2;
  return Math.sqrt(squares / values.length);
}

/** The value that `percent` of the values do not exceed, exactly: that of rank ⌈percent · n / 100⌉. Values must be sorted. */
export function percentileOf(sorted: ArrayLike<number>, percent: number): number | null {
  const rank = Math.max(1, Math.ceil(percent * sorted.length / 100 - 1e-9));
  return sorted[rank - 1] ?? null;
}

/** Percentiles by their names, as a summary has them. */
export function percentilesOf(
  percents: readonly number[],
  valueOf: (percent: number) => number | null,
): Record<`p${number}`, number | null> {
  const named: Record<`p${number}`, number | null> = {};
  for (const percent of percents) named[`p${percent}`] = valueOf(percent);
  return named;
}

/** Everything that can be said of values, in any order, with more percentiles, if they are given. */
export function summarize(values: Float64Array, percents: readonly number[] = []): Summary {
  const sorted = values.slice().sort();
  return {
    count: values.length,
    average: averageOf(values),
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    p50: percentileOf(sorted, 50),
    p90: percentileOf(sorted, 90),
    p99: percentileOf(sorted, 99),
    deviation: deviationOf(values),
    ...percentilesOf(percents, (percent) => percentileOf(sorted, percent)),
  };
}

/** One stat of values, in any order, which it may change; `null` of none. `deviations` counts for the stat `deviation`. */
export function statOf(values: Float64Array, stat: Stat, deviations: number): number | null {
  if (values.length === 0) return null;
  switch (stat) {
    case "average":
      return averageOf(values);
    case "min":
      return values.reduce((one, other) => Math.min(one, other));
    case "max":
      return values.reduce((one, other) => Math.max(one, other));
    case "sum":
      return values.reduce((sum, value) => sum + value, 0);
    case "deviation":
      return averageOf(values)! + deviations * deviationOf(values)!;
    default:
      return percentileOf(values.sort(), percentOf(stat)!);
  }
}
