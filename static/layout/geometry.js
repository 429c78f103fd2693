// @ts-check
// What Graphviz says about positions (its `json0` output), as the page draws it: pixels, with y downwards.

import { around } from "./polyline.js";

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ x: number, y: number, width: number, height: number }} Area */
/** @typedef {{ tip: Point, angle: number }} Head where the head of an arrow is, and which way it points */
/** @typedef {Head & { path: string, middle: Point, area: Area, label: Point | null, back?: Head | null }} EdgeShape */
/** @typedef {{ width: number, height: number, nodes: Point[], edges: EdgeShape[], frames?: Area[] }} Geometry */

/**
 * @param {{ bb: string, objects?: { id: string, pos?: string, bb?: string }[], edges?: { id: string, pos: string, lp?: string }[] }} graph
 * @returns {Geometry}
 */
export function readGeometry(graph) {
  const [, , width = 0, height = 0] = graph.bb.split(",").map(Number);
  /** @type {Point[]} */
  const nodes = [];
  /** @type {EdgeShape[]} */
  const edges = [];
  const flip = (/** @type {string} */ text) => {
    const [x = 0, y = 0] = text.split(",").map(Number);
    return { x, y: height - y };
  };
  /** @type {Area[]} */
  const frames = [];
  for (const { id, pos, bb } of graph.objects ?? []) {
    if (pos !== undefined) nodes[indexOf(id)] = flip(pos);
    else if (bb !== undefined) {
      const [left, low, right, high] = bb.split(",");
      frames[indexOf(id)] = around([flip(`${left},${low}`), flip(`${right},${high}`)]);
    }
  }
  for (const { id, pos, lp } of graph.edges ?? []) {
    edges[indexOf(id)] = { ...curve(pos, flip), label: lp ? flip(lp) : null };
  }
  return { width, height, nodes, edges, frames };
}

/** @param {string} id `a7` or `c7` */
function indexOf(id) {
  return Number(id.slice(1));
}

/**
 * @param {string} pos `e,x,y` where the arrow ends and `s,x,y` where one begins that has a head there, too, then the points of a Bézier
 * curve
 * @param {(text: string) => Point} flip
 */
function curve(pos, flip) {
  const parts = (pos.split(";")[0] ?? "").split(" ");
  const points = parts.filter((part) => !/^[es],/.test(part)).map(flip);
  const headAt = (/** @type {string} */ mark) => {
    const part = parts.find((one) => one.startsWith(mark));
    return part === undefined ? null : flip(part.slice(mark.length));
  };
  const write = (/** @type {Point} */ { x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const [start, ...rest] = points.map(write);
  const last = points.at(-1) ?? { x: 0, y: 0 };
  const first = points[0] ?? last;
  const begin = headAt("s,");
  return {
    path: `M${start}C${rest.join(" ")}`,
    ...head(last, headAt("e,") ?? last),
    back: begin && head(first, begin),
    middle: middleOf(points) ?? last,
    area: around(points),
  };
}

/** @param {Point} from @param {Point} tip @returns {Head} */
function head(from, tip) {
  return { tip, angle: Math.atan2(tip.y - from.y, tip.x - from.x) * 180 / Math.PI };
}

/** @param {Point[]} points of a Bézier curve: every third lies on it */
function middleOf(points) {
  const half = (points.length - 1) / 3 / 2;
  const [a, b, c, d] = points.slice(Math.floor(half) * 3);
  if (!a || !b || !c || !d || Number.isInteger(half)) return a;
  return { x: (a.x + 3 * b.x + 3 * c.x + d.x) / 8, y: (a.y + 3 * b.y + 3 * c.y + d.y) / 8 };
}
