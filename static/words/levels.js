// @ts-check
// The levels of attention, each by its number. A level has a word, a glyph, a shape and a colour, so that colour alone never carries
// the meaning. All that page and server know of one is here, but for its colours on the page: those are in `dom/dom.css`. The server
// imports this file too.

/**
 * @typedef {object} Level
 * @property {string} name as alert rules call it
 * @property {string} glyph
 * @property {string} shape its mark in the graph, around the origin, 10 pixels wide
 * @property {readonly (readonly [x: number, y: number])[]} corners its mark in a cell that is one wide and one high
 * @property {number | null} pressure from which pressure on, in percent, a channel without rules of its own is at it; `null` where
 *   only rules of one's own say so
 * @property {number} bar how high it is drawn over the time bar, in pixels
 * @property {string} about what the legend says of it
 * @property {{ color: string, fill: string, style: string }} dot how DOT draws it
 */

/** @type {readonly Level[]} */
export const LEVELS = [
  {
    name: "ok",
    glyph: "●",
    shape: "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
    corners: [],
    pressure: 0,
    bar: 0,
    about: "Below all rules; by the standard rules, a pressure of less than 50%",
    dot: { color: "#6b7785", fill: "#f6f8fa", style: "solid" },
  },
  {
    name: "watch",
    glyph: "◆",
    shape: "M0 -5L5 0L0 5L-5 0Z",
    corners: [[0.5, 0], [1, 0.5], [0.5, 1], [0, 0.5]],
    pressure: 50,
    bar: 5,
    about:
      "By the standard rules, a pressure from 50% on: full, and its reader does not keep up. Rules of your own can say otherwise",
    dot: { color: "#8a6d00", fill: "#fff6cf", style: "solid" },
  },
  {
    name: "high",
    glyph: "▲",
    shape: "M0 -5L5 4.5L-5 4.5Z",
    corners: [[0.5, 0], [1, 1], [0, 1]],
    pressure: 80,
    bar: 10,
    about:
      "By the standard rules, a pressure from 80% on: full, and its reader does not keep up. Rules of your own can say otherwise",
    dot: { color: "#c2500a", fill: "#ffe6d1", style: "dashed" },
  },
  {
    name: "critical",
    glyph: "■",
    shape: "M-4.2 -4.2H4.2V4.2H-4.2Z",
    corners: [[0, 0], [1, 0], [1, 1], [0, 1]],
    pressure: 95,
    bar: 15,
    about:
      "By the standard rules, a pressure from 95% on: full, and its reader does not keep up. Rules of your own can say otherwise; or it crashed a moment ago",
    dot: { color: "#b3142e", fill: "#ffdbe0", style: "bold" },
  },
];

export const LEVEL_NAMES = LEVELS.map(({ name }) => name);

/** The numbers of those that the code itself gives. */
export const OK = 0;
export const WATCH = LEVEL_NAMES.indexOf("watch");
export const HIGH = LEVEL_NAMES.indexOf("high");
export const CRITICAL = LEVEL_NAMES.indexOf("critical");

/** All numbers in words: `0 ok, 1 watch, …`. */
export const LEVELS_TEXT = LEVEL_NAMES.map((name, level) => `${level} ${name}`).join(", ");

/**
 * Whether it is the number of a level.
 * @param {unknown} value
 */
export function isLevel(value) {
  return typeof value === "number" && Object.hasOwn(LEVELS, value);
}
