// @ts-check
// Links between the nodes of a grid: lines that go between its rows and columns, never under a node. They leave a node on its
// right and arrive on the left of another; what goes back is seen to go back.

import { LINES } from "./grid.js";
import { polyline } from "./polyline.js";

/**
 * @typedef {import("./geometry.js").Point} Point
 * @typedef {import("./geometry.js").EdgeShape} EdgeShape
 * @typedef {import("./grid.js").Grid} Grid
 * @typedef {import("./grid.js").Cell} Cell
 * @typedef {import("./layout_dot.js").Box} Box
 * @typedef {import("./layout_dot.js").Link} Link
 */

/** How far apart lines are at most that go side by side, and the room that all of them have. */
const APART = 5;
const BESIDE = 18;

/** What the head of an arrow needs. */
const HEAD = 11;

/** Room between a line and its label. */
const OVER = 2;

/**
 * @param {Grid} grid
 * @param {readonly Point[]} nodes
 * @param {readonly Box[]} boxes
 * @param {readonly Link[]} links
 * @param {boolean} labelled
 * @returns {EdgeShape[]}
 */
export function gridLines(grid, nodes, boxes, links, labelled) {
  const routes = links.map((link) => routeOf(grid, link));
  const down = lanesOf(routes.map(({ out, back }, at) => [out, back, links[at]?.from ?? 0]));
  const across = lanesOf(routes.map(({ gutter }, at) => [gutter, null, links[at]?.from ?? 0]));
  /** @type {Set<number>} */
  const told = new Set();
  return links.map(({ from, to, box, both }, at) => {
    const { out, gutter, back } = /** @type {Route} */ (routes[at]);
    const outset = side(nodes, boxes, from, 1);
    const start = both ? { x: outset.x + HEAD, y: outset.y } : outset;
    const end = side(nodes, boxes, to, -1);
    const tail = { x: end.x - HEAD, y: end.y };
    const first = gapX(grid, out) + down(out, from);
    const y = gutter === null ? end.y : gutterY(grid, gutter) + across(gutter, from);
    const second = back === null ? first : gapX(grid, back) + down(back, from);
    const straight = gutter === null && start.y === end.y;
    const points = straight ? [start, tail] : [
      start,
      { x: first, y: start.y },
      { x: first, y },
      ...back === null ? [] : [{ x: second, y }, { x: second, y: end.y }],
      tail,
    ];
    const room = labelled && box !== null && !told.has(to) ? box : null;
    if (room) told.add(to);
    const label = room && {
      x: tail.x - room.width / 2,
      y: end.y - room.height / 2 - OVER,
    };
    const tailHead = both ? { tip: outset, angle: 180 } : null;
    return { ...polyline(points), tip: end, angle: 0, back: tailHead, label };
  });
}

/**
 * Which gap a link goes along when it leaves, and, unless it arrives from there, between which rows it goes to which other gap.
 * @typedef {{ out: number, gutter: number | null, back: number | null }} Route
 */

/** @param {Grid} grid @param {Link} link @returns {Route} */
function routeOf({ cells }, { from, to }) {
  const start = /** @type {Cell} */ (cells[from]);
  const end = /** @type {Cell} */ (cells[to]);
  if (end.column === start.column + 1) return { out: end.column, gutter: null, back: null };
  // It goes between the rows on the side of the node where it comes from.
  return {
    out: start.column + 1,
    gutter: start.row > end.row ? end.row + 1 : end.row,
    back: end.column,
  };
}

/**
 * Where in a gap the lines of a node go: those of one node together, those of others beside them.
 * @param {readonly [gap: number | null, other: number | null, node: number][]} uses
 */
function lanesOf(uses) {
  /** @type {Map<number, Map<number, number>>} */
  const lanes = new Map();
  for (const [one, other, node] of uses) {
    for (const gap of [one, other]) {
      if (gap === null) continue;
      const own = lanes.get(gap) ?? new Map();
      lanes.set(gap, own);
      if (!own.has(node)) own.set(node, own.size);
    }
  }
  return (/** @type {number} */ gap, /** @type {number} */ node) => {
    const own = lanes.get(gap);
    if (!own || own.size < 2) return 0;
    const pitch = Math.min(APART, BESIDE / (own.size - 1));
    return ((own.get(node) ?? 0) - (own.size - 1) / 2) * pitch;
  };
}

/** @param {Grid} grid @param {number} gap the number of the column behind it */
function gapX({ columns }, gap) {
  const before = columns[gap - 1];
  return (before ? before.start + before.size : 0) + LINES / 2;
}

/** @param {Grid} grid @param {number} gutter the number of the row under it */
function gutterY({ rows }, gutter) {
  const above = rows[gutter - 1];
  const end = above ? above.start + above.size : 0;
  const start = rows[gutter]?.start ?? end + LINES;
  return (end + start) / 2;
}

/** @param {readonly Point[]} nodes @param {readonly Box[]} boxes @param {number} at @param {1 | -1} way */
function side(nodes, boxes, at, way) {
  const { x, y } = nodes[at] ?? { x: 0, y: 0 };
  return { x: x + way * (boxes[at]?.width ?? 0) / 2, y };
}
