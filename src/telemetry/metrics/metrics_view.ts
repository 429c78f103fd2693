import type { ProcessReading, Topology } from "../../protocol/mod.ts";
import type { ShownValue } from "../observe/mod.ts";
import type { ActorSample, GraphSample } from "../sample/mod.ts";
import type { Buckets, Family } from "./family.ts";
import {
  ACTOR_METRICS,
  actorMetrics,
  CHANNEL_METRICS,
  type ExportedMetric,
  type IndexedChannel,
} from "./metric.ts";
import { actorFiguresOf } from "../catalogue_of_states.ts";
import { actorLabels, channelLabels, familyOf, joinBuckets, rowsBy } from "./metric_rows.ts";
import type { Row } from "./metric_rows.ts";
import { type LatencyPercentiles, percentileFamilies } from "./percentile_metrics.ts";
import { processFamilies } from "./process_metrics.ts";
import { worstOf } from "./metrics_scope.ts";
import { shownFamilies } from "./shown_metrics.ts";

/** Above so many series those of one name are joined: a scrape of that size is a burden to everybody. */
export const MAX_SERIES = 10_000;

/** What is known about the telemetry itself. */
export interface OwnFigures {
  /** The version of this package. */
  readonly version: string;
  /** The version of Deno. */
  readonly deno: string;
  /** Clients that follow the event stream. */
  readonly clients: number;
  /** Frames that slow clients missed. */
  readonly skipped: number;
  /** What the last round of frames cost, in seconds. */
  readonly frameSeconds: number;
}

/** What metrics are made from. */
export interface MetricsParts {
  readonly topology: Topology;
  readonly sample: GraphSample;
  readonly own: OwnFigures;
  /** The latencies of the channel of that index; left out, there are no histograms. */
  readonly latencies?: (channel: number) => Buckets;
  /** Percentiles of the latencies of the last minute that are told, and how many microseconds they are for a channel. */
  readonly percentiles?: LatencyPercentiles;
  /** The statistics that the program has shown. */
  readonly shown?: readonly ShownValue[];
  /** How the processes are that actors have of their own. */
  readonly processes?: readonly ProcessReading[];
  /** Whether each actor and channel is told of by itself, however many they are. */
  readonly full?: boolean;
}

const LIFECYCLES = ["building", "running", "stopping", "stopped"] as const;
const LATENCY_HELP =
  "Time from the commit that sent a message to the commit that took it; some messages are measured.";

/** Metrics that only some have. */
interface FewSeries {
  /** Channels that drop what finds no room: they count it. */
  readonly drops: number;
  /** Actors that are followed: they have {@link OF_FOLLOWED}. */
  readonly followed: number;
  /** Figures that actors tell of their own, all together. */
  readonly own: number;
}

/** So many metrics tell what is in flight. */
const OF_FOLLOWED = 3;

/**
 * All metrics of a graph. Above {@link MAX_SERIES} the actors, and the lanes, of one name are joined. Where that does not help,
 * the worst hundred actors and channels are told of, and the sums of the whole graph as `steady_graph_actors_…` and
 * `steady_graph_channels_…`; `steady_metrics_left_out` says how many are not told of.
 */
export function metricsView(parts: MetricsParts): Family[] {
  const { topology, sample, own, latencies, shown = [], processes = [], full = false } = parts;
  const { actors } = sample;
  const metrics = actorMetrics(actorFiguresOf(topology));
  const channels = sample.channels.map((channel, index): IndexedChannel => ({ ...channel, index }));
  const few: FewSeries = {
    drops: channels.filter(({ dropped }) => dropped !== null).length,
    followed: actors.filter(({ inFlight }) => inFlight !== null).length,
    own: topology.actors.map(({ definition }) =>
      topology.definitions[definition]?.figures?.length ?? 0
    ).reduce((sum, count) => sum + count, 0),
  };
  const joined = !full &&
    countSeries(parts, topology.actors, topology.channels, few) > MAX_SERIES;
  const ofActors = rowsBy(actors, (index) => actorLabels(topology, index, joined));
  const ofChannels = rowsBy(channels, (index) => channelLabels(topology, index, joined));
  const crowded = joined && countSeries(parts, ofActors, ofChannels, few) > MAX_SERIES;
  const actorRows = crowded ? worstOf(ofActors, ({ busy }) => busy ?? 0) : ofActors;
  const channelRows = crowded ? worstOf(ofChannels, ({ fill }) => fill) : ofChannels;
  return [
    ...metrics.map((metric) => familyOf("steady_actor_", metric, actorRows)),
    ...CHANNEL_METRICS.map((metric) => familyOf("steady_channel_", metric, channelRows)),
    ...latencies ? [latencyFamily(channelRows, latencies)] : [],
    ...percentileFamilies(channelRows, parts.percentiles),
    ...shownFamilies(topology, shown, joined),
    ...processFamilies(topology.graph, processes),
    ...crowded ? sumFamilies(topology.graph, metrics, actors, channels) : [],
    {
      name: "steady_metrics_left_out",
      type: "gauge",
      help: "Series of actors and of channels that are not told of, because they are too many.",
      samples: [
        [{ graph: topology.graph, of: "actors" }, ofActors.length - actorRows.length],
        [{ graph: topology.graph, of: "channels" }, ofChannels.length - channelRows.length],
      ],
    },
    {
      name: "steady_graph_liveliness",
      type: "gauge",
      help: "1 for the state that the graph is in.",
      samples: LIFECYCLES.map((state) => [
        { graph: topology.graph, state },
        state === sample.lifecycle ? 1 : 0,
      ]),
    },
    ...ownFamilies(own),
  ];
}

function countSeries(
  { topology, latencies }: MetricsParts,
  actors: readonly unknown[],
  channels: readonly unknown[],
  { drops, followed, own }: FewSeries,
): number {
  const perHistogram = latencies && topology.channels[0] ? latencies(0).counts.length + 2 : 0;
  return actors.length * (ACTOR_METRICS.length - OF_FOLLOWED) +
    OF_FOLLOWED * Math.min(followed, actors.length) +
    own +
    channels.length * (CHANNEL_METRICS.length - 1 + perHistogram) +
    Math.min(drops, channels.length);
}

// By names of their own: a sum over all series of a metric must not count anything twice.
function sumFamilies(
  graph: string,
  metrics: readonly ExportedMetric<ActorSample>[],
  actors: readonly ActorSample[],
  channels: readonly IndexedChannel[],
): Family[] {
  const labels = { graph };
  return [
    ...metrics.map((metric) =>
      familyOf("steady_graph_actors_", metric, [{ labels, samples: actors }])
    ),
    ...CHANNEL_METRICS.map((metric) =>
      familyOf("steady_graph_channels_", metric, [{ labels, samples: channels }])
    ),
  ];
}

function latencyFamily(
  rows: readonly Row<IndexedChannel>[],
  latencies: (channel: number) => Buckets,
): Family {
  return {
    name: "steady_channel_latency_seconds",
    type: "histogram",
    help: LATENCY_HELP,
    samples: rows.map(({ labels, samples }) => [
      labels,
      joinBuckets(samples.map(({ index }) => latencies(index))),
    ]),
  };
}

function ownFamilies({ version, deno, clients, skipped, frameSeconds }: OwnFigures): Family[] {
  return [
    {
      name: "steady_build_info",
      type: "gauge",
      help: "Always 1; the labels tell the versions.",
      samples: [[{ version, deno }, 1]],
    },
    {
      name: "steady_telemetry_clients",
      type: "gauge",
      help: "Clients that follow the event stream.",
      samples: [[{}, clients]],
    },
    {
      name: "steady_telemetry_skipped_frames_total",
      type: "counter",
      help: "Frames that slow clients missed.",
      samples: [[{}, skipped]],
    },
    {
      name: "steady_telemetry_frame_seconds",
      type: "gauge",
      help: "What the last round of frames cost.",
      samples: [[{}, frameSeconds]],
    },
  ];
}
