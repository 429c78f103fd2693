// @ts-check
// Nodes that stand beside each other, because a link between them says so: in one column of a picture that goes from left to right.

/** @typedef {import("./geometry.js").Geometry} Geometry */
/** @typedef {import("./layout_dot.js").Link} Link */
/** @typedef {{ readonly from: number, readonly to: number, readonly beside?: boolean | undefined }} BesideLink */

/**
 * Which nodes stand beside each other: sets of two or more, each in the order of its nodes. Whoever stands beside one of a set is in it.
 * @param {number} count of nodes
 * @param {readonly BesideLink[]} links
 * @returns {number[][]}
 */
export function besides(count, links) {
  const first = firstOf(count, links);
  /** @type {number[][]} */
  const sets = [];
  first.forEach((leader, node) => (sets[leader] ??= []).push(node));
  return sets.filter((nodes) => nodes.length > 1);
}

/**
 * For each node the first of those beside it; itself, if it is that.
 * @param {number} count of nodes
 * @param {readonly BesideLink[]} links
 * @returns {number[]}
 */
export function firstOf(count, links) {
  const first = Array.from({ length: count }, (_, node) => node);
  /** @param {number} node @returns {number} */
  const leader = (node) => {
    const next = first[node] ?? node;
    return next === node ? node : leader(next);
  };
  for (const { from, to, beside } of links) {
    if (!beside) continue;
    const [one, other] = [leader(from), leader(to)];
    first[Math.max(one, other)] = Math.min(one, other);
  }
  return first.map((_, node) => leader(node));
}

/** What is narrower than this goes straight down, from one node to the next of its column; in pixels. */
const STRAIGHT = 8;

/** Room between such a line and its label. */
const ASIDE = 5;

/**
 * A picture that goes from left to right, with the labels of straight lines in its columns beside these: Graphviz takes the height of
 * such a label for its width, and writes it over its line.
 * @param {Geometry} across
 * @param {readonly Link[]} links
 * @returns {Geometry}
 */
export function labelsAside(across, links) {
  let { width } = across;
  const edges = across.edges.map((edge, at) => {
    const { label, area } = edge;
    const { beside, box } = links[at] ?? { beside: false, box: null };
    if (!beside || !label || !box || area.width >= STRAIGHT) return edge;
    const x = area.x + area.width + ASIDE + box.width / 2;
    width = Math.max(width, x + box.width / 2);
    return { ...edge, label: { ...label, x } };
  });
  return { ...across, width, edges };
}
