import type { ActorMetric, ChannelMetric } from "../../protocol/mod.ts";
import type { Summary } from "./summary.ts";

/** A number measured of an actor. */
export type ActorSeries = ActorMetric | "batch";

/** A number measured of a channel, besides its latencies. */
export type ChannelSeries = Exclude<ChannelMetric, "latency">;

/**
 * What was measured in the last fifteen minutes. Spans are in milliseconds; up to ten seconds the values are ten a second, beyond one.
 * The latencies of a channel take about 20 kB, those of 1936 channels 35 MB, when they spread from 1 µs to 1 s.
 */
export interface Measures {
  /** A number of an actor, by its index: shares from 0 to 1, thousandths of a core, rates a second, bytes. */
  actor(actor: number, name: ActorSeries, spanMs: number): Summary;
  /** A number of a channel, by its index: shares from 0 to 1, rates a second. */
  channel(channel: number, name: ChannelSeries, spanMs: number): Summary;
  /** The latencies of a channel, by its index. */
  latencies(channel: number): Latencies;
}

/** The latencies of a channel, in microseconds. */
export interface Latencies {
  /** All since the channel was first looked at. */
  readonly totals: LatencyTotals;
  /** Those of the last ten seconds, minute or fifteen minutes, whichever covers the span. */
  window(spanMs: number): LatencyPast;
}

/** The latencies of a window, in microseconds. Percentiles are right within 1/64 of their value. */
export interface LatencyPast {
  /** Everything that can be said. */
  summary(): Summary;
  /** Any percentile, from 0 to 100; `null` when there are no values. */
  percentile(percent: number): number | null;
  /** The parts of the histogram that hold some, the shortest first. */
  buckets(): LatencyBuckets;
}

/** Parts of a histogram: up to which latency they go, in microseconds, and how many they hold. */
export type LatencyBuckets = readonly (readonly [upToMicros: number, count: number])[];

/** All latencies of a channel since it was first looked at. */
export interface LatencyTotals {
  /** How many were measured. */
  readonly count: number;
  /** Their sum, in microseconds. */
  readonly sum: number;
  /** The parts of their histogram that hold some. */
  readonly buckets: LatencyBuckets;
}
