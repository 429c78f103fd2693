// A bar of three shares: busy, blocked by a full output, waiting for input.

import { setAttribute, svg } from "../dom.js";

const HEIGHT = 5;

/** Draws a bar and returns what updates it. */
export function createShares({ x, y, width }) {
  const bar = { x, y, height: HEIGHT };
  const busy = svg("rect", { class: "bar busy", ...bar, width: 0 });
  const blocked = svg("rect", { class: "bar blocked", ...bar, width: 0 });
  const waiting = svg("rect", { class: "bar waiting", ...bar, width: 0 });
  const track = svg("rect", { class: "bar track", ...bar, width });

  function update(values) {
    const scale = width / 100;
    const first = (values.busy ?? 0) * scale;
    const second = Math.min((values.blocked ?? 0) * scale, Math.max(0, width - first));
    const third = Math.max(0, Math.min((values.waiting ?? 0) * scale, width - first - second));
    setAttribute(busy, "width", rounded(first));
    setAttribute(blocked, "x", rounded(x + first));
    setAttribute(blocked, "width", rounded(second));
    setAttribute(waiting, "x", rounded(x + first + second));
    setAttribute(waiting, "width", rounded(third));
  }

  return { element: svg("g", { class: "shares" }, track, busy, blocked, waiting), update };
}

function rounded(length) {
  return Math.round(length * 10) / 10;
}
