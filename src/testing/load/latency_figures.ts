/** How long messages took, in milliseconds. */
export interface LatencyFigures {
  /** How many were measured. */
  readonly count: number;
  /** The mean of all. */
  readonly meanMs: number;
  /** Half of them took no longer. */
  readonly p50Ms: number;
  /** 99 of 100 took no longer. */
  readonly p99Ms: number;
  /** 999 of 1000 took no longer. */
  readonly p999Ms: number;
  /** The longest. */
  readonly maxMs: number;
}

/** The figures of these latencies, exact: all of them are at hand. All are 0 if there are none. */
export function latencyFigures(latencies: readonly number[]): LatencyFigures {
  const sorted = Float64Array.from(latencies).sort();
  const count = sorted.length;
  // The nearest rank: a latency that there was, not one between two.
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0;
  const sum = sorted.reduce((sum, ms) => sum + ms, 0);
  return {
    count,
    meanMs: count === 0 ? 0 : sum / count,
    p50Ms: rank(0.5),
    p99Ms: rank(0.99),
    p999Ms: rank(0.999),
    maxMs: rank(1),
  };
}
