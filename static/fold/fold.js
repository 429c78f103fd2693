// @ts-check
// Folding: actors of one name become one node, and the channels from one node to another one edge, so that a thousand
// actors, and two hundred channels between two of them, stay readable.

/** @typedef {{ name: string, label: string, pod?: string | undefined }} Actor */
/** @typedef {{ name: string, lane: number | null, from: number, to: number, sidecar?: boolean, partner?: string }} Channel */
/** @typedef {{ id: string, name: string, members: number[], crowd: boolean }} Group actors of one name; a crowd folds */
/** @typedef {{ id: string, actor: number, group: null } | { id: string, actor: null, group: Group }} PictureNode */
/**
 * @typedef {object} PictureLink an edge; its ends are positions of nodes
 * @property {string} id
 * @property {number} from
 * @property {number} to
 * @property {number[]} channels
 * @property {string} [partner] what its channels are called together
 * @property {boolean} [both] whether some of them lead back
 * @property {boolean} [beside] whether its ends stand beside each other
 */
/** @typedef {{ nodes: PictureNode[], links: PictureLink[], look?: import("../graph/look.js").Look }} Picture what is drawn, and how */

/** From so many members on a group folds by itself. */
export const CROWD = 6;

/** Above so many actors every group folds by itself. */
export const MANY_ACTORS = 100;

/** Above so many actors of many pods each pod is a group. */
export const MANY_IN_PODS = 300;

/**
 * The groups of a topology: every name that two or more actors share, in the order of its first actor; or every pod, where there are
 * too many actors to be looked at otherwise.
 * @param {readonly Actor[]} actors
 * @param {number} [foldFrom] how many members a crowd has, if that is not the standard
 * @returns {Group[]}
 */
export function groupsOf(actors, foldFrom) {
  /** @type {Map<string, number[]>} */
  const byName = new Map();
  const isMany = actors.length > MANY_IN_PODS;
  actors.forEach(({ name: own, pod }, index) => {
    const name = isMany && pod !== undefined ? pod : own;
    const members = byName.get(name);
    if (members) members.push(index);
    else byName.set(name, [index]);
  });
  return [...byName].filter(([, members]) => members.length > 1).map(([name, members], at) => ({
    id: `g${at}`,
    name,
    members,
    crowd: members.length >= (foldFrom ?? CROWD) ||
      (foldFrom === undefined && actors.length > MANY_ACTORS),
  }));
}

/**
 * What is drawn of a topology. The channels from one node to another share an edge, which is called after the first: `e7`; those of one
 * partner have one of their own, whichever way they lead. Where they are listed, `apart`, only those at a folded group share any.
 * @param {{ actors: readonly Actor[], chans: readonly Channel[] }} topology
 * @param {readonly Group[]} folded the groups that are drawn as one node
 * @param {{ apart?: boolean }} [look]
 * @returns {Picture}
 */
export function pictureOf({ actors, chans }, folded, { apart = false } = {}) {
  /** @type {Map<number, Group>} */
  const groupOf = new Map(folded.flatMap((group) => group.members.map((at) => [at, group])));
  /** @type {PictureNode[]} */
  const nodes = [];
  /** @type {Map<string, number>} */
  const places = new Map();
  const placeOf = actors.map((_, actor) => {
    const group = groupOf.get(actor) ?? null;
    const id = group ? group.id : `a${actor}`;
    const place = places.get(id) ??
      nodes.push(group ? { id, actor: null, group } : { id, actor, group: null }) - 1;
    places.set(id, place);
    return place;
  });
  /** @type {Map<string, PictureLink>} */
  const links = new Map();
  chans.forEach(({ from, to, sidecar, partner }, channel) => {
    const ends = { from: placeOf[from] ?? 0, to: placeOf[to] ?? 0 };
    // What goes on within a pod that is folded as a whole is its own.
    const group = groupOf.get(from);
    if (group && ends.from === ends.to && group.name === actors[from]?.pod) return;
    const shared = !apart || groupOf.has(from) || groupOf.has(to);
    const key = shared ? linkKey(ends, partner) : `c${channel}`;
    const link = links.get(key) ??
      { id: `c${channel}`, ...ends, channels: [], ...partner !== undefined && { partner } };
    links.set(key, link);
    link.channels.push(channel);
    if (link.from !== ends.from) link.both = true;
    if (sidecar) link.beside = true;
  });
  for (const link of links.values()) {
    if (link.channels.length > 1) link.id = `e${link.channels[0]}`;
  }
  return { nodes, links: [...links.values()] };
}

/**
 * What is the same for the channels that share an edge.
 * @param {{ from: number, to: number }} ends
 * @param {string | undefined} partner
 */
function linkKey({ from, to }, partner) {
  if (partner === undefined) return `${from} ${to}`;
  return `${Math.min(from, to)} ${Math.max(from, to)} ${partner}`;
}
