import type { Topology } from "../../protocol/topology.ts";
import type { GraphSample } from "../graph_sample.ts";
import type { Buckets, Family } from "./family.ts";
import { ACTOR_METRICS, type ActorFacts, CHANNEL_METRICS, type ChannelFacts } from "./metric.ts";
import { actorLabels, channelLabels, familyOf, joinBuckets, rowsBy } from "./metric_rows.ts";

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
  /** How often what happened to the actor of that index. */
  readonly lives: (actor: number) => Pick<ActorFacts, "crashes" | "deadLetters" | "vetoes">;
  /** The latencies of the channel of that index; left out, there are no histograms. */
  readonly latencies?: (channel: number) => Buckets;
  /** Whether each actor and channel is told of by itself, however many they are. */
  readonly full?: boolean;
}

const LIFECYCLES = ["building", "running", "stopping", "stopped"] as const;
const LATENCY_HELP =
  "Time from the commit that sent a message to the commit that took it; some messages are measured.";

/** All metrics of a graph. Above {@link MAX_SERIES} the actors, and the lanes, of one name are joined. */
export function metricsView(parts: MetricsParts): Family[] {
  const { topology, sample, own, lives, latencies, full = false } = parts;
  const joined = !full && countSeries(parts) > MAX_SERIES;
  const actors = sample.actors.map((actor, index): ActorFacts => ({ ...actor, ...lives(index) }));
  const channels = sample.channels.map((channel, index): ChannelFacts => {
    const { capacity } = topology.channels[index]!;
    return { ...channel, capacity };
  });
  const actorRows = rowsBy(actors, (index) => actorLabels(topology, index, joined));
  const labelsOf = (index: number) => channelLabels(topology, index, joined);
  const channelRows = rowsBy(channels, labelsOf);
  return [
    ...ACTOR_METRICS.map((metric) => familyOf("steady_actor_", metric, actorRows)),
    ...CHANNEL_METRICS.map((metric) => familyOf("steady_channel_", metric, channelRows)),
    ...latencies ? [latencyFamily(topology.channels.map((_, i) => latencies(i)), labelsOf)] : [],
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

function countSeries({ topology: { actors, channels }, latencies }: MetricsParts): number {
  const perHistogram = latencies && channels[0] ? latencies(0).counts.length + 2 : 0;
  return actors.length * ACTOR_METRICS.length +
    channels.length * (CHANNEL_METRICS.length + perHistogram);
}

function latencyFamily(
  buckets: readonly Buckets[],
  labelsOf: Parameters<typeof rowsBy>[1],
): Family {
  return {
    name: "steady_channel_latency_seconds",
    type: "histogram",
    help: LATENCY_HELP,
    samples: rowsBy(buckets, labelsOf).map(({ labels, samples }) => [labels, joinBuckets(samples)]),
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
