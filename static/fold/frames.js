// @ts-check
// What belongs together: the actors of a pod, of a troupe, or of a supervisor, for a frame around them.

/** @typedef {{ troupe: string | null, process?: boolean | undefined, supervisors?: readonly string[] | undefined, pod?: string | undefined }} Member */
/** @typedef {import("./fold.js").PictureNode} PictureNode */
/** @typedef {{ name: string, parent: number | null, nodes: number[], isPod?: true, isProcess?: boolean }} Frame `nodes` are positions; `parent` is a frame before it */
/** @typedef {keyof typeof PATHS} FrameKind */

/** By what actors belong together: the names of what is around one, the outermost first. */
const PATHS = {
  // Where there is one program alone, it is told of none.
  pods: (/** @type {Member} */ { pod }) => pod === undefined ? [] : [pod],
  troupes: (/** @type {Member} */ { troupe }) => troupe === null ? [] : [troupe],
  // A recording of an older version does not tell.
  supervisors: (/** @type {Member} */ { supervisors }) => supervisors ?? [],
};

/**
 * Whether there is such a kind of frames.
 * @param {string} name
 * @returns {name is FrameKind}
 */
export function isFrameKind(name) {
  return Object.hasOwn(PATHS, name);
}

/**
 * The kinds of frames that there can be around some of these actors.
 * @param {readonly Member[]} actors
 * @returns {FrameKind[]}
 */
export function frameKindsOf(actors) {
  const kinds = /** @type {FrameKind[]} */ (Object.keys(PATHS));
  return kinds.filter((kind) => actors.some((actor) => PATHS[kind](actor).length > 0));
}

/**
 * The frames of a kind around the nodes of a picture. A folded group is in those that are around all of its members.
 * @param {readonly Member[]} actors
 * @param {readonly PictureNode[]} nodes
 * @param {FrameKind} kind
 * @returns {Frame[]}
 */
export function framesOf(actors, nodes, kind) {
  /** @type {Frame[]} */
  const frames = [];
  const isPod = kind === "pods" ? { isPod: /** @type {true} */ (true) } : {};
  /** @type {Map<string, number>} */
  const known = new Map();
  nodes.forEach(({ actor, group }, node) => {
    const members = group ? group.members : [actor];
    const paths = members.map((at) => {
      const member = actors[at];
      // One that is folded as a whole is a frame itself.
      return member && !(kind === "pods" && group?.name === member.pod) ? PATHS[kind](member) : [];
    });
    const path = paths.reduce((one, other) => one.slice(0, sameSteps(one, other)));
    /** @type {number | null} */
    let parent = null;
    path.forEach((name, at) => {
      const key = JSON.stringify(path.slice(0, at + 1));
      const isProcess = kind === "troupes" && members.some((at) => actors[at]?.process === true);
      const frame = known.get(key) ??
        frames.push({ name, parent, nodes: [], ...isPod, ...(isProcess && { isProcess }) }) - 1;
      known.set(key, frame);
      parent = frame;
    });
    if (parent !== null) frames[parent]?.nodes.push(node);
  });
  return frames;
}

/** @param {readonly string[]} one @param {readonly string[]} other */
function sameSteps(one, other) {
  const at = one.findIndex((name, step) => name !== other[step]);
  return at < 0 ? one.length : at;
}
