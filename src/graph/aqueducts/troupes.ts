import { placeText } from "../../links/link.ts";
import {
  type Blueprint,
  type ChannelBlueprint,
  type EndBlueprint,
  endsOf,
  type Troupe,
} from "../plan/mod.ts";
import type { AqueductBlueprint } from "./blueprint.ts";

/** Which workers the actors of links are in. */
export interface LinkTroupes {
  /** The troupe of those that are in one. */
  readonly of: ReadonlyMap<AqueductBlueprint, Troupe>;
  /** Those of them that nobody has drawn. */
  readonly made: readonly Troupe[];
  readonly faults: readonly string[];
}

/**
 * Finds out with whom the actors of links share a thread. Those that listen at one address do in any case, for a thread has one listener
 * there. Besides, what was said counts first. Where nothing was said a link goes with the actors that it is joined to, if they are all of
 * one troupe: then a message wakes one thread on its way, and not two.
 */
export function linkTroupes(
  aqueducts: readonly AqueductBlueprint[],
  actors: Blueprint["actors"],
): LinkTroupes {
  const joined = troupesAtChannels(actors);
  const of = new Map<AqueductBlueprint, Troupe>();
  const made: Troupe[] = [];
  const faults: string[] = [];
  for (const [place, group] of byPlace(aqueducts)) {
    const said = new Set(group.flatMap(({ troupe }) => troupe ?? []));
    if (said.size > 1) faults.push(saidTwice(place, group));
    let troupe = [...said][0] ?? commonTroupe(group, joined);
    if (troupe === undefined && group.length > 1) {
      troupe = { name: `links at ${place}` };
      made.push(troupe);
    }
    if (troupe !== undefined) { for (const aqueduct of group) of.set(aqueduct, troupe); }
  }
  return { of, made, faults };
}

/** Those that share a thread in any case, with the place where they listen. */
function byPlace(aqueducts: readonly AqueductBlueprint[]): Map<unknown, AqueductBlueprint[]> {
  const groups = new Map<unknown, AqueductBlueprint[]>();
  for (const aqueduct of aqueducts) {
    const { does, address } = aqueduct;
    const key = does === "listens" && address !== undefined ? placeText(address) : aqueduct;
    groups.set(key, [...groups.get(key) ?? [], aqueduct]);
  }
  return groups;
}

function saidTwice(place: unknown, group: readonly AqueductBlueprint[]): string {
  const said = group.flatMap(({ name, troupe }) =>
    troupe === undefined ? [] : [`aqueduct "${name}" is to be in troupe "${troupe.name}"`]
  );
  return `${said.join(", ")}, and all that listen at ${place} share a thread, name one troupe`;
}

/** The troupe that the actor at each channel is in; `null` for none. */
function troupesAtChannels(actors: Blueprint["actors"]): Map<ChannelBlueprint, Troupe | null> {
  const troupes = new Map<ChannelBlueprint, Troupe | null>();
  for (const { ports, troupe } of actors) {
    for (const port of Object.values(ports)) {
      for (const end of endsOf(port) as readonly (EndBlueprint | undefined)[]) {
        if (end?.channel !== undefined) troupes.set(end.channel, troupe);
      }
    }
  }
  return troupes;
}

/** The troupe of all actors that they are joined to; `undefined` if those are not all in one. */
function commonTroupe(
  aqueducts: readonly AqueductBlueprint[],
  joined: ReadonlyMap<ChannelBlueprint, Troupe | null>,
): Troupe | undefined {
  const troupes = new Set(
    aqueducts.flatMap(({ channels }) => channels.map((channel) => joined.get(channel) ?? null)),
  );
  const [troupe] = troupes;
  return troupes.size === 1 ? troupe ?? undefined : undefined;
}
