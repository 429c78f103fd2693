// @ts-check
// Where an arrow key leads: from a node to an edge that runs that way, from there to its end, else to what is nearest that way.

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {"ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown"} Arrow */

/** @type {Record<Arrow, Point>} */
const WAYS = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** An edge that leads further aside than ahead by this factor does not run that way. */
const SLANT = 2.2;

/**
 * @typedef {object} Map what can be gone through: the middles of the nodes and of the edges, and which nodes each edge joins
 * @property {readonly Point[]} nodes
 * @property {readonly Point[]} edges
 * @property {readonly { from: number, to: number }[]} links by edge
 */
/** @typedef {{ node: number, edge?: undefined } | { edge: number, node?: undefined } | null} Step */

/**
 * Where an arrow key leads from a node: to an edge that runs that way, else to the nearest node that way, else nowhere.
 * @param {Map} map
 * @param {number} from
 * @param {string} key
 * @returns {Step}
 */
export function stepFromNode({ nodes, edges, links }, from, key) {
  const way = WAYS[/** @type {Arrow} */ (key)];
  const start = nodes[from];
  if (!way || !start) return null;
  const joined = links.flatMap(({ from: one, to: other }, at) =>
    one === from || other === from ? [at] : []
  );
  const ends = links.map(({ from: one, to: other }, at) =>
    // A loop leads to itself: where it goes is where it is drawn.
    one === other ? edges[at] ?? start : nodes[one === from ? other : one] ?? start
  );
  const edge = nearest(ends, joined, start, way, SLANT);
  if (edge !== null) return { edge };
  const node = nearest(nodes, indexesOf(nodes), start, way, 1);
  return node === null ? null : { node };
}

/**
 * Where an arrow key leads from an edge: to the end that lies that way, else to the nearest edge that way, else, where the edge
 * is a loop, back to its node.
 * @param {Map} map
 * @param {number} at
 * @param {string} key
 * @returns {Step}
 */
export function stepFromEdge({ nodes, edges, links }, at, key) {
  const way = WAYS[/** @type {Arrow} */ (key)];
  const link = links[at];
  const start = edges[at];
  if (!way || !link || !start) return null;
  const { from, to } = link;
  // By the whole edge: two presses lead from one end to the other, wherever the edge has its middle.
  for (const [one, other] of [[from, to], [to, from]]) {
    const origin = nodes[Number(one)];
    if (origin && nearest(nodes, [Number(other)], origin, way, SLANT) !== null) {
      return { node: Number(other) };
    }
  }
  const edge = nearest(edges, indexesOf(edges), start, way, 1);
  if (edge !== null) return { edge };
  return from === to ? { node: from } : null;
}

/** @param {readonly unknown[]} list */
function indexesOf(list) {
  return list.map((_, at) => at);
}

/**
 * @param {readonly Point[]} places
 * @param {readonly number[]} candidates
 * @param {Point} start
 * @param {Point} way
 * @param {number} slant
 * @returns {number | null}
 */
function nearest(places, candidates, start, way, slant) {
  let best = null;
  let least = Infinity;
  for (const at of candidates) {
    const { x, y } = places[at] ?? start;
    const ahead = (x - start.x) * way.x + (y - start.y) * way.y;
    const aside = Math.abs((x - start.x) * way.y) + Math.abs((y - start.y) * way.x);
    const cost = ahead + 2 * aside;
    if (ahead < 1 || aside > slant * ahead || cost >= least) continue;
    best = at;
    least = cost;
  }
  return best;
}
