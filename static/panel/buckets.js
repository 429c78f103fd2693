// @ts-check
// The bars of a latency histogram: narrow parts are put together, so that each bar is half as wide again as the last.

/** @typedef {readonly (readonly [upTo: number, count: number])[]} Buckets in microseconds, rising */
/** @typedef {{ from: number, to: number, count: number }} Bar */

/** How much wider each bar is than the one before. */
const STEP = 1.5;

/**
 * @param {Buckets} buckets
 * @param {number} [least] so many bars at least, empty ones on both sides
 * @returns {Bar[]} without gaps, from the first that holds something to the last
 */
export function barsOf(buckets, least = 1) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const [upTo, count] of buckets) {
    if (count <= 0) continue;
    // A part that ends at the edge of a bar is in it, whatever the last digit says.
    const bar = Math.ceil(Math.log(Math.max(upTo, 1e-3)) / Math.log(STEP) - 1e-6);
    counts.set(bar, (counts.get(bar) ?? 0) + count);
  }
  if (counts.size === 0) return [];
  const lowest = Math.min(...counts.keys());
  const filled = Math.max(...counts.keys()) - lowest + 1;
  const length = Math.max(least, filled);
  const first = lowest - ((length - filled) >> 1);
  return Array.from({ length }, (_, at) => ({
    from: STEP ** (first + at - 1),
    to: STEP ** (first + at),
    count: counts.get(first + at) ?? 0,
  }));
}
