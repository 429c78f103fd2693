// @ts-check
// The picture of the help: two actors, a channel that runs full and one that does not, a folded group, and a number at each part.

import { svg } from "../dom/dom.js";
import { createShares } from "../dom/shares.js";
import { CRITICAL, LEVELS, OK } from "../words/levels.js";
import { entryAt } from "../lists/entry_at.js";

const CARD = { width: 132, height: 64, rx: 9 };

/** A picture in which the numbers are those of the list below it. */
export function picture() {
  const label =
    "Two boxes and a stack, joined by lines; the numbers are those of the list that follows";
  return svg(
    "svg",
    { class: "picture", viewBox: "0 0 400 212", role: "img", "aria-label": label },
    line("M142 46H250", CRITICAL, 5, "level"),
    line("M316 78V146", OK, 2, ""),
    card({
      x: 10,
      y: 14,
      level: OK,
      name: "reader",
      words: "30% busy",
      shares: { busy: 30, outside: 8, blocked: 50, waiting: 12 },
    }),
    card({
      x: 250,
      y: 14,
      level: CRITICAL,
      name: "writer",
      words: "96% busy",
      shares: { busy: 96, outside: 0, blocked: 0, waiting: 4 },
    }),
    stack(),
    text("channel level", "63.3/s · 98%", 196, 66, CRITICAL),
    text("channel", "p99 1.01s", 196, 80, OK),
    ...numbers(),
  );
}

/**
 * A mark by itself.
 * @param {string} shape
 * @param {string} look
 */
export function drawnMark(shape, look) {
  const mark = svg("path", { class: "mark", d: shape });
  return svg("svg", {
    class: look,
    viewBox: "-6 -6 12 12",
    width: 13,
    height: 13,
    "aria-hidden": "true",
  }, mark);
}

/** @param {{ x: number, y: number, level: number, name: string, words: string, shares: import("../dom/shares.js").Shares }} drawn */
function card({ x, y, level, name, words, shares }) {
  const bar = createShares({ x: 10, y: 50, width: CARD.width - 20 });
  bar.update(shares);
  const mark = svg("path", {
    class: "mark",
    d: entryAt(LEVELS, level)?.shape ?? "",
    transform: "translate(16 17)",
  });
  return svg(
    "g",
    { class: `sample v${level}`, transform: `translate(${x} ${y})` },
    svg("rect", { class: "card", ...CARD }),
    mark,
    text("name", name, 27, 21.5, level),
    text("", words, 10, 40, level),
    bar.element,
  );
}

function stack() {
  const cells = Array.from(
    { length: 8 },
    (_, at) =>
      svg("rect", {
        class: `cell v${at === 5 ? CRITICAL : OK}`,
        x: 10 + at * 14,
        y: 34,
        width: 11,
        height: 11,
        rx: 2,
      }),
  );
  return svg(
    "g",
    { class: "sample v0", transform: "translate(250 146)" },
    svg("rect", { class: "card", ...CARD, height: 56, x: 5, y: 5 }),
    svg("rect", { class: "card", ...CARD, height: 56 }),
    text("name", "store ×8", 10, 21, OK),
    ...cells,
  );
}

/**
 * @param {string} d
 * @param {number} level
 * @param {number} width
 * @param {string} look
 */
function line(d, level, width, look) {
  const end = /H/.test(d) ? "translate(250 46)" : "translate(316 146) rotate(90)";
  return svg(
    "g",
    { class: `sample-line v${level} ${look}` },
    svg("path", { d, "stroke-width": width }),
    svg("path", { class: "tip", d: "M0 0L-12 -6L-12 6Z", transform: end }),
  );
}

/**
 * @param {string} look
 * @param {string} words
 * @param {number} x
 * @param {number} y
 * @param {number} level
 */
function text(look, words, x, y, level) {
  return svg("text", { class: `${look} v${level}`, x, y }, words);
}

// In the order of the list.
function numbers() {
  const places = [[10, 14], [76, 84], [196, 24], [165, 46], [196, 96], [250, 146]];
  return places.map(([x = 0, y = 0], at) =>
    svg(
      "g",
      { class: "number", transform: `translate(${x} ${y})` },
      svg("circle", { r: 9 }),
      svg("text", { y: 4 }, String(at + 1)),
    )
  );
}
