import type { Topology } from "../protocol/topology.ts";
import { actorLabel } from "./actor_label.ts";
import type { ActorSample, ChannelSample, GraphSample } from "./graph_sample.ts";

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
    actors: sample.actors.map((actor, index): ActorView => {
      const { name, instance, troupe } = topology.actors[index]!;
      const label = actorLabel({ name, instance });
      return { id: `a${index}`, name, instance, label, troupe, ...actor };
    }),
    channels: sample.channels.map((channel, index): ChannelView => {
      const { name, lane, from, to, kind, capacity } = topology.channels[index]!;
      const ends = { from: `a${from}`, to: `a${to}` };
      return { id: `c${index}`, name, lane, ...ends, kind, capacity, ...channel };
    }),
  };
}

/** One actor or channel with its current values, or `null` when there is none of that id. */
export function detailView(
  topology: Topology,
  sample: GraphSample,
  id: string,
): ActorView | ChannelView | null {
  const { actors, channels } = graphView(topology, sample);
  return actors.find((actor) => actor.id === id) ?? channels.find((edge) => edge.id === id) ?? null;
}
