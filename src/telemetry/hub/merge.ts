import type {
  ActorNode,
  ChannelEdge,
  LinkNode,
  NamedFigure,
  Topology,
} from "../../protocol/mod.ts";
import type { TopologyFrame } from "../wire/mod.ts";

/** A pod, as far as the picture needs it. */
export interface PodPicture {
  /** Its name: no two have the same. */
  readonly name: string;
  readonly topology: TopologyFrame;
}

/** Whether an egress and an ingress of one key have to do with each other. */
export type IsLinked = (egress: LinkEnd, ingress: LinkEnd) => boolean;

/** What a picture is made of, besides the pods. */
export interface PictureParts {
  /** What it is called. */
  readonly graph: string;
  readonly isLinked?: IsLinked;
  /** What actors of the pods tell of their own. */
  readonly figures?: readonly NamedFigure[];
}

/** Where the parts of a pod stand in the picture of all: the index of its first actor, and of its first channel. */
export interface PodSlot {
  readonly actors: number;
  readonly channels: number;
}

/** An end of an aqueduct: a pod by its place, and the link actor by its index in that pod. */
export interface LinkEnd {
  readonly pod: number;
  readonly actor: number;
}

/** An edge from one pod to another; one of its ends may be missing. */
export interface Joint {
  /** Its index among all channels. */
  readonly channel: number;
  readonly egress: LinkEnd | null;
  readonly ingress: LinkEnd | null;
}

/** The picture of many pods. */
export interface MergedPicture {
  readonly topology: Topology;
  /** By the place of the pod. */
  readonly slots: readonly PodSlot[];
  readonly joints: readonly Joint[];
}

/** More edges of one key could not be told apart any more. */
const MAX_PAIRS = 256;

/** What parts have in common that only the pod itself knows more of. */
const UNTOLD = {
  actor: { definition: 0, restart: "permanent", hangTimeoutMs: 0, durable: false, probe: 0 },
  channel: {
    ...{ fromPort: "", toPort: "", sentWord: 0, sentHighWord: 0, takenWord: 0, takenHighWord: 0 },
    ...{ messageBytes: null, bytesAt: 0, latencyAt: 0 },
  },
} as const;

/** The ends of all aqueducts of one key. */
export interface AqueductEnds {
  readonly node: LinkNode;
  readonly egress: LinkEnd[];
  readonly ingress: LinkEnd[];
}

/** What a part is called among those of all pods. */
export function podLabel(pod: string, label: string): string {
  return `${pod}/${label}`;
}

/**
 * Joins the pictures of pods to one: actors are called after their pods, and an egress and an ingress of the same match key are joined
 * by an edge. An end whose counterpart nobody has shown is joined to one that stands for it.
 */
export function mergePods(
  pods: readonly PodPicture[],
  { graph, isLinked = () => true, figures = [] }: PictureParts,
): MergedPicture {
  const actors: ActorNode[] = [];
  const channels: ChannelEdge[] = [];
  const slots = pods.map((pod): PodSlot => {
    const slot = { actors: actors.length, channels: channels.length };
    for (const actor of actorsOf(pod)) actors.push({ ...actor, index: actors.length });
    for (const channel of channelsOf(pod, slot)) {
      channels.push({ ...channel, index: channels.length });
    }
    return slot;
  });
  const joints: Joint[] = [];
  for (const ends of aqueductsOf(pods)) {
    const { node } = ends;
    for (const [from, to] of pairsOf(ends, isLinked)) {
      const places = [from, to].map((end) => {
        if (end !== null) return slots[end.pod]!.actors + end.actor;
        return actors.push({ ...standIn(node), index: actors.length }) - 1;
      }) as [number, number];
      const missing = from === null ? "egress" : to === null ? "ingress" : undefined;
      joints.push({ channel: channels.length, egress: from, ingress: to });
      channels.push({ ...edgeOf(node, places, missing), index: channels.length });
    }
  }
  const topology: Topology = {
    graph,
    // The code is what each pod tells of.
    definitions: [{ module: "pod:", exportName: "", ports: [""], figures }],
    troupes: [],
    supervisors: [],
    actors,
    channels,
  };
  return { topology, slots, joints };
}

function actorsOf({ name: pod, topology }: PodPicture): Omit<ActorNode, "index">[] {
  return topology.actors.map(({ name, instance, troupe, supervisors = [], link }) => ({
    ...UNTOLD.actor,
    name: podLabel(pod, name),
    instance,
    // Threads and supervisors of two pods are not the same for being called alike.
    troupe: troupe === null ? null : podLabel(pod, troupe),
    supervisors: supervisors.map((supervisor) => podLabel(pod, supervisor)),
    ...link && { link },
    pod,
  }));
}

function channelsOf({ topology }: PodPicture, slot: PodSlot): Omit<ChannelEdge, "index">[] {
  return topology.chans.map((
    { name, lane, from, to, kind, capacity, sidecar, partner, drops },
  ) => ({
    ...UNTOLD.channel,
    ...{ name, lane, kind, capacity },
    from: slot.actors + from,
    to: slot.actors + to,
    ...sidecar && { sidecar },
    ...partner !== undefined && { partner },
    ...drops !== undefined && { drops: { rule: drops, countAt: 0 } },
  }));
}

/** The ends that the pods have shown, by their keys. */
export function aqueductsOf(
  pods: readonly Pick<PodPicture, "topology">[],
): AqueductEnds[] {
  const byKey = new Map<string, AqueductEnds>();
  pods.forEach(({ topology }, pod) => {
    topology.actors.forEach(({ link }, actor) => {
      if (!link) return;
      const ends = byKey.get(link.key) ?? { node: link, egress: [], ingress: [] };
      byKey.set(link.key, ends);
      ends[link.role].push({ pod, actor });
    });
  });
  return [...byKey.values()];
}

/**
 * Who sends to whom. One egress and one ingress of a key belong together; where there are more, those do that are linked, since pods of one
 * kind may be there many times.
 */
export function pairsOf(
  { egress, ingress }: AqueductEnds,
  isLinked: IsLinked,
): (readonly [LinkEnd | null, LinkEnd | null])[] {
  const isPlain = egress.length === 1 && ingress.length === 1;
  const pairs = egress.flatMap((from) =>
    ingress.filter((to) => isPlain || isLinked(from, to)).map((to) => [from, to] as const)
  ).slice(0, MAX_PAIRS);
  const known = new Set(pairs.flat());
  return [
    ...pairs,
    ...egress.filter((end) => !known.has(end)).map((end) => [end, null] as const),
    ...ingress.filter((end) => !known.has(end)).map((end) => [null, end] as const),
  ];
}

/** What stands for the end that no pod has shown. */
function standIn({ aqueduct }: LinkNode): Omit<ActorNode, "index"> {
  return {
    ...UNTOLD.actor,
    name: aqueduct,
    instance: null,
    troupe: null,
    supervisors: [],
    missing: true,
  };
}

function edgeOf(
  { aqueduct, key }: LinkNode,
  [from, to]: readonly [number, number],
  missing: LinkNode["role"] | undefined,
): Omit<ChannelEdge, "index"> {
  return {
    ...UNTOLD.channel,
    ...{ name: aqueduct, lane: null, from, to, kind: "aqueduct", capacity: 0 },
    link: { key, ...missing && { missing } },
  };
}
