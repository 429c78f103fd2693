// @ts-check
// Long thin graphs are cut into rows, as lines of text are: a pipeline of ten stages is read at three times the size.
// Here is decided where; `row_stack.js` puts the rows under each other.

/** @typedef {import("./geometry.js").Geometry} Geometry */
/** @typedef {import("./geometry.js").Point} Point */
/** @typedef {import("./layout_dot.js").Box} Box */
/** @typedef {import("./layout_dot.js").Link} Link */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {{ nodes: number[], links: number[] }} Row positions of what is in it */
/** @typedef {{ rows: Row[], crossing: number[] }} Cut `crossing` are the links from one row to the next */

const MOST_ROWS = 5;

/** So many links may lead from one row to the next. */
const MOST_CROSSING = 3;

/** What the lines around the ends of the rows need: in width, and in height for each, with its label. */
const AROUND = 110;
const BETWEEN = 80;

/**
 * How to cut a graph that is laid out from left to right so that it is seen as large as possible on a stage; `null` where
 * it cannot be cut.
 * @param {Geometry} across
 * @param {readonly Box[]} boxes
 * @param {readonly Link[]} links
 * @param {Size} stage
 * @returns {Cut | null}
 */
export function cutIntoRows(across, boxes, links, stage) {
  const seams = seamsOf(across, boxes, links);
  let best = null;
  let largest = 0;
  for (let count = 2; count <= MOST_ROWS; count++) {
    const wanted = Array.from({ length: count - 1 }, (_, at) => across.width * (at + 1) / count);
    const chosen = new Set(wanted.map((x) => nearest(seams, x)));
    if (chosen.size < count - 1 || chosen.has(null)) continue;
    const borders = [...chosen].map(Number).sort((one, other) => one - other);
    const cut = cutAt(borders, across, boxes, links);
    const scale = cut ? scaleOf(cut, across, boxes, stage) : 0;
    if (scale > largest) [best, largest] = [cut, scale];
  }
  return best;
}

/**
 * Where a vertical line crosses no box, and only few links, all of them forwards and past no other box.
 * @param {Geometry} across
 * @param {readonly Box[]} boxes
 * @param {readonly Link[]} links
 */
function seamsOf({ nodes }, boxes, links) {
  const spans = nodes.map(({ x }, at) => [x - width(boxes, at) / 2, x + width(boxes, at) / 2]);
  const ends = [...new Set(spans.map(([, end = 0]) => end + 1))].sort((one, other) => one - other);
  return ends.filter((seam) => {
    if (spans.some(([start = 0, end = 0]) => start < seam && end > seam)) return false;
    const past = (/** @type {number} */ at) => (nodes[at]?.x ?? 0) > seam;
    const crossing = links.filter(({ from, to }) => past(from) !== past(to));
    if (crossing.length === 0 || crossing.length > MOST_CROSSING) return false;
    return crossing.every(({ from, to }) =>
      past(to) && isFree(nodes, boxes, from, 1, past) && isFree(nodes, boxes, to, -1, past)
    );
  });
}

/**
 * Whether nothing of its row stands between a node and the end of the row.
 * @param {readonly Point[]} nodes
 * @param {readonly Box[]} boxes
 * @param {number} at
 * @param {1 | -1} way
 * @param {(at: number) => boolean} past
 */
function isFree(nodes, boxes, at, way, past) {
  const own = nodes[at] ?? { x: 0, y: 0 };
  return nodes.every(({ x, y }, other) =>
    other === at || past(other) !== past(at) || (x - own.x) * way <= 0 ||
    Math.abs(y - own.y) > (boxes[other]?.height ?? 0) / 2 + 4
  );
}

/** @param {readonly number[]} borders @param {Geometry} across @param {readonly Box[]} boxes @param {readonly Link[]} links @returns {Cut | null} */
function cutAt(borders, { nodes }, boxes, links) {
  const rowOf = boxes.map((_, at) => borders.filter((seam) => (nodes[at]?.x ?? 0) > seam).length);
  /** @type {Row[]} */
  const rows = Array.from({ length: borders.length + 1 }, () => ({ nodes: [], links: [] }));
  rowOf.forEach((row, at) => rows[row]?.nodes.push(at));
  /** @type {number[]} */
  const crossing = [];
  for (const [at, { from, to }] of links.entries()) {
    const [row = 0, other = 0] = [rowOf[from], rowOf[to]];
    if (row === other) rows[row]?.links.push(at);
    else if (other === row + 1) crossing.push(at);
    else return null;
  }
  return { rows, crossing };
}

/** @param {Cut} cut @param {Geometry} across @param {readonly Box[]} boxes @param {Size} stage */
function scaleOf({ rows, crossing }, { nodes }, boxes, stage) {
  const sizes = rows.map((row) => {
    const xs = row.nodes.flatMap((
      at,
    ) => [(nodes[at]?.x ?? 0) - width(boxes, at) / 2, (nodes[at]?.x ?? 0) + width(boxes, at) / 2]);
    const tops = row.nodes.flatMap((at) => [
      (nodes[at]?.y ?? 0) - (boxes[at]?.height ?? 0) / 2,
      (nodes[at]?.y ?? 0) + (boxes[at]?.height ?? 0) / 2,
    ]);
    return {
      width: Math.max(...xs) - Math.min(...xs),
      height: Math.max(...tops) - Math.min(...tops),
    };
  });
  const wide = Math.max(...sizes.map((size) => size.width)) + AROUND;
  const high = sizes.reduce((sum, size) => sum + size.height, 0) + crossing.length * BETWEEN;
  return Math.min(stage.width / wide, stage.height / high);
}

/** @param {readonly number[]} seams @param {number} x */
function nearest(seams, x) {
  /** @type {number | null} */
  let best = null;
  for (const seam of seams) {
    if (best === null || Math.abs(seam - x) < Math.abs(best - x)) best = seam;
  }
  return best;
}

/** @param {readonly Box[]} boxes @param {number} at */
function width(boxes, at) {
  return boxes[at]?.width ?? 0;
}
