import type { Topology } from "../../protocol/mod.ts";
import {
  actorLabel,
  type ActorSample,
  type ChannelSample,
  type GraphSample,
} from "../sample/mod.ts";
import {
  type ActorSeries,
  type ChannelSeries,
  type LatencyBuckets,
  type LatencyPast,
  type Measures,
  type SpanName,
  SPANS,
  type Summary,
} from "../measure/mod.ts";

/** An actor with its current values, for `/graph.json`. */
export interface ActorView extends ActorSample {
  readonly id: string;
  readonly name: string;
  readonly instance: number | null;
  readonly label: string;
  readonly troupe: string | null;
}

/** A channel with its current values, for `/graph.json`. */
export interface ChannelView extends ChannelSample {
  readonly id: string;
  readonly name: string;
  readonly lane: number | null;
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly capacity: number;
}

/** A graph with its current values, for `/graph.json`. */
export interface GraphView {
  readonly graph: string;
  readonly lifecycle: GraphSample["lifecycle"];
  readonly time: number;
  readonly actors: readonly ActorView[];
  readonly channels: readonly ChannelView[];
}

/** The whole graph with its current values. Ids are those of the page: `a0`, `c0`. */
export function graphView(topology: Topology, sample: GraphSample): GraphView {
  return {
    graph: topology.graph,
    lifecycle: sample.lifecycle,
    time: sample.time,
    actors: sample.actors.map((_, index) => actorView(topology, sample, index)),
    channels: sample.channels.map((_, index) => channelView(topology, sample, index)),
  };
}

function actorView({ actors }: Topology, sample: GraphSample, index: number): ActorView {
  const { name, instance, troupe } = actors[index]!;
  const label = actorLabel({ name, instance });
  return { id: `a${index}`, name, instance, label, troupe, ...sample.actors[index]! };
}

function channelView({ channels }: Topology, sample: GraphSample, index: number): ChannelView {
  const { name, lane, from, to, kind, capacity } = channels[index]!;
  const ends = { from: `a${from}`, to: `a${to}` };
  return { id: `c${index}`, name, lane, ...ends, kind, capacity, ...sample.channels[index]! };
}

/** What is known of one actor or channel, for `/api/detail`. */
export type DetailView = (ActorView & ActorPast) | (ChannelView & ChannelPast);

/** The last while of an actor. */
export interface ActorPast {
  /** By window, then by metric: shares from 0 to 1, rates a second, bytes. */
  readonly windows: ByWindow<ActorMeasure>;
}

/** The last while of a channel. */
export interface ChannelPast {
  /** By window, then by metric: shares from 0 to 1, rates a second, latencies in microseconds. */
  readonly windows: ByWindow<ChannelSeries | "latency">;
  /** The latencies of the last minute. */
  readonly latency: LatencyView;
}

/** Latencies, in microseconds. */
export interface LatencyView {
  /** The parts that hold some, the shortest first: up to which latency they go, and how many they hold. */
  readonly buckets: LatencyBuckets;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly count: number;
}

type ActorMeasure = Exclude<ActorSeries, "restarts">;
type ByWindow<Name extends string> = Readonly<Record<SpanName, Readonly<Record<Name, Summary>>>>;

/** One actor or channel with its current values and its last while; `null` when there is none of that id. */
export function detailView(
  topology: Topology,
  sample: GraphSample,
  measures: Measures,
  id: string,
): DetailView | null {
  const [, side, digits] = /^([ac])(0|[1-9]\d*)$/.exec(id) ?? [];
  const index = Number(digits);
  if (side === "a" && index < sample.actors.length) {
    return { ...actorView(topology, sample, index), ...actorPast(measures, index) };
  }
  if (side === "c" && index < sample.channels.length) {
    return { ...channelView(topology, sample, index), ...channelPast(measures, index) };
  }
  return null;
}

function actorPast(measures: Measures, actor: number): ActorPast {
  return {
    windows: byWindow((span) => {
      const of = (name: ActorSeries) => measures.actor(actor, name, span);
      return {
        busy: of("busy"),
        blocked: of("blocked"),
        waiting: of("waiting"),
        outside: of("outside"),
        mcpu: of("mcpu"),
        load: of("load"),
        turnRate: of("turnRate"),
        batch: of("batch"),
        heap: of("heap"),
      };
    }),
  };
}

function channelPast(measures: Measures, channel: number): ChannelPast {
  const meter = measures.latencies(channel);
  return {
    windows: byWindow((span) => {
      const of = (name: ChannelSeries) => measures.channel(channel, name, span);
      return {
        fill: of("fill"),
        rate: of("rate"),
        bytesRate: of("bytesRate"),
        latency: meter.window(span).summary(),
      };
    }),
    latency: latencyView(meter.window(SPANS["1m"])),
  };
}

function latencyView(window: LatencyPast): LatencyView {
  const { average: mean, max, count, p50, p90, p99 } = window.summary();
  return {
    buckets: window.buckets(),
    p50,
    p90,
    p99,
    p999: window.percentile(99.9),
    max,
    mean,
    count,
  };
}

function byWindow<Name extends string>(
  make: (spanMs: number) => Record<Name, Summary>,
): ByWindow<Name> {
  return { "10s": make(SPANS["10s"]), "1m": make(SPANS["1m"]), "15m": make(SPANS["15m"]) };
}
