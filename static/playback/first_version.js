// @ts-check
// Recordings of the first version do not tell their columns: they are these, in this order.

/** @typedef {import("../feed/figures.js").Side} Side */
/** @typedef {import("../feed/figures.js").Vocabulary} Vocabulary */

/** @type {Readonly<Record<Side, readonly (readonly [name: string, unit: string])[]>>} */
const COLUMNS = {
  a: [
    ["busy", "share"],
    ["blocked", "share"],
    ["waiting", "share"],
    ["up", "flag"],
    ["restarts", "times"],
    ["level", "level"],
    ["turnRate", "rate"],
    ["status", "text"],
    ["mcpu", "millicores"],
    ["load", "share"],
    ["batch", "amount"],
    ["heapBytes", "bytes"],
    ["outside", "share"],
  ],
  c: [
    ["fill", "share"],
    ["rate", "rate"],
    ["level", "level"],
    ["sent", "total"],
    ["p50", "micros"],
    ["p99", "micros"],
    ["bytesRate", "bytesRate"],
  ],
};

/**
 * The figures of a recording of the first version, as far as it has them, in the words of today.
 * @param {Record<Side, unknown[]>} counts how many columns it has: the very first had fewer
 * @param {Vocabulary["figures"]} words
 * @returns {Vocabulary}
 */
export function firstVocabulary(counts, words) {
  const of = (/** @type {Side} */ side) => COLUMNS[side].slice(0, counts[side].length);
  const figuresOf = (/** @type {Side} */ side) => {
    const units = new Map(of(side));
    const known = words[side].filter(({ name }) => units.has(name));
    const others = of(side).filter(([name]) => !known.some((figure) => figure.name === name));
    return [...known, ...others.map(([name, unit]) => ({ name, unit, about: name, title: name }))];
  };
  return {
    columns: { a: of("a").map(([name]) => name), c: of("c").map(([name]) => name) },
    figures: { a: figuresOf("a"), c: figuresOf("c") },
  };
}
