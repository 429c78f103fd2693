import { LatencyReader } from "../../probe/latency_read.ts";
import type { ChannelEdge, Stat } from "../../protocol/mod.ts";
import { Histogram } from "./histogram.ts";
import type { LatencySlice } from "./latency_slice.ts";
import { LatencyWindow } from "./latency_window.ts";
import type { Latencies, LatencyTotals } from "./measures.ts";
import { percentOf } from "./summary.ts";
import { SPANS } from "./windows.ts";

const MICROS_PER_MS = 1000;

/** What is needed of a channel. */
type MeteredEdge = Pick<ChannelEdge, "latencyAt" | "sentWord" | "takenWord">;

/** Measures the latency of one channel, in microseconds. */
export class LatencyMeter implements Latencies {
  readonly #reader: LatencyReader;
  readonly #total = new Histogram();
  readonly #edge: MeteredEdge;
  readonly #words: Int32Array;
  #sum = 0;
  #pending: number | null = null;
  readonly #short: LatencyWindow;
  // These are given the parts that the short one has completed: a value is two seconds old when it comes to them.
  readonly #longer: readonly [LatencyWindow, LatencyWindow];

  /** `percents` are percentiles that summaries have besides those that they always have. */
  constructor(region: SharedArrayBuffer, edge: MeteredEdge, percents: readonly number[] = []) {
    this.#short = new LatencyWindow(SPANS["10s"], 5, percents);
    this.#longer = [
      new LatencyWindow(SPANS["1m"], 6, percents),
      new LatencyWindow(SPANS["15m"], 5, percents),
    ];
    this.#reader = new LatencyReader(region, edge.latencyAt);
    this.#edge = edge;
    this.#words = new Int32Array(region);
  }

  /** Takes in what was measured since the last time. */
  read(now: number): void {
    for (const window of this.#longer) window.advance(now);
    this.#short.advance(now, this.#pass);
    this.#reader.read(this.#record);
    const pendingMs = this.#reader.pendingMs(now, this.#edge);
    this.#pending = pendingMs === null ? null : pendingMs * MICROS_PER_MS;
  }

  /**
   * One stat of the shortest window that covers a span; `null` when nothing is known. A reader that is stuck notes no latency, so
   * a message that is still in the channel counts with its age: in the largest and in percentiles above the median at once, in
   * the others when nothing was measured in the window.
   */
  stat(spanMs: number, stat: Stat, deviations = 1): number | null {
    const value = this.window(spanMs).stat(stat, deviations);
    if (value === null || this.#pending === null) return value ?? this.#pending;
    return stat === "max" || (percentOf(stat) ?? 0) > 50 ? Math.max(value, this.#pending) : value;
  }

  /** Whether there are messages in the channel. */
  get isWaiting(): boolean {
    const { sentWord, takenWord } = this.#edge;
    const taken = Atomics.load(this.#words, takenWord);
    return ((Atomics.load(this.#words, sentWord) - taken) | 0) > 0;
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
