/**
 * Windows, percentiles, totals.
 *
 * @module
 */
export { LatencyMeter } from "./latency_meter.ts";
export type {
  Latencies,
  LatencyBuckets,
  LatencyPast,
  LatencyTotals,
  Measures,
} from "./measures.ts";
export { type ActorSeries, type ChannelSeries, SeriesTable } from "./series.ts";
export type { Summary } from "./summary.ts";
export { Totals } from "./totals.ts";
export { type SpanName, SPANS, Windows } from "./windows.ts";
