/**
 * Which actors share a worker, if there are to be so many workers: decided once, from the drawing alone, and always the same for the
 * same drawing.
 *
 * What counts, in this order:
 * 1. No worker has more than its share, so that none does the work of two, and none is left without an actor.
 * 2. Siblings, such as the copies of an actor, are there to run side by side: they are spread as evenly as their number allows.
 * 3. The ends of the shortest channels come together. A short channel changes hands most often for the same number of messages, and
 *    each time wakes a thread unless both ends are in one.
 *
 * So channels are gone through from the shortest to the longest, and the groups at their ends become one where 1 and 2 allow it, as
 * in Kruskal's algorithm (1956). The groups that come of it are laid into the workers, those with the shortest channels first and of
 * these the largest; one that fits into none is taken apart. What that left of siblings together is parted by exchanges (`spread.ts`).
 *
 * @module
 */
import { type Rules, Shelf } from "./shelf.ts";
import { spread } from "./spread.ts";

/** What is packed. Actors are numbers from 0. */
export interface Freight {
  readonly actors: number;
  /** The channels between them. */
  readonly ties: readonly Tie[];
  /** Who is to be apart from whom: the members of each such family. */
  readonly families: readonly (readonly number[])[];
}

/** A channel between two actors. */
export interface Tie {
  readonly from: number;
  readonly to: number;
  readonly capacity: number;
}

/** The actors of each of so many workers, by number; fewer workers only where there are fewer actors. */
export function packed(freight: Freight, workers: number): number[][] {
  const { actors } = freight;
  const numbers = Array.from({ length: actors }, (_, actor) => actor);
  if (workers >= actors) return numbers.map((actor) => [actor]);
  const rules: Rules = {
    share: Math.ceil(actors / workers),
    families: familiesOf(freight),
    most: freight.families.map(({ length }) => Math.ceil(length / workers)),
  };
  const groups = grouped(freight, workers, rules);
  const shelves = Array.from({ length: workers }, () => new Shelf(rules));
  shelve(groups, shelves, neighboursOf(freight));
  spread(shelves, rules);
  return shelves.map(({ members }) => [...members].sort((a, b) => a - b))
    .sort(([a = 0], [b = 0]) => a - b);
}

function familiesOf({ actors, families }: Freight): number[][] {
  const of: number[][] = Array.from({ length: actors }, () => []);
  families.forEach((members, family) => members.forEach((actor) => of[actor]?.push(family)));
  return of;
}

/**
 * The actors that the shortest channels bring together, in as many groups as there are workers, or more: first those with the
 * shortest channels, then the larger ones.
 */
function grouped({ actors, ties }: Freight, workers: number, rules: Rules): Shelf[] {
  const groupOf = Array.from({ length: actors }, (_, actor) => new Shelf(rules, [actor]));
  let count = actors;
  // The sort is stable, so among channels of one length the one that was drawn first comes first.
  for (const { from, to } of [...ties].sort((a, b) => a.capacity - b.capacity)) {
    if (count === workers) break;
    const [one, other] = [groupOf[from] as Shelf, groupOf[to] as Shelf];
    if (one === other || !one.takes(other)) continue;
    const [large, small] = one.size >= other.size ? [one, other] : [other, one];
    for (const actor of small.members) {
      large.put(actor);
      groupOf[actor] = large;
    }
    count--;
  }
  const shortest = new Map(groupOf.map((group) => [group, Infinity]));
  for (const { from, to, capacity } of ties) {
    const group = groupOf[from] as Shelf;
    if (group !== groupOf[to]) continue;
    shortest.set(group, Math.min(capacity, shortest.get(group) as number));
  }
  return [...shortest].sort(([a, short], [b, shorter]) =>
    short === shorter ? b.size - a.size : short - shorter
  ).map(([group]) => group);
}

/** Lays groups onto shelves, which have room for all of their actors together. */
function shelve(
  groups: readonly Shelf[],
  shelves: readonly Shelf[],
  neighbours: readonly ReadonlyMap<number, number>[],
): void {
  const least = (fitting: readonly Shelf[], costs: (shelf: Shelf) => readonly number[]) =>
    fitting.reduce((best, shelf) => isLess(costs(shelf), costs(best)) ? shelf : best);
  for (const group of groups) {
    const fitting = shelves.filter((shelf) => shelf.takes(group));
    if (fitting.length > 0) {
      const shelf = least(fitting, ({ size }) => [size]);
      for (const actor of group.members) shelf.put(actor);
      continue;
    }
    for (const actor of group.members) {
      const near = neighbours[actor] as ReadonlyMap<number, number>;
      const roomy = shelves.filter(({ isFull }) => !isFull);
      least(roomy, (shelf) => [shelf.crowd(actor), -pull(near, shelf), shelf.size]).put(actor);
    }
  }
}

/** How much joins each actor with others: a channel counts by how short it is. */
function neighboursOf({ actors, ties }: Freight): Map<number, number>[] {
  const neighbours = Array.from({ length: actors }, () => new Map<number, number>());
  const join = (one: number, other: number, capacity: number) => {
    const known = neighbours[one] as Map<number, number>;
    known.set(other, (known.get(other) ?? 0) + 1 / capacity);
  };
  for (const { from, to, capacity } of ties) {
    join(from, to, capacity);
    join(to, from, capacity);
  }
  return neighbours;
}

function pull(neighbours: ReadonlyMap<number, number>, shelf: Shelf): number {
  let sum = 0;
  for (const [neighbour, weight] of neighbours) if (shelf.members.has(neighbour)) sum += weight;
  return sum;
}

/** Whether the first costs that are not the same are less. */
function isLess(costs: readonly number[], others: readonly number[]): boolean {
  const at = costs.findIndex((cost, i) => cost !== others[i]);
  return at !== -1 && (costs[at] as number) < (others[at] as number);
}
