/** A channel, from one actor to another. Both may be the same. */
export interface Edge {
  readonly from: number;
  readonly to: number;
}

/**
 * Actors each of which can be reached from each other over channels, or a single one that has a channel to itself: a strongly
 * connected component. Cycles that share an actor are one.
 */
export interface Cycle {
  /** Its actors, by number. */
  readonly members: readonly number[];
  /** Channels from member to member, by number. */
  readonly inner: readonly number[];
  /** Channels from outside to a member, by number. */
  readonly entries: readonly number[];
  /** The shortest way from its first member back to it, both included: to show to people. */
  readonly path: readonly number[];
}

/** Who each of `actors` actors sends to, once for each channel. */
export function readersOf(actors: number, edges: readonly Edge[]): readonly (readonly number[])[] {
  const out: number[][] = Array.from({ length: actors }, () => []);
  for (const { from, to } of edges) (out[from] as number[]).push(to);
  return out;
}

/** The cycles among `actors` actors. */
export function cyclesOf(actors: number, edges: readonly Edge[]): Cycle[] {
  const out = readersOf(actors, edges);
  const components = componentsOf(out);
  const of = new Array<number>(actors);
  components.forEach((members, i) => members.forEach((member) => of[member] = i));
  const inner = components.map((): number[] => []);
  const entries = components.map((): number[] => []);
  edges.forEach(({ from, to }, channel) => {
    const component = of[to] as number;
    ((of[from] === component ? inner : entries)[component] as number[]).push(channel);
  });
  return components.flatMap((members, i): Cycle[] => {
    const own = inner[i] as number[];
    if (own.length === 0) return [];
    const path = wayBack(members[0] as number, out, new Set(members));
    return [{ members, inner: own, entries: entries[i] as number[], path }];
  }).sort((a, b) => (a.members[0] as number) - (b.members[0] as number));
}

/** An actor whose channels are being followed. */
interface Visit {
  readonly actor: number;
  /** The next of its channels to follow. */
  next: number;
}

/**
 * Strongly connected components, each in ascending order, and each behind all that can be reached from it (Tarjan, "Depth-first search and linear graph algorithms", 1972). Without
 * recursion, which a chain of ten thousand actors would take too deep.
 */
export function componentsOf(out: readonly (readonly number[])[]): number[][] {
  const found = new Array<number>(out.length).fill(-1);
  /** The actor found first that can be reached from each. */
  const low = new Array<number>(out.length).fill(-1);
  const open = new Array<boolean>(out.length).fill(false);
  const stack: number[] = [];
  const components: number[][] = [];
  let count = 0;
  const enter = (actor: number, visits: Visit[]) => {
    found[actor] = low[actor] = count++;
    stack.push(actor);
    open[actor] = true;
    visits.push({ actor, next: 0 });
  };
  const lower = (actor: number, to: number) => low[actor] = Math.min(low[actor] as number, to);
  for (let root = 0; root < out.length; root++) {
    if (found[root] !== -1) continue;
    const visits: Visit[] = [];
    enter(root, visits);
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const { actor } = visit;
      const to = (out[actor] as readonly number[])[visit.next++];
      if (to !== undefined) {
        if (found[to] === -1) enter(to, visits);
        else if (open[to]) lower(actor, found[to] as number);
        continue;
      }
      visits.pop();
      const before = visits.at(-1);
      if (before !== undefined) lower(before.actor, low[actor] as number);
      if (low[actor] !== found[actor]) continue;
      const component = stack.splice(stack.lastIndexOf(actor));
      for (const member of component) open[member] = false;
      components.push(component.sort((a, b) => a - b));
    }
  }
  return components;
}

/** The shortest way from `first` back to it that leaves `within` nowhere, breadth first. */
function wayBack(
  first: number,
  out: readonly (readonly number[])[],
  within: ReadonlySet<number>,
): number[] {
  const cameFrom = new Map<number, number>();
  const queue = [first];
  for (const actor of queue) {
    for (const to of out[actor] as readonly number[]) {
      if (!within.has(to) || cameFrom.has(to)) continue;
      cameFrom.set(to, actor);
      if (to !== first) {
        queue.push(to);
        continue;
      }
      const path = [first];
      let at = actor;
      while (at !== first) {
        path.push(at);
        at = cameFrom.get(at) as number;
      }
      return [...path, first].reverse();
    }
  }
  return [first];
}
