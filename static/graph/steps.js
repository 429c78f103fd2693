// @ts-check
// Where an arrow key leads: along an edge that runs that way, else to what is nearest that way.

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
 * The node to go to, or `from` when there is none that way.
 * @param {readonly Point[]} places the middles of the nodes
 * @param {readonly { from: number, to: number }[]} links
 * @param {number} from
 * @param {string} key
 * @returns {number}
 */
export function stepFrom(places, links, from, key) {
  const way = WAYS[/** @type {Arrow} */ (key)];
  const start = places[from];
  if (!way || !start) return from;
  const joined = links.flatMap((link) =>
    link.from === from ? [link.to] : link.to === from ? [link.from] : []
  );
  const all = places.map((_, at) => at);
  return nearest(places, joined, start, way, SLANT) ?? nearest(places, all, start, way, 1) ?? from;
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
