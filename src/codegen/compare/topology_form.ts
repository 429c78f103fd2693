import type { ActorNode, ChannelEdge, DefinitionNode, Topology } from "../../protocol/mod.ts";
import { snakeCase } from "../naming.ts";
import {
  type NormalActor,
  type NormalForm,
  type NormalLane,
  sortedForm,
  STANDARD,
} from "../normal_form.ts";

/** What is compared of a graph: the topology of a program has it, and so has the answer of one that runs. */
export interface ComparedTopology extends Pick<Topology, "troupes" | "supervisors"> {
  readonly definitions: readonly Pick<DefinitionNode, "exportName" | "ofHost">[];
  readonly actors: readonly ComparedActor[];
  readonly channels: readonly ComparedChannel[];
}

/** What is compared of an actor. */
export type ComparedActor = Pick<
  ActorNode,
  | "name"
  | "instance"
  | "definition"
  | "troupe"
  | "supervisors"
  | "restart"
  | "hangTimeoutMs"
  | "durable"
>;

/** What is compared of a channel. */
export type ComparedChannel = Pick<
  ChannelEdge,
  "name" | "lane" | "from" | "fromPort" | "to" | "toPort" | "kind" | "capacity"
>;

/** The name of the type that the channel at that place carries. */
export type TypeOfChannel = (channel: ComparedChannel, place: number) => string;

/**
 * The normal form of a graph that was built. Channels are called as a drawing calls them: `tickCounts` is `tick_counts`. An actor that
 * stands for an end of the host has no code: the name of its export, and of its ports, is empty, and it lives as usual.
 */
export function normalFormOfTopology(
  { definitions, actors, channels, troupes, supervisors }: ComparedTopology,
  typeOf: TypeOfChannel,
): NormalForm {
  const labels = actors.map(({ name, instance }) =>
    instance === null ? name : `${name} ${instance}`
  );
  const definitionOf = (actor: number) =>
    definitions[(actors[actor] as ComparedActor).definition] as DefinitionNode;
  const isOfHost = (actor: number) => definitionOf(actor).ofHost === true;
  const lanes = channels.map((channel, place): NormalLane => ({
    channel: snakeCase(channel.name),
    lane: channel.lane,
    from: labels[channel.from] as string,
    fromPort: isOfHost(channel.from) ? "" : channel.fromPort,
    to: labels[channel.to] as string,
    toPort: isOfHost(channel.to) ? "" : channel.toPort,
    capacity: channel.capacity,
    type: typeOf(channel, place),
  }));
  return sortedForm({
    actors: actors.map((actor, index) => ({
      label: labels[index] as string,
      ...isOfHost(index)
        ? { exportName: "", ...STANDARD }
        : { exportName: definitionOf(index).exportName, ...lifeOf(actor, troupes) },
    })),
    lanes,
    supervisors: supervisors.map(({ name, strategy, above }) => ({
      name,
      strategy,
      parent: above,
    })),
  });
}

/** A troupe that packing has made was not drawn, and counts as none. */
function lifeOf(
  { troupe, supervisors, restart, hangTimeoutMs, durable }: ComparedActor,
  troupes: readonly string[],
): Omit<NormalActor, "label" | "exportName"> {
  return {
    troupe: troupe !== null && troupes.includes(troupe) ? troupe : null,
    supervisor: supervisors.at(-1) ?? null,
    restart,
    hangMs: hangTimeoutMs,
    durable,
  };
}
