import type { Topology } from "../protocol/topology.ts";
import type { ActorSample, ChannelSample, GraphSample } from "./graph_sample.ts";
import type { Family, Labels } from "./prometheus.ts";

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

const LIFECYCLES = ["building", "running", "stopping", "stopped"] as const;

type Metric<Sample> = readonly [
  name: string,
  type: Family["type"],
  help: string,
  value: (sample: Sample) => number,
];

const ACTOR_METRICS: readonly Metric<ActorSample>[] = [
  ["busy_seconds_total", "counter", "Time spent working.", ({ busyMs }) => busyMs / 1000],
  [
    "blocked_seconds_total",
    "counter",
    "Time spent waiting for room in an output.",
    ({ blockedMs }) => blockedMs / 1000,
  ],
  [
    "waiting_seconds_total",
    "counter",
    "Time spent waiting for input, time or a promise.",
    ({ waitingMs }) => waitingMs / 1000,
  ],
  ["turns_total", "counter", "Turns committed.", ({ turns }) => turns],
  ["restarts_total", "counter", "How often the actor was restarted.", ({ restarts }) => restarts],
  ["up", "gauge", "1 while the actor runs.", ({ phase }) => phase === "down" ? 0 : 1],
  ["alert_level", "gauge", "0 ok, 1 watch, 2 high, 3 critical.", ({ level }) => level],
];

const CHANNEL_METRICS: readonly Metric<ChannelSample & { capacity: number }>[] = [
  ["sent_messages_total", "counter", "Messages sent.", ({ sent }) => sent],
  ["taken_messages_total", "counter", "Messages taken.", ({ taken }) => taken],
  ["depth_messages", "gauge", "Messages in the channel now.", ({ depth }) => depth],
  ["capacity_messages", "gauge", "Messages that the channel holds at most.", (c) => c.capacity],
  ["alert_level", "gauge", "0 ok, 1 watch, 2 high, 3 critical.", ({ level }) => level],
];

/** All metrics of a graph. */
export function metricsView(topology: Topology, sample: GraphSample, own: OwnFigures): Family[] {
  const actors = sample.actors.map((actor, index) =>
    [actorLabels(topology, index), actor] as const
  );
  const channels = sample.channels.map((channel, index) => {
    const { capacity } = topology.channels[index]!;
    return [channelLabels(topology, index), { ...channel, capacity }] as const;
  });
  return [
    ...families("steady_actor_", ACTOR_METRICS, actors),
    ...families("steady_channel_", CHANNEL_METRICS, channels),
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

function families<Sample>(
  prefix: string,
  metrics: readonly Metric<Sample>[],
  samples: readonly (readonly [Labels, Sample])[],
): Family[] {
  return metrics.map(([name, type, help, value]): Family => ({
    name: prefix + name,
    type,
    help,
    samples: samples.map(([labels, sample]) => [labels, value(sample)]),
  }));
}

function actorLabels({ graph, actors }: Topology, index: number): Labels {
  const { name, instance } = actors[index]!;
  return { graph, actor: name, instance_no: instance === null ? "" : String(instance) };
}

function channelLabels({ graph, actors, channels }: Topology, index: number): Labels {
  const { name, lane, from, to, kind } = channels[index]!;
  return {
    graph,
    channel: name,
    lane: lane === null ? "" : String(lane),
    from: actors[from]!.name,
    to: actors[to]!.name,
    type: kind,
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
