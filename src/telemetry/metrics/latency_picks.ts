import type { LatencyTotals } from "../measure/mod.ts";

/** How many latencies of a channel are told at once, at most: one observation costs OpenTelemetry more than a message costs us. */
const PICKS_MAX = 50;

/** Tells what latencies have come since the last time: all, or evenly picked ones that are spread as all are. */
export class LatencyPicks {
  readonly #seen = new Map<number, number>();

  /** Latencies in microseconds, rising. */
  next({ buckets }: Pick<LatencyTotals, "buckets">): number[] {
    const fresh: [upToMicros: number, count: number][] = [];
    for (const [upToMicros, count] of buckets) {
      const before = this.#seen.get(upToMicros) ?? 0;
      if (count > before) fresh.push([upToMicros, count - before]);
      this.#seen.set(upToMicros, count);
    }
    const total = fresh.reduce((sum, [, count]) => sum + count, 0);
    const picks = Math.min(total, PICKS_MAX);
    const values: number[] = [];
    let passed = 0;
    for (const [upToMicros, count] of fresh) {
      passed += count;
      while (values.length < picks && (values.length + 0.5) * total / picks <= passed) {
        values.push(upToMicros);
      }
    }
    return values;
  }
}
