// @ts-check
// The statistics that a program has shown of an actor or a channel: how they are told in one text, and told apart again. The server
// imports this file too.

/** So many statistics are shown of one at most. */
export const MOST_SHOWN = 4;

const BETWEEN = " · ";
const BEFORE_VALUE = ": ";

/** One line of the longest that are shown: what is drawn leaves room for it, in whatever font there is. */
export const LONG_LINE = "average + 2.5σ latency, 15 min: 99.9ms";

/** @typedef {readonly [name: string, value: string]} ShownLine what it is, and its value, in words */

/**
 * All that is shown of one, in one text: `p95 latency, 1 min: 4.21ms · average rate, 10 s: 1.20K/s`.
 * @param {readonly ShownLine[]} lines
 */
export function shownText(lines) {
  return lines.map((line) => line.join(BEFORE_VALUE)).join(BETWEEN);
}

/**
 * What such a text is made of; nothing where none is told.
 * @param {string | null | undefined} text
 * @returns {ShownLine[]}
 */
export function shownLines(text) {
  if (!text) return [];
  return text.split(BETWEEN, MOST_SHOWN).map((line) => {
    const at = line.indexOf(BEFORE_VALUE);
    return /** @type {const} */ ([line.slice(0, at), line.slice(at + BEFORE_VALUE.length)]);
  });
}
