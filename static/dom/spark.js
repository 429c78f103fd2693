// @ts-check
// A small chart of the last minute.

import { html, setAttribute, setText, svg } from "./dom.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {{ top?: number | null, text: (value: number) => string, lines: readonly string[] }} Look */

const WIDTH = 300;
const HEIGHT = 44;

/**
 * Makes a chart. `top` is the value at its upper edge, or `null` for the largest.
 * @param {string} title
 * @param {Look} look
 */
export function createSpark(title, { top, text, lines }) {
  const most = html("span");
  const paths = lines.map((name) => ({
    area: svg("path", { class: `area ${name}` }),
    line: svg("path", { class: `trace ${name}` }),
  }));
  const frame = { class: "spark", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none" };
  const element = html(
    "figure",
    {},
    html("figcaption", {}, title, most),
    svg(
      "svg",
      { ...frame, "aria-hidden": "true" },
      ...paths.flatMap(({ area, line }) => [area, line]),
    ),
  );

  /** @param {readonly Float32Array[]} all the values of each line */
  function update(all) {
    const known = all.flatMap((values) => [...values].filter((value) => !Number.isNaN(value)));
    const highest = Math.max(0, ...known);
    setText(most, known.length === 0 ? "" : `at most ${text(highest)}`);
    all.forEach((values, index) => {
      const path = entryAt(paths, index);
      const line = trace(values, top ?? Math.max(highest, 1e-9));
      setAttribute(path.line, "d", line.d);
      setAttribute(
        path.area,
        "d",
        line.d && `${line.d}L${WIDTH} ${HEIGHT}L${line.from} ${HEIGHT}Z`,
      );
    });
  }

  return { element, update };
}

/**
 * What is not known is at the start only: the line begins where knowledge does.
 * @param {Float32Array} values
 * @param {number} top
 */
function trace(values, top) {
  const step = WIDTH / (values.length - 1);
  let d = "";
  let from = "0";
  values.forEach((value, at) => {
    if (Number.isNaN(value)) return;
    const x = (at * step).toFixed(1);
    const y = (HEIGHT - 2 - (HEIGHT - 4) * Math.min(1, value / top)).toFixed(1);
    if (d === "") from = x;
    d += `${d === "" ? "M" : "L"}${x} ${y}`;
  });
  return { d, from };
}
