import type { ActorNode, ChannelEdge, DefinitionNode } from "../../protocol/mod.ts";
import { snakeCase } from "../naming.ts";
import { type NormalForm, type NormalLane, sortedForm } from "../normal_form.ts";

/** What is compared of a graph: the topology of a program has it, and so has the answer of one that runs. */
export interface ComparedTopology {
  readonly definitions: readonly Pick<DefinitionNode, "exportName" | "ofHost">[];
  readonly actors: readonly Pick<ActorNode, "name" | "instance" | "definition">[];
  readonly channels: readonly ComparedChannel[];
}

/** What is compared of a channel. */
export type ComparedChannel = Pick<
  ChannelEdge,
  "name" | "lane" | "from" | "fromPort" | "to" | "toPort" | "kind" | "capacity"
>;

/** The name of the type that the channel at that place carries. */
export type TypeOfChannel = (channel: ComparedChannel, place: number) => string;

/**
 * The normal form of a graph that was built. Channels are called as a drawing calls them: `tickCounts` is `tick_counts`. An actor that stands for an end of the host has no code: the name of its export, and of its
 * ports, is empty.
 */
export function normalFormOfTopology(
  { definitions, actors, channels }: ComparedTopology,
  typeOf: TypeOfChannel,
): NormalForm {
  const labels = actors.map(({ name, instance }) =>
    instance === null ? name : `${name} ${instance}`
  );
  const isOfHost = (actor: number) => definitionOf(actor).ofHost === true;
  const definitionOf = (actor: number) =>
    definitions[(actors[actor] as ActorNode).definition] as DefinitionNode;
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
    actors: actors.map((_, actor) => ({
      label: labels[actor] as string,
      exportName: isOfHost(actor) ? "" : definitionOf(actor).exportName,
    })),
    lanes,
  });
}
