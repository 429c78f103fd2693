/**
 * Hands a graph's figures to OpenTelemetry, which Deno has built in: they leave with everything else that the process exports
 * when it is started with `OTEL_DENO=true`, and cost nothing when it is not. No actor takes part.
 *
 * @module
 */
import { CHANNEL_FIGURES } from "../catalogue.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import type { ActorFigure, ChannelFigure } from "../figure.ts";
import type { ActorSample, ChannelSample, GraphSample } from "../sample/mod.ts";
import type { FigureValue, Unit } from "../units.ts";
import { inBase } from "./metric.ts";
import { PROCESS_METRICS } from "./process_metrics.ts";
import type { ProcessReading, Topology } from "../../protocol/mod.ts";
import type { LatencyTotals } from "../measure/mod.ts";
import { LATENCY_LIMITS } from "./latency_buckets.ts";
import { LatencyPicks } from "./latency_picks.ts";

/** Attributes of an observation. */
type Attributes = Readonly<Record<string, string>>;

/** The part of OpenTelemetry's API for JavaScript that is used here. */
interface BatchResult {
  observe(instrument: unknown, value: number, attributes: Attributes): void;
}

interface InstrumentOptions {
  readonly unit: string;
  readonly description: string;
  readonly advice?: { readonly explicitBucketBoundaries: readonly number[] };
}

interface Meter {
  createObservableCounter(name: string, options: InstrumentOptions): unknown;
  createObservableUpDownCounter(name: string, options: InstrumentOptions): unknown;
  createHistogram(
    name: string,
    options: InstrumentOptions,
  ): { record(value: number, attributes: Attributes): void };
  addBatchObservableCallback(observe: (result: BatchResult) => void, of: readonly unknown[]): void;
  removeBatchObservableCallback(
    observe: (result: BatchResult) => void,
    of: readonly unknown[],
  ): void;
}

interface MeterProvider {
  getMeter(name: string, version: string): Meter;
}

/** What is exported. */
export interface ExportParts {
  readonly topology: Topology;
  /** A sample of now. */
  readonly sample: () => GraphSample;
  /** The latencies of the channel of that index. */
  readonly latencies: (channel: number) => Pick<LatencyTotals, "buckets">;
  /** How the processes are that actors have of their own. */
  readonly processes: () => readonly ProcessReading[];
  /** The version of this package. */
  readonly version: string;
}

const DIRECTION = "actor.channel.direction";

const SCOPE = "@steady-state/deno";

/** Where OpenTelemetry's API for JavaScript registers itself, by its own convention. */
const API = Symbol.for("opentelemetry.js.api.1");

/**
 * Exports the figures of a graph for as long as the process exports any. Of the latencies, fifty a channel at most go out with an
 * export. The result ends it.
 */
export function exportToOpenTelemetry(
  { topology, sample, latencies, processes, version }: ExportParts,
  provider: MeterProvider | undefined = registeredProvider(),
): () => void {
  if (provider === undefined) return () => {};
  const meter = provider.getMeter(SCOPE, version);
  const instruments = new Map<string, unknown>();
  const ofActor = actorFiguresOf(topology).flatMap((figure) => toObserved(figure));
  const ofChannel = CHANNEL_FIGURES.flatMap((figure) => toObserved(figure));
  const ofProcess = topology.processes === undefined ? [] : PROCESS_METRICS.map((metric) => {
    const { type, help, otel } = metric;
    return {
      ...metric,
      instrument: instrumentOf(otel.name, type === "counter", {
        unit: otel.unit,
        description: help,
      }),
    };
  });
  const latency = meter.createHistogram("actor.channel.latency", {
    unit: "s",
    description: "Time from the commit that sent a message to the commit that took it.",
    advice: { explicitBucketBoundaries: LATENCY_LIMITS },
  });
  const ofActors = topology.actors.map((_, index) => actorAttributes(topology, index));
  const ofChannels = topology.channels.map((_, index) => channelAttributes(topology, index));
  const picks = topology.channels.map(() => new LatencyPicks());

  /** The instrument by that name; there is one of each. */
  function instrumentOf(
    name: string,
    isCounter: boolean,
    options: InstrumentOptions,
  ): unknown {
    if (!instruments.has(name)) {
      instruments.set(
        name,
        isCounter
          ? meter.createObservableCounter(name, options)
          : meter.createObservableUpDownCounter(name, options),
      );
    }
    return instruments.get(name);
  }

  /** The instrument of a figure; figures that differ in the direction only share one. */
  function toObserved(
    { name: figure, unit, about, otel }: ActorFigure | ChannelFigure,
  ): Observed[] {
    if (otel === undefined) return [];
    const { name, type, direction } = otel;
    const instrument = instrumentOf(name, type === "counter", {
      unit: otel.unit,
      description: about,
    });
    return [{ figure, unit, instrument, ...direction && { [DIRECTION]: direction } }];
  }

  function observe(result: BatchResult): void {
    const { actors, channels } = sample();
    actors.forEach((actor, index) => tell(result, ofActor, actor, ofActors[index]!));
    channels.forEach((channel, index) => {
      const attributes = ofChannels[index]!;
      tell(result, ofChannel, channel, attributes);
      for (const micros of picks[index]!.next(latencies(index))) {
        latency.record(micros / 1e6, attributes);
      }
    });
    if (ofProcess.length > 0) observeProcesses(result);
  }

  function observeProcesses(result: BatchResult): void {
    for (const reading of processes()) {
      const attributes = { "actor.graph": topology.graph, "actor.process.name": reading.name };
      for (const { instrument, value } of ofProcess) {
        const told = value(reading);
        if (told !== null) result.observe(instrument, told, attributes);
      }
    }
  }

  const observed = [...instruments.values()];
  meter.addBatchObservableCallback(observe, observed);
  return () => meter.removeBatchObservableCallback(observe, observed);
}

/** A figure, and the instrument that it is told by. */
interface Observed {
  readonly figure: string;
  readonly unit: Unit;
  readonly instrument: unknown;
  readonly [DIRECTION]?: "send" | "take";
}

function tell(
  result: BatchResult,
  observed: readonly Observed[],
  sample: ActorSample | ChannelSample,
  attributes: Attributes,
): void {
  const values = sample as unknown as Readonly<Record<string, FigureValue>>;
  for (const { figure, unit, instrument, [DIRECTION]: direction } of observed) {
    const value = inBase(unit, values[figure] ?? null);
    const all = direction === undefined ? attributes : { ...attributes, [DIRECTION]: direction };
    if (value !== null) result.observe(instrument, value, all);
  }
}

/** The provider that Deno registers where its export is on; its own object throws where it is off. */
function registeredProvider(): MeterProvider | undefined {
  const known = globalThis as { [API]?: { metrics?: MeterProvider } };
  return known[API]?.metrics;
}

function actorAttributes({ graph, actors }: Topology, index: number): Attributes {
  const { name, instance } = actors[index]!;
  const known = { "actor.graph": graph, "actor.name": name };
  return instance === null ? known : { ...known, "actor.instance": String(instance) };
}

function channelAttributes({ graph, channels }: Topology, index: number): Attributes {
  const { name, lane, kind } = channels[index]!;
  const known = {
    "actor.graph": graph,
    "actor.channel.name": name,
    "actor.channel.message.type": kind,
  };
  return lane === null ? known : { ...known, "actor.channel.lane": String(lane) };
}
