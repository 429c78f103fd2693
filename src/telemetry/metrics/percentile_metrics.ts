import type { Family, Labels } from "./family.ts";
import type { IndexedChannel } from "./metric.ts";
import type { Row } from "./metric_rows.ts";

/** Which percentiles of latencies are told. */
export interface LatencyPercentiles {
  /** From above 0 to 100. */
  readonly percents: readonly number[];
  /** A percentile of a channel, in microseconds; `null` where none is known. */
  readonly micros: (channel: number, percent: number) => number | null;
}

const MICROS_PER_SECOND = 1e6;

/** The percentiles of channels; of several that are joined, the largest. None where none were asked for. */
export function percentileFamilies(
  rows: readonly Row<IndexedChannel>[],
  percentiles: LatencyPercentiles | undefined,
): Family[] {
  const { percents, micros } = percentiles ?? { percents: [], micros: () => null };
  if (percents.length === 0) return [];
  return [{
    name: "steady_channel_latency_percentile_seconds",
    type: "gauge",
    help: "The latency that so many of 100 messages of the last minute did not exceed.",
    samples: rows.flatMap(({ labels, samples }) =>
      percents.flatMap((percent): [Labels, number][] => {
        const known = samples.map(({ index }) => micros(index, percent)).filter((one) =>
          one !== null
        );
        if (known.length === 0) return [];
        return [[
          { ...labels, percentile: String(percent) },
          Math.max(...known) / MICROS_PER_SECOND,
        ]];
      })
    ),
  }];
}
