/**
 * Windows, percentiles, totals.
 *
 * @module
 */
export { BurstMeter } from "./burst_meter.ts";
export { LatencyMeter } from "./latency_meter.ts";
export type {
  ActorSeries,
  ChannelSeries,
  Latencies,
  LatencyBuckets,
  LatencyPast,
  LatencyTotals,
  Measures,
} from "./measures.ts";
export { NumberTable } from "./number_table.ts";
export { checkPercentiles } from "./percentiles.ts";
export { readColumns, sampleColumns, writeSeries } from "./sampled.ts";
export { actorSeries, CHANNEL_SERIES, type Series } from "./series.ts";
export type { Summary } from "./summary.ts";
export { Totals } from "./totals.ts";
export { type SpanName, SPANS, Windows } from "./windows.ts";
