import type {
  Alert,
  Lifecycle,
  LifeEvent,
  ProcessReading,
  TelemetrySource,
} from "../../protocol/mod.ts";
import type { ProbeSample } from "../../probe/read.ts";
import { CHANNEL_FIGURES } from "../catalogue.ts";
import { actorFiguresOf, ownPlacesOf } from "../catalogue_of_states.ts";
import type { ActorFigure } from "../figure.ts";
import { actorLevel, worstLevels } from "./actor_level.ts";
import { LifeCounts } from "./life_counts.ts";
import { Judge } from "./judge.ts";
import { SeriesWindows } from "./series_windows.ts";
import { ShownStats, type ShownValue } from "./shown_stats.ts";
import {
  actorLabel,
  ActorMeter,
  type ActorReading,
  type ChannelFacts,
  ChannelMeter,
  type GraphSample,
  RollingWindow,
  sampleOf,
  Throughput,
} from "../sample/mod.ts";
import { AlertEngine, AlertLog, JudgedValues } from "../alerts/mod.ts";
import {
  BurstMeter,
  LatencyMeter,
  type Measures,
  readColumns,
  sampleColumns,
  SPANS,
  Totals,
} from "../measure/mod.ts";

/** Over how long shares and means are taken, in milliseconds. */
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
  readonly #lives: LifeCounts;
  readonly #figures: readonly ActorFigure[];
  /** The places of the figures that actors tell of their own, by definition. */
  readonly #ownPlaces: readonly ReadonlyMap<string, number>[];
  /** The index of each actor, by its label. */
  readonly #indices: ReadonlyMap<string, number>;
  readonly #actors: readonly ActorMeter[];
  readonly #channels: readonly ChannelMeter[];
  readonly #bursts: readonly BurstMeter[];
  readonly #judge: Judge;
  readonly #latencies: readonly LatencyMeter[];
  readonly #latencyOf: readonly ChannelFacts["latency"][];
  readonly #throughput: Throughput;
  readonly #totals: Totals;
  readonly #shown: RollingWindow;
  readonly #past: SeriesWindows;
  readonly #engine: AlertEngine;
  readonly #values: JudgedValues;
  readonly #shownStats: ShownStats;
  readonly #crashes = new Map<number, number>();
  #fresh: readonly Alert[] = [];

  /** `percents` are percentiles that summaries have besides those that they always have. */
  constructor(source: TelemetrySource, percents: readonly number[] = []) {
    const { region, topology } = source;
    const words = new Int32Array(region);
    this.#source = source;
    this.#figures = actorFiguresOf(topology);
    this.#ownPlaces = ownPlacesOf(topology);
    this.#lives = new LifeCounts(topology.actors.length);
    this.#indices = new Map(topology.actors.map((actor) => [actorLabel(actor), actor.index]));
    this.#actors = topology.actors.map(({ probe }) => new ActorMeter(region, probe));
    this.#channels = topology.channels.map((edge) => new ChannelMeter(words, edge));
    this.#bursts = topology.channels.map(({ capacity }) => new BurstMeter(capacity));
    this.#latencies = topology.channels.map((edge) => new LatencyMeter(region, edge, percents));
    this.#latencyOf = this.#latencies.map((meter) => (stat) => meter.stat(SPANS["10s"], stat));
    this.#throughput = new Throughput(topology);
    this.#totals = new Totals(topology);
    this.#judge = new Judge(topology, this.#totals);
    this.#shown = new RollingWindow(WINDOW_MS);
    this.#past = new SeriesWindows(topology, this.#totals, percents);
    this.#engine = new AlertEngine(source, this.alerts);
    this.#values = new JudgedValues(this.#past.table, this.#past.windows, this.#latencies);
    this.#shownStats = new ShownStats(topology, this.#values);
  }

  /** The alerts that came or went with the last sample. */
  get fresh(): readonly Alert[] {
    return this.#fresh;
  }

  /** What was measured in the last fifteen minutes. */
  get measures(): Measures {
    const { table, windows } = this.#past;
    return {
      actor: (actor, name, spanMs) => windows.summary(table.ofActor(actor, name), spanMs),
      channel: (channel, name, spanMs) => windows.summary(table.ofChannel(channel, name), spanMs),
      latencies: (channel) => this.#latencies[channel]!,
    };
  }

  /** The statistics that the program has shown. */
  get shownValues(): readonly ShownValue[] {
    return this.#shownStats.values;
  }

  /** Notes what happened to an actor. */
  note({ subject, what, time }: Pick<LifeEvent, "subject" | "what" | "time">): void {
    const actor = this.#indices.get(subject);
    if (actor === undefined) return;
    this.#lives.add(actor, what);
    if (what === "crashed") this.#crashes.set(actor, time);
  }

  /** Takes a sample at `now`, in milliseconds since the epoch. */
  sample(now: number): GraphSample {
    this.#shownStats.update(now);
    const probes = this.#actors.map((meter) => meter.read(now));
    const ofChannels = this.#channelFacts(now);
    for (const meter of this.#latencies) meter.read(now);
    const read = {
      actors: readColumns(this.#figures, this.#actorReadings(probes, ofChannels)),
      channels: readColumns(CHANNEL_FIGURES, ofChannels),
    };
    const moment = this.#totals.add(now, read);
    this.#past.keep(moment);
    const lifecycle = this.#source.lifecycle();
    this.#judge.judge(moment, probes, lifecycle === "running");
    this.#fresh = this.#alert(lifecycle, now);
    // Once the graph has stopped nothing flows any more: what the last window saw would be shown for ever.
    const shown = this.#shown.push(moment);
    const base = lifecycle === "stopped" ? null : shown;
    const { channelLevels } = this.#engine;
    const levels = probes.map(() => 0);
    const actors = sampleColumns(
      this.#figures,
      read.actors,
      this.#totals.ofActors(base, moment),
      levels,
    );
    this.#judgeActors(now, actors.get("blocked") as Float64Array, levels);
    const channels = sampleColumns(
      CHANNEL_FIGURES,
      read.channels,
      this.#totals.ofChannels(base, moment),
      [...channelLevels],
    );
    return sampleOf(now, lifecycle, { actors, channels, figures: this.#figures });
  }

  #channelFacts(now: number): ChannelFacts[] {
    const { channels } = this.#source.topology;
    return this.#channels.map((meter, index) => {
      const { capacity, regionBytes = null } = channels[index]!;
      const counts = meter.read();
      const bursts = this.#bursts[index]!;
      bursts.add(now, counts);
      return {
        counts,
        capacity,
        regionBytes,
        pressure: known(this.#judge.pressures[index]!),
        full: bursts.full,
        burst: bursts.largest,
        latency: this.#latencyOf[index]!,
        shown: this.#shownStats.ofChannel(index),
      };
    });
  }

  #actorReadings(
    probes: readonly ProbeSample[],
    channels: readonly ChannelFacts[],
  ): ActorReading[] {
    const messages = this.#throughput.count(channels.map(({ counts }) => counts));
    const processes = processesOf(this.#source);
    return probes.map((probe, index) => ({
      probe,
      isAsleep: this.#source.isAsleep?.(index) ?? false,
      messages: messages[index]!,
      heapBytes: this.#source.heapBytes(index),
      process: processes(index),
      regionBytes: this.#source.topology.actors[index]!.regionBytes ?? null,
      stateBytes: this.#source.topology.actors[index]!.stateBytes ?? null,
      restarts: this.#source.restarts(index),
      crashes: this.#lives.of(index, "crashed"),
      deadLetters: this.#lives.of(index, "deadLetter"),
      vetoes: this.#lives.of(index, "veto"),
      shown: this.#shownStats.ofActor(index),
      flight: this.#source.flightOf?.(index) ?? null,
      own: this.#source.figuresOf?.(index) ?? null,
      ownPlaces: this.#ownPlaces[this.#source.topology.actors[index]!.definition] ?? NO_PLACES,
    }));
  }

  /** Writes the level of each actor, as far as its alerts, its channels and its last crash say. */
  #judgeActors(now: number, blocked: Float64Array, levels: number[]): void {
    const { topology } = this.#source;
    const { actorLevels, channelLevels } = this.#engine;
    const { starving, senders } = this.#judge;
    const inputs = worstLevels(topology, channelLevels, "to", (channel) => !starving.has(channel));
    const outputs = worstLevels(topology, channelLevels, "from");
    const sent = worstLevels(
      topology,
      channelLevels,
      "from",
      (channel) => senders.has(channel),
    );
    levels.forEach((_, index) => {
      const level = actorLevel({
        crashed: this.#justCrashed(index, now),
        blocked: blocked[index]!,
        input: inputs[index]!,
        output: outputs[index]!,
        sent: sent[index]!,
      });
      levels[index] = Math.max(actorLevels[index]!, level);
    });
  }

  /** A graph that begins or stops is not judged: that nothing flows then is no trouble. */
  #alert(lifecycle: Lifecycle, now: number): readonly Alert[] {
    if (lifecycle === "running") return this.#engine.judge(now, this.#values);
    return lifecycle === "stopped" ? this.#engine.clear(now) : [];
  }

  #justCrashed(actor: number, now: number): boolean {
    const time = this.#crashes.get(actor);
    return time !== undefined && now - time < CRASH_SHOWN_MS;
  }
}

const NO_PLACES: ReadonlyMap<string, number> = new Map();

/** The process that an actor is in, by its index; `null` where that is none of its own. */
function processesOf(
  { topology: { actors, processes: names = [] }, processes }: TelemetrySource,
): (actor: number) => ProcessReading | null {
  if (names.length === 0 || processes === undefined) return () => null;
  const readings = new Map(processes().map((reading) => [reading.name, reading]));
  return (actor) => readings.get(actors[actor]!.troupe ?? "") ?? null;
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
