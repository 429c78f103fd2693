import type { Alert, Lifecycle, TelemetrySource } from "../../protocol/mod.ts";
import { actorLevel, worstLevels } from "./actor_level.ts";
import {
  ActorMeter,
  type ActorSample,
  ChannelMeter,
  type ChannelSample,
  type GraphSample,
  type Level,
  type Moment,
  RollingWindow,
} from "../sample/mod.ts";
import { AlertEngine, AlertLog, JudgedValues } from "../alerts/mod.ts";
import {
  LatencyMeter,
  type Measures,
  SeriesTable,
  SPANS,
  Totals,
  Windows,
} from "../measure/mod.ts";

/** Over how long rates and shares are taken, in milliseconds. */
export const WINDOW_MS = 1000;

/** For how long an actor is shown as crashed, in milliseconds. */
const CRASH_SHOWN_MS = 5000;

/**
 * Turns the counters in shared memory into what people read: totals, rates and shares over a window, latencies, and the levels
 * that the alerts' rules give. It has no clock and no timer; whoever calls says what time it is.
 *
 * Ten times a second is what windows and alerts are made for.
 */
export class Sampler {
  /** The alerts that are active, and the last that came or went. */
  readonly alerts: AlertLog = new AlertLog();
  readonly #source: TelemetrySource;
  readonly #actors: readonly ActorMeter[];
  readonly #channels: readonly ChannelMeter[];
  readonly #latencies: readonly LatencyMeter[];
  readonly #table: SeriesTable;
  readonly #totals: Totals;
  readonly #shown: RollingWindow;
  readonly #windows: Windows;
  readonly #engine: AlertEngine;
  readonly #values: JudgedValues;
  readonly #crashes = new Map<number, number>();
  readonly #changes: Float64Array;
  #fine: Moment | null = null;
  #coarse: Moment | null = null;
  #fresh: readonly Alert[] = [];

  /** `windowMs` is the span of the window that the samples' rates and shares are of, in milliseconds. */
  constructor(source: TelemetrySource, windowMs: number = WINDOW_MS) {
    const { region, topology } = source;
    const words = new Int32Array(region);
    this.#source = source;
    this.#actors = topology.actors.map(({ probe }) => new ActorMeter(region, probe));
    this.#channels = topology.channels.map((edge) => new ChannelMeter(words, edge));
    this.#latencies = topology.channels.map((edge) => new LatencyMeter(region, edge));
    this.#table = new SeriesTable(topology.actors.length, topology.channels.length);
    this.#totals = new Totals(topology);
    this.#changes = new Float64Array(this.#table.size);
    this.#shown = new RollingWindow(windowMs);
    this.#windows = new Windows(this.#table.size);
    this.#engine = new AlertEngine(source, this.alerts);
    this.#values = new JudgedValues(this.#table, this.#windows, this.#latencies);
  }

  /** The alerts that came or went with the last sample. */
  get fresh(): readonly Alert[] {
    return this.#fresh;
  }

  /** What was measured in the last fifteen minutes. */
  get measures(): Measures {
    const [table, windows] = [this.#table, this.#windows];
    return {
      actor: (actor, name, spanMs) => windows.summary(table.ofActor(actor, name), spanMs),
      channel: (channel, name, spanMs) => windows.summary(table.ofChannel(channel, name), spanMs),
      latencies: (channel) => this.#latencies[channel]!,
    };
  }

  /** Notes that an actor crashed at `time`. */
  crashed(actor: number, time: number): void {
    this.#crashes.set(actor, time);
  }

  /** Takes a sample at `now`, in milliseconds since the epoch. */
  sample(now: number): GraphSample {
    const probes = this.#actors.map((meter) => meter.read(now));
    const readings = this.#channels.map((meter) => meter.read());
    for (const meter of this.#latencies) meter.read(now);
    const extras = probes.map((_, index) => ({
      heap: this.#source.heapBytes(index),
      restarts: this.#source.restarts(index),
    }));
    const moment = this.#totals.add(now, probes, extras, readings);
    this.#keep(moment);
    const lifecycle = this.#source.lifecycle();
    this.#fresh = this.#judge(lifecycle, now);
    // Once the graph has stopped nothing flows any more: what the last window saw would be shown for ever.
    const stopped = lifecycle === "stopped";
    const base = this.#shown.push(moment);
    const changes = this.#totals.changes(stopped ? null : base, moment, this.#changes);
    const { topology } = this.#source;
    let at = this.#table.ofChannel(0, "fill");
    const channels = readings.map((reading, index): ChannelSample => {
      const [fill, rate, bytesRate] = [changes[at++]!, changes[at++]!, changes[at++]!];
      const latency = this.#latencies[index]!;
      return {
        ...reading,
        fill: stopped ? reading.depth / topology.channels[index]!.capacity : fill,
        rate: known(rate),
        bytesRate: known(bytesRate),
        p50: latency.stat(SPANS["10s"], "p50"),
        p99: latency.stat(SPANS["10s"], "p99"),
        maxLatency: latency.stat(SPANS["10s"], "max"),
        level: this.#engine.channelLevels[index] as Level,
      };
    });
    const inputs = worstLevels(topology, channels, "to");
    const outputs = worstLevels(topology, channels, "from");
    at = 0;
    const actors = probes.map((probe, index): ActorSample => {
      const busy = known(changes[at++]!);
      const blocked = known(changes[at++]!);
      const waiting = known(changes[at++]!);
      const outside = known(changes[at++]!);
      const mcpu = known(changes[at++]!);
      const load = known(changes[at++]!);
      const turnRate = known(changes[at++]!);
      const batch = known(changes[at++]!);
      at += 2;
      const { heap, restarts } = extras[index]!;
      return {
        ...probe,
        busy,
        blocked,
        waiting,
        outside,
        turnRate,
        batch,
        mcpu,
        load,
        heapBytes: heap,
        restarts,
        level: Math.max(
          this.#engine.actorLevels[index]!,
          actorLevel({
            crashed: this.#justCrashed(index, now),
            blocked,
            input: inputs[index]!,
            output: outputs[index]!,
          }),
        ) as Level,
      };
    });
    return { time: now, lifecycle, actors, channels };
  }

  /** A graph that begins or stops is not judged: that nothing flows then is no trouble. */
  #judge(lifecycle: Lifecycle, now: number): readonly Alert[] {
    if (lifecycle === "running") return this.#engine.judge(now, this.#values);
    return lifecycle === "stopped" ? this.#engine.clear(now) : [];
  }

  /** Adds what happened since the last fine and the last coarse sample to the windows, if it is time. */
  #keep(moment: Moment): void {
    const { fine, coarse } = this.#windows.due(moment.time);
    if (fine) {
      this.#windows.pushFine(this.#totals.changes(this.#fine, moment, this.#changes));
      this.#fine = moment;
    }
    if (coarse) {
      this.#windows.pushCoarse(this.#totals.changes(this.#coarse, moment, this.#changes));
      this.#coarse = moment;
    }
  }

  #justCrashed(actor: number, now: number): boolean {
    const time = this.#crashes.get(actor);
    return time !== undefined && now - time < CRASH_SHOWN_MS;
  }
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
