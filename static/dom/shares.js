// A bar of four shares: busy, waiting outside, blocked by a full output, waiting for input.

import { setAttribute, svg } from "./dom.js";

const HEIGHT = 5;

/** In their order, from the left. */
const SHARES = ["busy", "outside", "blocked", "waiting"];

/** Draws a bar and returns what updates it. */
export function createShares({ x, y, width }) {
  const bar = { x, y, height: HEIGHT };
  const parts = SHARES.map((name) => svg("rect", { class: `bar ${name}`, ...bar, width: 0 }));
  const track = svg("rect", { class: "bar track", ...bar, width });

  function update(values) {
    let from = 0;
    SHARES.forEach((name, index) => {
      const length = Math.min((values[name] ?? 0) * width / 100, Math.max(0, width - from));
      setAttribute(parts[index], "x", rounded(x + from));
      setAttribute(parts[index], "width", rounded(length));
      from += length;
    });
  }

  return { element: svg("g", { class: "shares" }, track, ...parts), update };
}

function rounded(length) {
  return Math.round(length * 10) / 10;
}
