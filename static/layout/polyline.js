// @ts-check
// A line with corners, as it is drawn: the corners are round.

/** @typedef {import("./geometry.js").Point} Point */
/** @typedef {import("./geometry.js").Area} Area */

const BEND = 8;

/**
 * @param {readonly Point[]} points
 * @returns {{ path: string, middle: Point, area: Area }} `middle` is that of its longest piece
 */
export function polyline(points) {
  const [first = { x: 0, y: 0 }] = points;
  let path = `M${write(first)}`;
  let middle = first;
  let longest = -1;
  points.forEach((point, at) => {
    if (at === 0) return;
    const before = /** @type {Point} */ (points[at - 1]);
    const length = distance(before, point);
    if (length > longest) {
      longest = length;
      middle = { x: (before.x + point.x) / 2, y: (before.y + point.y) / 2 };
    }
    const after = points[at + 1];
    if (!after) path += `L${write(point)}`;
    else {
      const bend = Math.min(BEND, length / 2, distance(point, after) / 2);
      path += `L${write(towards(point, before, bend))}Q${write(point)} ${
        write(towards(point, after, bend))
      }`;
    }
  });
  return { path, middle, area: around(points) };
}

/** @param {readonly Point[]} points @returns {Area} */
export function around(points) {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** @param {Point} one @param {Point} other */
function distance(one, other) {
  return Math.hypot(other.x - one.x, other.y - one.y);
}

/** @param {Point} from @param {Point} to @param {number} by */
function towards(from, to, by) {
  const length = distance(from, to) || 1;
  return {
    x: from.x + (to.x - from.x) * by / length,
    y: from.y + (to.y - from.y) * by / length,
  };
}

/** @param {Point} point */
function write({ x, y }) {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
