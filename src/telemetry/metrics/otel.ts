/**
 * Hands a graph's figures to OpenTelemetry, which Deno has built in: they leave with everything else that the process exports
 * when it is started with `OTEL_DENO=true`, and cost nothing when it is not. No actor takes part.
 *
 * @module
 */
import type { GraphSample } from "../sample/mod.ts";
import type { Topology } from "../../protocol/mod.ts";
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
  /** The version of this package. */
  readonly version: string;
}

const SCOPE = "@steady-state/deno";

/** Where OpenTelemetry's API for JavaScript registers itself, by its own convention. */
const API = Symbol.for("opentelemetry.js.api.1");

/**
 * Exports the figures of a graph for as long as the process exports any. Of the latencies, fifty a channel at most go out with an
 * export. The result ends it.
 */
export function exportToOpenTelemetry(
  { topology, sample, latencies, version }: ExportParts,
  provider: MeterProvider | undefined = registeredProvider(),
): () => void {
  if (provider === undefined) return () => {};
  const meter = provider.getMeter(SCOPE, version);
  const counter = (name: string, unit: string, description: string) =>
    meter.createObservableCounter(name, { unit, description });
  const level = (name: string, unit: string, description: string) =>
    meter.createObservableUpDownCounter(name, { unit, description });
  const busy = counter("actor.busy.time", "s", "Time spent working.");
  const blocked = counter("actor.blocked.time", "s", "Time spent waiting for room in an output.");
  const waiting = counter("actor.waiting.time", "s", "Time spent waiting for input or time.");
  const outside = counter("actor.outside.time", "s", "Time spent waiting for something outside.");
  const turns = counter("actor.turns", "{turn}", "Turns committed.");
  const restarts = counter("actor.restarts", "{restart}", "How often it was restarted.");
  const messages = counter("actor.channel.messages", "{message}", "Messages sent and taken.");
  const bytes = counter("actor.channel.io", "By", "Payload bytes sent.");
  const depth = level("actor.channel.depth", "{message}", "Messages in the channel.");
  const capacity = level("actor.channel.capacity", "{message}", "Messages that it holds at most.");
  const latency = meter.createHistogram("actor.channel.latency", {
    unit: "s",
    description: "Time from the commit that sent a message to the commit that took it.",
    advice: { explicitBucketBoundaries: LATENCY_LIMITS },
  });
  const ofActors = topology.actors.map((_, index) => actorAttributes(topology, index));
  const ofChannels = topology.channels.map((_, index) => channelAttributes(topology, index));
  const picks = topology.channels.map(() => new LatencyPicks());

  function observe(result: BatchResult): void {
    const { actors, channels } = sample();
    actors.forEach((actor, index) => {
      const attributes = ofActors[index]!;
      result.observe(busy, actor.busyMs / 1000, attributes);
      result.observe(blocked, actor.blockedMs / 1000, attributes);
      result.observe(waiting, actor.waitingMs / 1000, attributes);
      result.observe(outside, actor.outsideMs / 1000, attributes);
      result.observe(turns, actor.turns, attributes);
      result.observe(restarts, actor.restarts, attributes);
    });
    channels.forEach((channel, index) => {
      const attributes = ofChannels[index]!;
      const direction = "actor.channel.direction";
      result.observe(messages, channel.sent, { ...attributes, [direction]: "send" });
      result.observe(messages, channel.taken, { ...attributes, [direction]: "take" });
      result.observe(bytes, channel.bytes, attributes);
      result.observe(depth, channel.depth, attributes);
      result.observe(capacity, topology.channels[index]!.capacity, attributes);
      for (const micros of picks[index]!.next(latencies(index))) {
        latency.record(micros / 1e6, attributes);
      }
    });
  }

  const observed = [
    busy,
    blocked,
    waiting,
    outside,
    turns,
    restarts,
    messages,
    bytes,
    depth,
    capacity,
  ];
  meter.addBatchObservableCallback(observe, observed);
  return () => meter.removeBatchObservableCallback(observe, observed);
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
