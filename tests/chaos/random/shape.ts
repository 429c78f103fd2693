/**
 * Random graphs, as plain data: from a seed, always the same. A value that goes in at a source is routed by what it is, so what
 * must come out where can be told without running anything.
 */
import { Random } from "../../contract/random.ts";
import { carried } from "./messages.ts";

/** The kinds of message that a channel of a random graph may carry. */
export const KIND_NAMES = [
  "u32",
  "f64",
  "u64",
  "struct",
  "text",
  "bytes",
  "json",
  "i32",
  "f32",
  "i64",
  "crate",
  "custom",
  "u8",
  "u16",
  "i8",
  "i16",
  "bool",
] as const;

/** Those by which a whole value gets through: a loop needs that, because its laps are counted in the value. */
const WIDE_KINDS: readonly KindName[] = KIND_NAMES.slice(0, KIND_NAMES.indexOf("u8"));

export type KindName = typeof KIND_NAMES[number];

/** A channel. */
export interface Edge {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly kind: KindName;
  readonly capacity: number;
  readonly checked: boolean;
}

/**
 * What an actor does with the values that it takes: a `source` makes them, a `sink` adds them up, a `relay` passes each on to one
 * of its outputs, a `broadcaster` to all of them. A `turner` lets each go round a loop, whose last channel is the turner's first
 * input and whose first one its first output, before it passes it on.
 */
export type Role = "source" | "relay" | "broadcaster" | "turner" | "sink";

/** An actor. */
export interface Node {
  readonly label: string;
  readonly role: Role;
  /** Its channels, by number, in the order of its ports. */
  readonly ins: readonly number[];
  readonly outs: readonly number[];
  /** Whether all inputs are lanes of one port. */
  readonly gathers: boolean;
  /** Number of its troupe; `null` for a solo actor. */
  readonly troupe: number | null;
  /** Number of its supervisor; `null` for the graph. */
  readonly supervisor: number | null;
}

export interface Shape {
  readonly seed: number;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  readonly troupes: number;
  /** How many workers those have that are in no troupe. */
  readonly workers: "each" | "cores" | number;
  readonly strategies: readonly ("oneForOne" | "oneForAll" | "restForOne")[];
  /** Values that each source makes. */
  readonly count: number;
}

/** Values of one source are apart from those of the next by so much; below that, a value has room for its laps. */
const VALUES_PER_SOURCE = 2 ** 20;
export const MOST_LAPS = 8;

const MIN_NODES = 4;
const MAX_NODES = 14;

/** How much goes through a graph. */
export interface Scale {
  readonly capacities: readonly number[];
  /** Values of each source, at least; and where a channel is so narrow that each is a turn of its own. */
  readonly many: number;
  readonly few: number;
}

/** What keeps real threads busy for a while. */
const STORM_SCALE: Scale = {
  capacities: [1, 2, 3, 7, 16, 64, 500, 4096],
  many: 2000,
  few: 400,
};
const MOST_SUPERVISORS = 3;

/** Value number `n` of a source. */
export function valueOf(source: number, n: number): number {
  return source * VALUES_PER_SOURCE + n * MOST_LAPS;
}

/** A number that depends on all bits of a value and on the actor (the finish of MurmurHash3, Appleby). */
function mix(value: number, node: number): number {
  let hash = Math.imul(value ^ Math.imul(node + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Which of `outs` outputs a value leaves an actor by. */
export function routeOf(value: number, node: number, outs: number): number {
  return mix(value, node) % outs;
}

/** How many times a value goes round the loop of a turner. */
export function lapsOf(value: number, node: number): number {
  return mix(value, node + 1000) % 4;
}

/** Whether a message with that value is one that the actor cannot bear, where one in `every` is; none if that is 0. */
export function isBane(value: number, node: number, every: number): boolean {
  return every > 0 && mix(value, node + 2000) % every === 0;
}

interface Draft {
  role: Role;
  readonly ins: number[];
  readonly outs: number[];
}

/** The graph of that seed. */
export function shapeOf(seed: number, { capacities, many, few }: Scale = STORM_SCALE): Shape {
  const random = new Random(seed);
  const below = (n: number) => random.below(n);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const size = MIN_NODES + below(MAX_NODES - MIN_NODES + 1);
  const sources = 1 + below(Math.min(3, size - 2));
  const sinks = 1 + below(Math.min(3, size - sources));
  const drafts: Draft[] = Array.from({ length: size }, (_, i) => ({
    role: i < sources ? "source" : i >= size - sinks ? "sink" : "relay",
    ins: [],
    outs: [],
  }));
  const edges: Edge[] = [];
  const join = (
    from: number,
    to: number,
    capacity: number = pick(capacities),
    kinds: readonly KindName[] = KIND_NAMES,
  ) => {
    const number = edges.length;
    edges.push({
      name: `c${number}`,
      from,
      to,
      kind: pick(kinds),
      capacity,
      checked: below(4) === 0,
    });
    (drafts[from] as Draft).outs.push(number);
    (drafts[to] as Draft).ins.push(number);
  };

  // Some relays become the stations of loops; all others stand in a row, and channels lead forward in it.
  const row: number[] = [];
  const loops: { readonly turner: number; readonly stations: number[] }[] = [];
  for (let i = 0; i < size; i++) {
    const stations = below(3);
    if ((drafts[i] as Draft).role !== "relay" || loops.length === 2 || below(8) > 0) {
      row.push(i);
    } else if (i + stations < size - sinks) {
      row.push(i);
      loops.push({ turner: i, stations: Array.from({ length: stations }, (_, k) => i + 1 + k) });
      i += stations;
    } else {
      row.push(i);
    }
  }
  for (const { turner, stations } of loops) {
    // Its loop comes first among a turner's ports. It may be a channel to itself.
    (drafts[turner] as Draft).role = "turner";
    const path = [turner, ...stations, turner];
    for (let k = 0; k + 1 < path.length; k++) {
      join(path[k] as number, path[k + 1] as number, pick([2, 5, 16, 64]), WIDE_KINDS);
    }
  }
  const firstSink = row.length - sinks;
  for (let place = 0; place < row.length; place++) {
    if (place >= sources) {
      join(row[below(Math.min(place, firstSink))] as number, row[place] as number);
    }
  }
  for (let place = 0; place < firstSink; place++) {
    const own = drafts[row[place] as number] as Draft;
    const leads = own.role === "turner" ? own.outs.length > 1 : own.outs.length > 0;
    const later = Math.max(place + 1, sources);
    if (!leads) join(row[place] as number, row[later + below(row.length - later)] as number);
  }
  for (let extra = below(size); extra > 0; extra--) {
    const place = below(firstSink);
    const later = Math.max(place + 1, sources);
    join(row[place] as number, row[later + below(row.length - later)] as number);
  }

  // A broadcaster or a gatherer has one port for all its channels, which are of one kind then.
  const ofOneKind = (numbers: readonly number[]) => {
    const { kind } = edges[numbers[0] as number] as Edge;
    for (const number of numbers) edges[number] = { ...edges[number] as Edge, kind };
  };
  let broadcasters = 0;
  for (const draft of drafts) {
    if (draft.role !== "relay" || draft.outs.length < 2 || broadcasters === 2) continue;
    if (below(3) > 0) continue;
    draft.role = "broadcaster";
    broadcasters++;
    ofOneKind(draft.outs);
  }
  const isOfBroadcaster = (edge: number) =>
    (drafts[(edges[edge] as Edge).from] as Draft).role === "broadcaster";
  const gathers = drafts.map(({ role, ins }) => {
    const can = role !== "turner" && ins.length > 1 && !ins.some(isOfBroadcaster);
    if (!can || below(2) === 0) return false;
    ofOneKind(ins);
    return true;
  });

  const troupes = below(4);
  const strategies = Array.from(
    { length: below(MOST_SUPERVISORS + 1) },
    () => pick(["oneForOne", "oneForAll", "restForOne"] as const),
  );
  const nodes = drafts.map(({ role, ins, outs }, i): Node => ({
    label: `${role.toUpperCase()} ${i}`,
    role,
    ins,
    outs,
    gathers: gathers[i] as boolean,
    troupe: troupes === 0 || below(2) === 0 ? null : below(troupes),
    supervisor: strategies.length === 0 || below(2) === 0 ? null : below(strategies.length),
  }));
  const isNarrow = edges.some(({ capacity }) => capacity <= 3);
  const count = (isNarrow ? few : many) + below(100);
  const workers = pick(["each", "each", "cores", 1, 2, 3] as const);
  return { seed, nodes, edges, troupes, workers, strategies, count };
}

/** What must have come to each actor: how many values, and their sum. For a turner without its laps. */
export interface Arrivals {
  readonly count: number;
  readonly sum: number;
}

/** What must have come to every actor in the end. */
export function arrivalsOf({ nodes, edges, count }: Shape): Arrivals[] {
  const arrivals = nodes.map(() => ({ count: 0, sum: 0 }));
  function arrive(value: number, node: number): void {
    const { role, outs } = nodes[node] as Node;
    if (role !== "source") {
      const own = arrivals[node] as { count: number; sum: number };
      own.count++;
      own.sum += value;
    }
    const ways = role === "turner" ? outs.slice(1) : outs;
    const leave = (way: number | undefined) => {
      const { kind, to } = edges[way as number] as Edge;
      arrive(carried(kind, value), to);
    };
    if (role === "broadcaster") ways.forEach(leave);
    else if (role !== "sink") leave(ways[routeOf(value, node, ways.length)]);
  }
  // A station of a loop passes on what its turner sends it, and that comes back: neither counts.
  const stations = stationsOf(nodes, edges);
  nodes.forEach(({ role }, node) => {
    if (role !== "source") return;
    for (let n = 0; n < count; n++) arrive(valueOf(node, n), node);
  });
  return arrivals.map((own, node) => stations.has(node) ? { count: NaN, sum: NaN } : own);
}

/** The actors on the loops, but for the turners. */
export function stationsOf(nodes: readonly Node[], edges: readonly Edge[]): Set<number> {
  const stations = new Set<number>();
  nodes.forEach(({ role, outs }, turner) => {
    if (role !== "turner") return;
    let at = (edges[outs[0] as number] as Edge).to;
    while (at !== turner) {
      stations.add(at);
      at = (edges[(nodes[at] as Node).outs[0] as number] as Edge).to;
    }
  });
  return stations;
}
