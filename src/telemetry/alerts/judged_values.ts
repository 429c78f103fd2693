import type { LatencyMeter } from "../measure/latency_meter.ts";
import type { ActorSeries, ChannelSeries, SeriesTable } from "../measure/series.ts";
import type { Windows } from "../measure/windows.ts";
import type { Ladder } from "./ladder.ts";

const MCPU_PER_CORE = 1000;
const MICROS_PER_MS = 1000;

/** The values that rules judge, in the units of the metrics; `null` where they are not known. */
export class JudgedValues {
  readonly #table: SeriesTable;
  readonly #windows: Windows;
  readonly #latencies: readonly LatencyMeter[];

  /** `latencies` are by channel. */
  constructor(table: SeriesTable, windows: Windows, latencies: readonly LatencyMeter[]) {
    this.#table = table;
    this.#windows = windows;
    this.#latencies = latencies;
  }

  /** The value of an actor. */
  ofActor({ metric, stat, windowMs, deviations }: Ladder, actor: number): number | null {
    const name = metric === "mcpu" ? "busy" : metric as ActorSeries;
    const series = this.#table.ofActor(actor, name);
    const value = this.#windows.stat(series, windowMs, stat, deviations);
    return value !== null && metric === "mcpu" ? value * MCPU_PER_CORE : value;
  }

  /** The value of a channel. */
  ofChannel({ metric, stat, windowMs, deviations }: Ladder, channel: number): number | null {
    if (metric === "latency") {
      const micros = this.#latencies[channel]!.window(windowMs).stat(stat, deviations);
      return micros === null ? null : micros / MICROS_PER_MS;
    }
    const series = this.#table.ofChannel(channel, metric as ChannelSeries);
    return this.#windows.stat(series, windowMs, stat, deviations);
  }
}
