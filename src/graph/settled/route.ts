import { componentsOf, type Edge, readersOf } from "../plan/mod.ts";

/**
 * Actors that are passed together: a single one, or all of a cycle. What comes of a message may stay among them for any number of rounds,
 * so nothing is known of any of them but when nothing is on its way between them.
 */
export interface RouteStep {
  /** By number. */
  readonly members: readonly number[];
  /** Channels by which it is reached, by number: those from steps before. */
  readonly entries: readonly number[];
  /** Channels from member to member. */
  readonly inner: readonly number[];
  /** Channels to steps behind. */
  readonly exits: readonly number[];
}

/** Where all that comes of the messages of one actor may go. */
export interface Route {
  /** The actor. */
  readonly source: number;
  /** The channels it sends on. */
  readonly outputs: readonly number[];
  /** Those of them whose readers say by what they are done with which messages a wave is about: all, unless the actor is part of a cycle. */
  readonly origin: ReadonlySet<number>;
  /** That of the actor first, and each behind all from which it is reached. */
  readonly steps: readonly RouteStep[];
}

interface DraftStep {
  readonly members: readonly number[];
  readonly entries: number[];
  readonly inner: number[];
  readonly exits: number[];
}

/** The route of each of `sources`, in a graph of `actors` actors. */
export function routesOf(
  sources: readonly number[],
  actors: number,
  edges: readonly Edge[],
): Route[] {
  if (sources.length === 0) return [];
  const readers = readersOf(actors, edges);
  const components = componentsOf(readers).reverse();
  return sources.map((source) => {
    const reached = reachedFrom(source, readers);
    const stepOf = new Map<number, DraftStep>();
    const steps = components.filter(([first]) => reached.has(first as number)).map((members) => {
      const step: DraftStep = { members, entries: [], inner: [], exits: [] };
      for (const member of members) stepOf.set(member, step);
      return step;
    });
    const outputs: number[] = [];
    edges.forEach(({ from, to }, channel) => {
      if (from === source) outputs.push(channel);
      const [before, behind] = [stepOf.get(from), stepOf.get(to)];
      if (before === undefined || behind === undefined) return;
      if (before === behind) before.inner.push(channel);
      else {
        before.exits.push(channel);
        behind.entries.push(channel);
      }
    });
    const isInCycle = (steps[0] as DraftStep).inner.length > 0;
    return { source, outputs, origin: new Set(isInCycle ? [] : outputs), steps };
  });
}

function reachedFrom(source: number, readers: readonly (readonly number[])[]): Set<number> {
  const reached = new Set([source]);
  for (const actor of reached) {
    for (const reader of readers[actor] as readonly number[]) reached.add(reader);
  }
  return reached;
}
