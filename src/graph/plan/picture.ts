import { overflowText } from "../../channel/ring/host.ts";
import {
  channelCountWords,
  channelDroppedByte,
  type ChannelSpec,
  channelTrailByte,
} from "../../channel/ring/mod.ts";
import { trailBytesByte } from "../../probe/trail_layout.ts";
import type { ActorNode, AlertRules, ChannelEdge, Topology } from "../../protocol/mod.ts";
import type { ActorBlueprint, Blueprint, ChannelBlueprint, Supervisor } from "./blueprint.ts";
import type { Layout } from "./layout.ts";
import { sizeOfActor, sizeOfChannel } from "./sizes.ts";

const NOBODY_ABOVE: readonly string[] = [];

/** What telemetry is told of a graph. It is made when it is first asked for: of a graph that nobody looks at, nobody needs it. */
export class Picture {
  readonly #layout: Layout;
  readonly #troupes: readonly (string | null)[];
  #topology: Topology | undefined;

  /** @param troupes the name of the troupe in each worker, if there is one */
  constructor(layout: Layout, troupes: readonly (string | null)[]) {
    this.#layout = layout;
    this.#troupes = troupes;
  }

  /** Always the same one. */
  get topology(): Topology {
    return this.#topology ??= this.#draw();
  }

  get alertRules(): AlertRules {
    const { alerts: standard, actors, channels } = this.#layout.blueprint;
    return {
      actors: actors.map(({ alerts }) => alerts ?? standard.actors),
      channels: channels.map(({ alerts }) => alerts ?? standard.channels),
    };
  }

  #draw(): Topology {
    const { name, actors, channels } = this.#layout.blueprint;
    return {
      graph: name,
      actors: actors.map((actor, index) => this.#node(actor, index)),
      channels: channels.map((channel, index) => this.#edge(channel, index)),
    };
  }

  #node(actor: ActorBlueprint, index: number): ActorNode {
    const { blueprint, workers, probes } = this.#layout;
    return {
      index,
      name: actor.name,
      instance: actor.instance,
      troupe: this.#troupes[workers[index] as number] as string | null,
      supervisors: supervisorsAbove(blueprint, actor),
      probe: probes.of(index),
      ...sizeOfActor(this.#layout, index),
    };
  }

  #edge({ name, lane, kind }: ChannelBlueprint, index: number): ChannelEdge {
    const { from, to, channels, measures } = this.#layout;
    const at = channels.of(index);
    const { capacity, overflow } = measures[index] as ChannelSpec;
    return {
      index,
      name,
      lane,
      from: from[index] as number,
      to: to[index] as number,
      kind: kind.name,
      capacity,
      ...overflow !== "wait" && {
        drops: { rule: overflowText(overflow), countAt: channelDroppedByte(at) },
      },
      ...channelCountWords(at),
      messageBytes: kind.hasPayload ? null : kind.slotBytes,
      bytesAt: kind.hasPayload ? trailBytesByte(channelTrailByte(at)) : 0,
      latencyAt: channelTrailByte(at),
      regionBytes: sizeOfChannel(this.#layout, index),
    };
  }
}

/** The names of the supervisors that an actor is under, the outermost first. */
function supervisorsAbove({ supervisors }: Blueprint, actor: ActorBlueprint): readonly string[] {
  const [root] = supervisors;
  if (actor.supervisor === root) return NOBODY_ABOVE;
  const names: string[] = [];
  let above: Supervisor | null = actor.supervisor;
  while (above !== null && above !== root) {
    names.unshift(above.name);
    above = supervisors.find((drawn) => drawn === above)?.supervisor ?? null;
  }
  return names;
}
