// @ts-check
// Folding: actors of one name become one node, and the channels from one node to another one edge, so that a thousand
// actors, and two hundred channels between two of them, stay readable.

/** @typedef {{ name: string, label: string }} Actor */
/** @typedef {{ name: string, lane: number | null, from: number, to: number }} Channel */
/** @typedef {{ id: string, name: string, members: number[], crowd: boolean }} Group actors of one name; a crowd folds */
/** @typedef {{ id: string, actor: number, group: null } | { id: string, actor: null, group: Group }} PictureNode */
/** @typedef {{ id: string, from: number, to: number, channels: number[] }} PictureLink ends are positions of nodes */
/** @typedef {{ nodes: PictureNode[], links: PictureLink[], look?: import("../graph/look.js").Look }} Picture what is drawn, and how */

/** From so many members on a group folds by itself. */
export const CROWD = 6;

/** Above so many actors every group folds by itself. */
export const MANY_ACTORS = 100;

/**
 * The groups of a topology: every name that two or more actors share, in the order of its first actor.
 * @param {readonly Actor[]} actors
 * @param {number} [foldFrom] how many members a crowd has, if that is not the standard
 * @returns {Group[]}
 */
export function groupsOf(actors, foldFrom) {
  /** @type {Map<string, number[]>} */
  const byName = new Map();
  actors.forEach(({ name }, index) => {
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
 * What is drawn of a topology. The channels from one node to another share an edge, which is called after the first: `e7`.
 * Where they are listed, `apart`, only those at a folded group do.
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
  chans.forEach(({ from, to }, channel) => {
    const ends = { from: placeOf[from] ?? 0, to: placeOf[to] ?? 0 };
    const shared = !apart || groupOf.has(from) || groupOf.has(to);
    const key = shared ? `${ends.from} ${ends.to}` : `c${channel}`;
    const link = links.get(key);
    if (link) link.channels.push(channel);
    else links.set(key, { id: `c${channel}`, ...ends, channels: [channel] });
  });
  for (const link of links.values()) {
    if (link.channels.length > 1) link.id = `e${link.channels[0]}`;
  }
  return { nodes, links: [...links.values()] };
}
