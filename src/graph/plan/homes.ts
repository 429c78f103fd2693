import { channelSpec } from "../../channel/ring/host.ts";
import { channelLabel, type ProcessSettings } from "../../protocol/mod.ts";
import {
  type ActorBlueprint,
  actorLabel,
  type Blueprint,
  type ChannelBlueprint,
  processOf,
  type Troupe,
} from "./blueprint.ts";
import type { Edge } from "./cycles.ts";
import { type Freight, packed, type Tie } from "./packing.ts";

const NOBODY: ReadonlySet<string> = new Set();

/** A worker, and who is in it. */
export interface Home {
  readonly name: string;
  /** The troupe that its actors are, be it drawn or made by packing; `null` for a solo actor. */
  readonly troupe: string | null;
  /** What is said of its process, if it has one of its own. */
  readonly process: ProcessSettings | undefined;
  readonly actors: readonly ActorBlueprint[];
}

/**
 * Who shares a worker, in the order of the first actors: each troupe as it was drawn, who is to be alone by itself, those that stand
 * for ends of the host, and all others in as many workers as the graph is to have for them.
 *
 * @param edges What each channel joins, by number.
 * @param cores How many threads can run at once.
 * @param apart Labels of actors that are to be alone, whichever troupe they were drawn in.
 */
export function homesOf(
  blueprint: Blueprint,
  edges: readonly Edge[],
  cores: number,
  apart = NOBODY,
): Home[] {
  const { actors, workers } = blueprint;
  const free: number[] = [];
  const troupes = new Map<Troupe, number[]>();
  const groups: number[][] = [];
  const hosted: number[] = [];
  const isApart = (actor: ActorBlueprint) => apart.size > 0 && apart.has(actorLabel(actor));
  actors.forEach((actor, number) => {
    const { troupe, alone, waitStrategy, hostEnd } = actor;
    if (isApart(actor)) {
      groups.push([number]);
    } else if (hostEnd !== null) {
      if (hosted.push(number) === 1) groups.push(hosted);
    } else if (troupe !== null) {
      const mates = troupes.get(troupe) ?? [];
      if (mates.push(number) === 1) groups.push(mates);
      troupes.set(troupe, mates);
    } else if (workers === "each" || alone || waitStrategy === "spin") {
      groups.push([number]);
    } else {
      free.push(number);
    }
  });
  if (workers !== "each") {
    const freight = freightOf(blueprint, edges, free);
    const count = workers === "cores" ? Math.max(1, cores) : workers;
    groups.push(...packed(freight, count).map((group) => group.map((at) => free[at] as number)));
  }
  const nameOf = namesFor(blueprint);
  return groups.sort(([a = 0], [b = 0]) => a - b).map((group): Home => {
    const mates = group.map((number) => actors[number] as ActorBlueprint);
    const [first] = mates as [ActorBlueprint];
    const drawn = isApart(first) ? null : first.troupe;
    const troupe = drawn?.name ??
      (mates.length === 1 ? null : group === hosted ? hostName(blueprint) : nameOf());
    const name = troupe ?? actorLabel(first);
    return { name, troupe, process: processOf(drawn), actors: mates };
  });
}

/** What is to be packed: the free actors, which are numbers from 0 there. */
function freightOf(
  { actors, channels }: Blueprint,
  edges: readonly Edge[],
  free: readonly number[],
): Freight {
  const places = new Map(free.map((number, place) => [number, place]));
  const ties: Tie[] = [];
  const copies = new Map<string, number[]>();
  const lanes = new Map<string, { readonly from: Set<number>; readonly to: Set<number> }>();
  free.forEach((number, place) => {
    const { name } = actors[number] as ActorBlueprint;
    const family = copies.get(name) ?? [];
    family.push(place);
    copies.set(name, family);
  });
  channels.forEach((channel, index) => {
    const edge = edges[index] as Edge;
    const [from, to] = [places.get(edge.from), places.get(edge.to)];
    if (from !== undefined && to !== undefined && from !== to) {
      // What goes over a link is few messages as a rule, and each would wake one thread more.
      const isOfLink = [edge.from, edge.to].some((at) =>
        (actors[at] as ActorBlueprint).link !== null
      );
      ties.push({ from, to, capacity: isOfLink ? 1 : capacityOf(channel) });
    }
    if (channel.lane === null) return;
    const bundle = lanes.get(channel.name) ?? { from: new Set(), to: new Set() };
    lanes.set(channel.name, bundle);
    if (from !== undefined) bundle.from.add(from);
    if (to !== undefined) bundle.to.add(to);
  });
  return {
    actors: free.length,
    ties,
    families: distinct([
      ...copies.values(),
      ...[...lanes.values()].flatMap(({ from, to }) => [[...from], [...to]]),
    ]),
  };
}

function capacityOf(channel: ChannelBlueprint): number {
  return channelSpec(channelLabel(channel), channel.kind, channel.options).capacity;
}

/** Each family once: the copies of an actor are often just those that the lanes of a bundle lead to. One alone is none. */
function distinct(families: readonly number[][]): number[][] {
  const known = new Map<string, number[]>();
  for (const family of families) {
    const members = family.sort((a, b) => a - b);
    if (members.length > 1) known.set(members.join(), members);
  }
  return [...known.values()];
}

/** Names for workers that were not drawn, none of which is that of a troupe or an actor: `worker 1`, `worker 2`, … */
function namesFor(blueprint: Blueprint): () => string {
  const taken = namesIn(blueprint);
  let number = 0;
  return () => {
    let name: string;
    do name = `worker ${++number}`; while (taken.has(name));
    return name;
  };
}

/** What those are called together that stand for ends of the host: `host`, if nobody else is. */
function hostName(blueprint: Blueprint): string {
  const taken = namesIn(blueprint);
  let name = "host";
  while (taken.has(name)) name = `the ${name}`;
  return name;
}

function namesIn({ troupes, actors }: Blueprint): ReadonlySet<string> {
  return new Set([...troupes.map(({ name }) => name), ...actors.map(actorLabel)]);
}
