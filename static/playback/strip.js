// @ts-check
// Where on the time bar something happened: the worst alert in each slice of time, and the crashes.

/**
 * @typedef {{ level: number, count: number }} Slice the worst level in a slice of time, and how many alerts lasted in it
 * @typedef {Slice & { at: number, length: number }} Stretch like slices in a row, from the slice `at` on
 * @typedef {import("../feed/chronicle.js").Episode} Episode
 */

/**
 * Cuts the time from `from` to `to` into `count` slices.
 * @param {readonly Episode[]} episodes
 * @param {number} from in milliseconds since the epoch
 * @param {number} to in milliseconds since the epoch
 * @param {number} count
 * @returns {Slice[]}
 */
export function slicesOf(episodes, from, to, count) {
  const slices = Array.from({ length: count }, () => ({ level: 0, count: 0 }));
  const span = Math.max(1, to - from);
  const at = (/** @type {number} */ time) => Math.floor((time - from) / span * count);
  for (const { since, until, level } of episodes) {
    const last = Math.min(count - 1, at(until ?? to));
    for (let index = Math.max(0, at(since)); index <= last; index++) {
      const slice = slices[index];
      if (!slice) continue;
      slice.level = Math.max(slice.level, level);
      slice.count++;
    }
  }
  return slices;
}

/**
 * Puts like slices in a row together, and leaves out those in which nothing was.
 * @param {readonly Slice[]} slices
 * @returns {Stretch[]}
 */
export function stretchesOf(slices) {
  /** @type {Stretch[]} */
  const stretches = [];
  slices.forEach(({ level, count }, at) => {
    const last = stretches.at(-1);
    if (last?.level === level && last.count === count) last.length++;
    else stretches.push({ level, count, at, length: 1 });
  });
  return stretches.filter(({ level }) => level > 0);
}
