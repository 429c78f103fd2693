import { figureOf, metricOf, type Topology } from "../../protocol/mod.ts";
import { ACTOR_FIGURES, LATENCIES } from "../catalogue.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import {
  type ActorSeries,
  type ChannelSeries,
  type LatencyPast,
  type Measures,
  type SpanName,
  SPANS,
  type Summary,
} from "../measure/mod.ts";
import { actorLabel, type ActorSample, type GraphSample } from "../sample/mod.ts";
import type {
  ActorDetail,
  ActorView,
  ChannelDetail,
  ChannelView,
  GraphView,
} from "./api_schema.ts";
import { TOLD_CHANNEL_SERIES, toldActorSeries } from "./told_series.ts";

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

function actorView(topology: Topology, sample: GraphSample, index: number): ActorView {
  const { name, instance, troupe } = topology.actors[index]!;
  const label = actorLabel({ name, instance });
  const told = withoutOthers(topology, sample.actors[index]!);
  return { id: `a${index}`, name, instance, label, troupe, ...told };
}

/** What is known of an actor, without the figures that only others tell of their own. */
function withoutOthers(topology: Topology, actor: ActorSample): ActorSample {
  if (actorFiguresOf(topology) === ACTOR_FIGURES) return actor;
  const told = Object.entries(actor).filter(([name, value]) =>
    value !== null || figureOf(name) === undefined
  );
  return Object.fromEntries(told) as unknown as ActorSample;
}

function channelView({ channels }: Topology, sample: GraphSample, index: number): ChannelView {
  const { name, lane, from, to, kind } = channels[index]!;
  const ends = { from: `a${from}`, to: `a${to}` };
  return { id: `c${index}`, name, lane, ...ends, kind, ...sample.channels[index]! };
}

/** One actor or channel with its current values and its last while; `null` when there is none of that id. */
export function detailView(
  topology: Topology,
  sample: GraphSample,
  measures: Measures,
  id: string,
  given: Pick<ActorDetail, "args" | "thread"> = { args: {}, thread: null },
): ActorDetail | ChannelDetail | null {
  const [, side, digits] = /^([ac])(0|[1-9]\d*)$/.exec(id) ?? [];
  const index = Number(digits);
  if (side === "a" && index < sample.actors.length) {
    return {
      ...actorView(topology, sample, index),
      ...given,
      ...actorPast(topology, measures, index),
    };
  }
  if (side === "c" && index < sample.channels.length) {
    return { ...channelView(topology, sample, index), ...channelPast(measures, index) };
  }
  return null;
}

function actorPast(
  topology: Topology,
  measures: Measures,
  actor: number,
): Pick<ActorDetail, "windows"> {
  return {
    windows: bySpan(
      [...toldActorSeries(ACTOR_FIGURES), ...ownSeries(topology, actor)],
      (name, span) => measures.actor(actor, name as ActorSeries, span),
    ),
  };
}

/** The series of the figures that the actor tells of its own. */
function ownSeries({ actors, definitions }: Topology, actor: number): string[] {
  const { figures = [] } = definitions[actors[actor]!.definition] ?? {};
  return figures.map(({ name }) => metricOf(name));
}

function channelPast(
  measures: Measures,
  channel: number,
): Pick<ChannelDetail, "windows" | "latency"> {
  const meter = measures.latencies(channel);
  return {
    windows: bySpan(
      [...TOLD_CHANNEL_SERIES, LATENCIES],
      (name, span) =>
        name === LATENCIES
          ? meter.window(span).summary()
          : measures.channel(channel, name as ChannelSeries, span),
    ),
    latency: latencyView(meter.window(SPANS["1m"])),
  };
}

function latencyView(window: LatencyPast): ChannelDetail["latency"] {
  const { average: mean, min: _, deviation: __, ...told } = window.summary();
  return { buckets: window.buckets(), ...told, p999: window.percentile(99.9), mean };
}

function bySpan(
  series: readonly string[],
  summaryOf: (name: string, spanMs: number) => Summary,
): Record<SpanName, Record<string, Summary>> {
  const of = (spanMs: number) =>
    Object.fromEntries(series.map((name) => [name, summaryOf(name, spanMs)]));
  return { "10s": of(SPANS["10s"]), "1m": of(SPANS["1m"]), "15m": of(SPANS["15m"]) };
}
