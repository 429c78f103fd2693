// @ts-check
// Rows of a graph that were laid out one by one, put under each other, with lines around their ends.

/** @typedef {import("./geometry.js").Geometry} Geometry */
/** @typedef {import("./geometry.js").Point} Point */
/** @typedef {import("./layout_dot.js").Box} Box */
/** @typedef {import("./layout_dot.js").Link} Link */
/** @typedef {import("./row_cut.js").Row} Row */
/** @typedef {import("./row_cut.js").Cut} Cut */

/** Room between two rows beside the labels of what crosses, and between two lines. */
const GUTTER = 26;
const LANE = 16;

const BEND = 12;

/** How far from the nodes a line goes around the end of a row: the arrow's head has room. */
const REACH = 26;

/** What the head of an arrow needs. */
const HEAD = 11;

/**
 * Puts rows that were laid out one by one under each other, and leads what crosses around their ends.
 * @param {Cut} cut
 * @param {readonly Geometry[]} laid one for each row
 * @param {readonly Box[]} boxes
 * @param {readonly Link[]} links
 * @returns {Geometry}
 */
export function stackRows({ rows, crossing }, laid, boxes, links) {
  const rowOf = new Map(rows.flatMap(({ nodes }, row) => nodes.map((node) => [node, row])));
  const between = rows.map((_, row) =>
    crossing.filter((link) => rowOf.get(links[link]?.from ?? 0) === row)
  );
  const lanes = Math.max(...between.map(({ length }) => length));
  const left = REACH + lanes * LANE;
  const width = Math.max(...laid.map((geometry) => geometry.width));
  /** @type {Geometry} */
  const stacked = { width: width + 2 * left, height: 0, nodes: [], edges: [] };
  laid.forEach((geometry, row) => {
    place(stacked, geometry, /** @type {Row} */ (rows[row]), { x: left, y: stacked.height });
    stacked.height += geometry.height;
    if (row < laid.length - 1) stacked.height += gutterOf(between[row] ?? [], links);
  });
  laid.reduce((top, geometry, row) => {
    let y = top + geometry.height + GUTTER / 2;
    (between[row] ?? []).forEach((at, lane) => {
      const { from, to, box, both } = /** @type {Link} */ (links[at]);
      y += box ? box.height : 0;
      const ends = { start: side(stacked, boxes, from, 1), end: side(stacked, boxes, to, -1) };
      const outer = { right: left + width + BEND + lane * LANE, left: left - REACH - lane * LANE };
      stacked.edges[at] = around({ ...ends, both }, outer, y, box);
      y += LANE;
    });
    return top + geometry.height + gutterOf(between[row] ?? [], links);
  }, 0);
  return stacked;
}

/** @param {Geometry} stacked @param {Geometry} geometry @param {Row} row @param {Point} by */
function place(stacked, geometry, row, by) {
  const moved = (/** @type {Point} */ { x, y }) => ({ x: x + by.x, y: y + by.y });
  row.nodes.forEach((node, at) =>
    stacked.nodes[node] = moved(/** @type {Point} */ (geometry.nodes[at]))
  );
  row.links.forEach((link, at) => {
    const edge = /** @type {import("./geometry.js").EdgeShape} */ (geometry.edges[at]);
    // A path is numbers in pairs: x, y, x, y, …
    let axis = 0;
    const path = edge.path.replaceAll(
      /-?[\d.]+/g,
      (text) => (Number(text) + (axis++ % 2 === 0 ? by.x : by.y)).toFixed(1),
    );
    stacked.edges[link] = {
      ...edge,
      path,
      tip: moved(edge.tip),
      middle: moved(edge.middle),
      area: { ...edge.area, ...moved(edge.area) },
      label: edge.label && moved(edge.label),
      back: edge.back ? { ...edge.back, tip: moved(edge.back.tip) } : null,
    };
  });
}

/** @param {{ start: Point, end: Point, both: boolean | undefined }} ends @param {{ left: number, right: number }} outer @param {number} y @param {Box | null} box @returns {import("./geometry.js").EdgeShape} */
function around({ start, end, both }, outer, y, box) {
  const tip = end;
  const back = both ? { tip: start, angle: 180 } : null;
  const path = [
    `M${both ? start.x + HEAD : start.x} ${start.y}H${
      outer.right - BEND
    }Q${outer.right} ${start.y} ${outer.right} ${start.y + BEND}`,
    `V${y - BEND}Q${outer.right} ${y} ${outer.right - BEND} ${y}`,
    `H${outer.left + BEND}Q${outer.left} ${y} ${outer.left} ${y + BEND}`,
    `V${end.y - BEND}Q${outer.left} ${end.y} ${outer.left + BEND} ${end.y}H${end.x - HEAD}`,
  ].join("");
  const middle = { x: (outer.left + outer.right) / 2, y };
  const area = {
    x: outer.left,
    y: start.y,
    width: outer.right - outer.left,
    height: end.y - start.y,
  };
  const label = box ? { x: middle.x, y: y - box.height / 2 - 3 } : null;
  return { path, tip, angle: 0, back, middle, area, label };
}

/** @param {Geometry} geometry @param {readonly Box[]} boxes @param {number} at @param {1 | -1} way */
function side({ nodes }, boxes, at, way) {
  const { x, y } = nodes[at] ?? { x: 0, y: 0 };
  return { x: x + way * (boxes[at]?.width ?? 0) / 2, y };
}

/** @param {readonly number[]} crossing @param {readonly Link[]} links */
function gutterOf(crossing, links) {
  return GUTTER + crossing.reduce((sum, at) => sum + LANE + (links[at]?.box?.height ?? 0), 0);
}
