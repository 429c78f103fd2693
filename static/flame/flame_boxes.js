// @ts-check
// Where each function of a flame graph is drawn: as wide as its time, below the one that called it.

/** @typedef {import("./flame_tree.js").Flame} Flame */
/** @typedef {{ flame: Flame, depth: number, from: number, width: number }} Box `from` and `width` are shares of 0 to 1 */

/** What is narrower than this share is not drawn. */
const NARROWEST = 1 / 700;

/**
 * The boxes of a tree, of which `zoomed` and what it calls fill the width; those above it stay, as the way back.
 * @param {Flame} zoomed
 * @returns {Box[]}
 */
export function flameBoxes(zoomed) {
  /** @type {Box[]} */
  const boxes = [];
  const way = [];
  for (let flame = zoomed.parent; flame; flame = flame.parent) way.unshift(flame);
  way.forEach((flame, depth) => boxes.push({ flame, depth, from: 0, width: 1 }));
  const whole = Math.max(1, zoomed.total);

  /** @param {Flame} flame @param {number} depth @param {number} from */
  function place(flame, depth, from) {
    const width = flame.total / whole;
    if (width < NARROWEST) return;
    boxes.push({ flame, depth, from, width });
    let at = from;
    for (const call of flame.calls) {
      place(call, depth + 1, at);
      at += call.total / whole;
    }
  }
  place(zoomed, way.length, 0);
  return boxes;
}
