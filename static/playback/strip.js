// @ts-check
// Where on the time bar something happened: the worst alert in each slice of time, and how many crashes.

/**
 * @typedef {{ level: number, count: number }} Slice the worst level in a slice of time, and how many alerts lasted in it
 * @typedef {Slice & { at: number, length: number }} Stretch like slices in a row, from the slice `at` on
 * @typedef {{ at: number, text: string }} Crashes a slice of time in which there were some, and what is said of them
 * @typedef {import("../feed/chronicle.js").Episode} Episode
 * @typedef {import("../feed/chronicle.js").CrashMark} CrashMark
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
 * The slices in which there were crashes: the time from `from` to `to` is cut into `count`.
 * @param {readonly CrashMark[]} marks
 * @param {number} from in milliseconds since the epoch
 * @param {number} to in milliseconds since the epoch
 * @param {number} count
 * @returns {Crashes[]}
 */
export function crashesOf(marks, from, to, count) {
  const span = Math.max(1, to - from);
  const slices = Map.groupBy(
    marks,
    ({ time }) => Math.min(count - 1, Math.floor((time - from) / span * count)),
  );
  return [...slices].map(([at, within]) => {
    const crashes = within.reduce((sum, mark) => sum + mark.crashes, 0);
    const subjects = [...new Set(within.flatMap(({ subjects }) => subjects))];
    const one = subjects.length === 1 &&
      within.every((mark) => mark.crashes === mark.subjects.length);
    const all = `${crashes.toLocaleString("en-US")} crashes`;
    const text = crashes === 1 ? `${subjects[0] ?? "An actor"} crashed` : all;
    return { at, text: one && crashes > 1 ? `${subjects[0]}: ${all}` : text };
  });
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
