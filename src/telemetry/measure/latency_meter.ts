import { LatencyReader } from "../../probe/latency_read.ts";
import type { ChannelEdge } from "../../protocol/topology.ts";
import { Histogram } from "./histogram.ts";
import { type LatencySlice, LatencyWindow } from "./latency_window.ts";
import type { Latencies, LatencyTotals } from "./measures.ts";
import { SPANS } from "./windows.ts";

/** Measures the latency of one channel, in microseconds. */
export class LatencyMeter implements Latencies {
  readonly #reader: LatencyReader;
  readonly #total = new Histogram();
  #sum = 0;
  readonly #short = new LatencyWindow(SPANS["10s"], 5);
  // These are given the parts that the short one has completed: a value is two seconds old when it comes to them.
  readonly #longer = [
    new LatencyWindow(SPANS["1m"], 6),
    new LatencyWindow(SPANS["15m"], 5),
  ] as const;

  constructor(region: SharedArrayBuffer, { latencyAt }: Pick<ChannelEdge, "latencyAt">) {
    this.#reader = new LatencyReader(region, latencyAt);
  }

  /** Takes in what was measured since the last time. */
  read(now: number): void {
    for (const window of this.#longer) window.advance(now);
    this.#short.advance(now, this.#pass);
    this.#reader.read(this.#record);
  }

  /** The shortest window that covers a span. */
  window(spanMs: number): LatencyWindow {
    if (spanMs <= SPANS["10s"]) return this.#short;
    return this.#longer[spanMs <= SPANS["1m"] ? 0 : 1];
  }

  /** All that was measured since the beginning. */
  get totals(): LatencyTotals {
    return { count: this.#total.total, sum: this.#sum, buckets: this.#total.buckets() };
  }

  readonly #pass = (slice: LatencySlice): void => {
    for (const window of this.#longer) window.absorb(slice);
  };

  readonly #record = (micros: number): void => {
    this.#short.record(micros);
    this.#total.record(micros);
    this.#sum += micros;
  };
}
