// @ts-check
// Cycles among waits: actors that wait for each other.

/** @typedef {import("./waits.js").Wait} Wait */

/**
 * For each group of actors that wait for each other, one shortest cycle, beginning with a wait for room. Where nobody waits for
 * room, there is only nothing to do.
 * @param {readonly Wait[]} waits
 * @param {number} actors how many actors there are
 * @returns {Wait[][]}
 */
export function findCycles(waits, actors) {
  const outgoing = Array.from({ length: actors }, () => /** @type {Wait[]} */ ([]));
  for (const wait of waits) outgoing[wait.from]?.push(wait);
  const shown = new Set();
  const cycles = [];
  for (const wait of waits) {
    if (!wait.full || shown.has(wait.from)) continue;
    const way = shortestWay(outgoing, wait.to, wait.from);
    if (way === null) continue;
    const cycle = [wait, ...way];
    for (const { from } of cycle) shown.add(from);
    cycles.push(cycle);
  }
  return cycles;
}

/**
 * The waits that lead from one actor to another, or `null`. Breadth first.
 * @param {readonly (readonly Wait[])[]} outgoing by actor
 * @param {number} from
 * @param {number} to
 * @returns {Wait[] | null}
 */
function shortestWay(outgoing, from, to) {
  const reachedBy = new Map([[from, /** @type {Wait | null} */ (null)]]);
  for (const actor of reachedBy.keys()) {
    if (actor === to) break;
    for (const wait of outgoing[actor] ?? []) {
      if (!reachedBy.has(wait.to)) reachedBy.set(wait.to, wait);
    }
  }
  if (!reachedBy.has(to)) return null;
  const way = [];
  for (let wait = reachedBy.get(to); wait; wait = reachedBy.get(wait.from)) way.unshift(wait);
  return way;
}
