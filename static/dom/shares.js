// @ts-check
// A bar of four shares: busy, waiting outside, blocked by a full output, waiting for input.

import { setAttribute, svg } from "./dom.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {Readonly<Record<"busy" | "outside" | "blocked" | "waiting", number | null>>} Shares in percent */

const HEIGHT = 5;

/**
 * In their order, from the left.
 * @type {readonly (keyof Shares)[]}
 */
const SHARES = ["busy", "outside", "blocked", "waiting"];

/**
 * Draws a bar and returns what updates it.
 * @param {{ x: number, y: number, width: number }} place
 */
export function createShares({ x, y, width }) {
  const bar = { x, y, height: HEIGHT };
  const parts = SHARES.map((name) => svg("rect", { class: `bar ${name}`, ...bar, width: 0 }));
  const track = svg("rect", { class: "bar track", ...bar, width });

  /** @param {Shares} values */
  function update(values) {
    let from = 0;
    SHARES.forEach((name, index) => {
      const length = Math.min((values[name] ?? 0) * width / 100, Math.max(0, width - from));
      const part = entryAt(parts, index);
      setAttribute(part, "x", rounded(x + from));
      setAttribute(part, "width", rounded(length));
      from += length;
    });
  }

  return { element: svg("g", { class: "shares" }, track, ...parts), update };
}

/** @param {number} length */
function rounded(length) {
  return Math.round(length * 10) / 10;
}
