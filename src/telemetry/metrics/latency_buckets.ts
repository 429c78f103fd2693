import type { LatencyTotals } from "../measure/mod.ts";
import type { Buckets } from "./family.ts";

/** Upper limits in seconds: 1 µs, and four times as much each, to 4.2 s. */
export const LATENCY_LIMITS: readonly number[] = Array.from({ length: 12 }, (_, i) => 4 ** i / 1e6);

/** The latencies of a channel since it was first looked at, as a histogram of Prometheus. Of the messages, some are measured. */
export function latencyBuckets({ sum, buckets }: Pick<LatencyTotals, "sum" | "buckets">): Buckets {
  const counts = new Float64Array(LATENCY_LIMITS.length + 1);
  for (const [upToMicros, count] of buckets) {
    // The meter's parts are finer than these buckets, and every limit here is the end of one of them.
    const bucket = LATENCY_LIMITS.findIndex((limit) => upToMicros <= limit * 1e6 * (1 + 1e-9));
    counts[bucket === -1 ? LATENCY_LIMITS.length : bucket]! += count;
  }
  return { limits: LATENCY_LIMITS, counts, sum: sum / 1e6 };
}
