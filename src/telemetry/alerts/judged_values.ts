import { LATENCIES } from "../catalogue.ts";
import type { LatencyMeter, NumberTable, Windows } from "../measure/mod.ts";
import type { ShownStat } from "../../protocol/mod.ts";

const MICROS_PER_MS = 1000;

/** The values that rules judge and that are shown, in the units of the metrics; `null` where they are not known. */
export class JudgedValues {
  readonly #table: NumberTable;
  readonly #windows: Windows;
  readonly #latencies: readonly LatencyMeter[];

  /** `latencies` are by channel. */
  constructor(table: NumberTable, windows: Windows, latencies: readonly LatencyMeter[]) {
    this.#table = table;
    this.#windows = windows;
    this.#latencies = latencies;
  }

  /** The value of an actor. */
  ofActor({ metric, stat, windowMs, deviations }: ShownStat, actor: number): number | null {
    const series = this.#table.ofActor(actor, metric);
    return this.#windows.stat(series, windowMs, stat, deviations);
  }

  /** The value of a channel; `undefined` if it cannot be judged. */
  ofChannel(
    { metric, stat, windowMs, deviations }: ShownStat,
    channel: number,
  ): number | null | undefined {
    if (metric === LATENCIES) {
      const latency = this.#latencies[channel]!;
      const micros = latency.stat(windowMs, stat, deviations);
      if (micros !== null) return micros / MICROS_PER_MS;
      // What waits may wait for ever: it has no stamp, so nobody knows.
      return latency.isWaiting ? undefined : null;
    }
    const series = this.#table.ofChannel(channel, metric);
    return this.#windows.stat(series, windowMs, stat, deviations);
  }
}
