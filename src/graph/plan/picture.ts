import { overflowText } from "../../channel/ring/host.ts";
import {
  channelCountWords,
  channelDroppedByte,
  type ChannelSpec,
  channelTrailByte,
} from "../../channel/ring/mod.ts";
import { trailBytesByte } from "../../probe/trail_layout.ts";
import {
  type ActorNode,
  type ActorShape,
  type AlertRules,
  type ChannelEdge,
  type DefinitionNode,
  type Metric,
  namedFigures,
  type ShownStat,
  type SupervisorNode,
  type Topology,
} from "../../protocol/mod.ts";
import {
  type ActorBlueprint,
  type Blueprint,
  type ChannelBlueprint,
  type EndBlueprint,
  endsOf,
  processOf,
  type Supervisor,
} from "./blueprint.ts";
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
    const { name, actors, channels, troupes } = this.#layout.blueprint;
    const { definitions, placeOf } = definitionsOf(actors);
    const ports = portsOf(actors, channels.length);
    const processes = troupes.filter(processOf).map((troupe) => troupe.name);
    return {
      graph: name,
      definitions,
      troupes: troupes.map((troupe) => troupe.name),
      ...(processes.length > 0 && { processes }),
      supervisors: supervisorsOf(this.#layout.blueprint),
      actors: actors.map((actor, index) => this.#node(actor, index, placeOf)),
      channels: channels.map((channel, index) => this.#edge(channel, index, ports)),
    };
  }

  #node(
    actor: ActorBlueprint,
    index: number,
    placeOf: (definition: ActorShape) => number,
  ): ActorNode {
    const { blueprint, workers, probes } = this.#layout;
    return {
      index,
      name: actor.name,
      instance: actor.instance,
      troupe: this.#troupes[workers[index] as number] as string | null,
      supervisors: supervisorsAbove(blueprint, actor),
      definition: placeOf(actor.definition),
      restart: actor.restart,
      hangTimeoutMs: actor.hangTimeoutMs,
      durable: actor.durable,
      probe: probes.of(index),
      ...sizeOfActor(this.#layout, index),
      ...shownOf(actor.shown ?? blueprint.shown.actors),
      ...actor.link !== null && { link: actor.link },
    };
  }

  #edge(
    { name, lane, kind, options, sidecar, partner, shown }: ChannelBlueprint,
    index: number,
    ports: PortNames,
  ): ChannelEdge {
    const { blueprint, from, to, channels, measures } = this.#layout;
    const at = channels.of(index);
    const { capacity, overflow } = measures[index] as ChannelSpec;
    return {
      index,
      name,
      lane,
      from: from[index] as number,
      fromPort: ports.from[index] as string,
      to: to[index] as number,
      toPort: ports.to[index] as string,
      kind: kind.name,
      capacity,
      ...options.bytes !== undefined && { bytes: options.bytes },
      ...sidecar && { sidecar: true as const },
      ...partner !== null && { partner },
      ...overflow !== "wait" && {
        drops: { rule: overflowText(overflow), countAt: channelDroppedByte(at) },
      },
      ...channelCountWords(at),
      messageBytes: kind.hasPayload ? null : kind.slotBytes,
      bytesAt: kind.hasPayload ? trailBytesByte(channelTrailByte(at)) : 0,
      latencyAt: channelTrailByte(at),
      regionBytes: sizeOfChannel(this.#layout, index),
      ...shownOf(shown ?? blueprint.shown.channels),
    };
  }
}

function shownOf<M extends Metric>(
  stats: readonly ShownStat<M>[] | null,
): { readonly shown?: readonly ShownStat<M>[] } {
  return stats === null || stats.length === 0 ? {} : { shown: stats };
}

/** The names of the ports at both ends of each channel, by its number. */
interface PortNames {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

function portsOf(actors: readonly ActorBlueprint[], channels: number): PortNames {
  const from = new Array<string>(channels);
  const to = new Array<string>(channels);
  for (const { definition, ports } of actors) {
    for (const port of Object.keys(definition.ports)) {
      for (const { channel, direction } of endsOf(ports[port] as EndBlueprint)) {
        (direction === "tx" ? from : to)[channel.number] = port;
      }
    }
  }
  return { from, to };
}

/** The definitions, each once, and the place of each among them. */
function definitionsOf(actors: readonly ActorBlueprint[]): {
  readonly definitions: readonly DefinitionNode[];
  readonly placeOf: (definition: ActorShape) => number;
} {
  const definitions: DefinitionNode[] = [];
  // One may have been made twice all the same: those of the host's ends are made for each end.
  const places = new Map<ActorShape | string, number>();
  for (const { definition, hostEnd } of actors) {
    if (places.has(definition)) continue;
    const { module, exportName } = definition;
    const figures = namedFigures(definition.figures);
    const node: DefinitionNode = {
      module,
      exportName,
      ports: Object.keys(definition.ports),
      ...figures.length > 0 && { figures },
      ...hostEnd !== null && { ofHost: true },
    };
    const key = JSON.stringify(node);
    const place = places.get(key) ?? definitions.push(node) - 1;
    places.set(key, place).set(definition, place);
  }
  return { definitions, placeOf: (definition) => places.get(definition) as number };
}

function supervisorsOf({ supervisors }: Blueprint): SupervisorNode[] {
  const [root, ...drawn] = supervisors;
  return drawn.map(({ name, strategy, supervisor }) => ({
    name,
    strategy,
    above: supervisor === null || supervisor === root ? null : supervisor.name,
  }));
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
