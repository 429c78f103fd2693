// @ts-check
// Draws what happened over the time bar. A worse alert is a higher bar, a crash a cross: colour is never all there is.

import { svg } from "../dom/dom.js";
import { LEVELS } from "../words/levels.js";
import { crashesOf, slicesOf, stretchesOf } from "./strip.js";

const HEIGHT = 26;
const SLICE_WIDTH = 5;
const CROSS = "m-3 -3 6 6m0 -6 -6 6";

export class StripView {
  element = svg("svg", { class: "strip", "aria-hidden": "true", height: String(HEIGHT) });
  #width = 0;
  #drawn = "";

  constructor() {
    // Asking for the width at each tick would make the browser lay the whole page out.
    new ResizeObserver(([entry]) => {
      if (entry) this.#width = entry.contentRect.width;
    }).observe(this.element);
  }

  /**
   * Draws the chronicle from `from` to `to`, if it is another picture than before.
   * @param {import("../feed/chronicle.js").Chronicle} chronicle
   * @param {number} from
   * @param {number} to
   */
  update(chronicle, from, to) {
    const width = this.#width;
    const count = Math.max(1, Math.floor(width / SLICE_WIDTH));
    const text = `${chronicle.version} ${width} ${Math.floor(from / 1000)} ${
      Math.floor(to / 1000)
    }`;
    if (width === 0 || text === this.#drawn) return;
    this.#drawn = text;
    const slices = slicesOf(chronicle.episodes(), from, to, count);
    this.element.replaceChildren(
      ...stretchesOf(slices).map((stretch) => bar(stretch, width / count)),
      ...crashesOf(chronicle.crashMarks(from, to), from, to, count)
        .map(({ at, text }) => cross(text, (at + 0.5) * width / count)),
    );
  }
}

/**
 * @param {import("./strip.js").Stretch} stretch
 * @param {number} slice
 */
function bar({ level, count, at, length }, slice) {
  const { name = "", bar: height = 0 } = LEVELS[level] ?? {};
  const element = svg("rect", {
    class: `v${level}`,
    x: (at * slice).toFixed(1),
    y: String(HEIGHT - height),
    width: (length * slice).toFixed(1),
    height: String(height),
  });
  element.append(
    svg("title", {}, `${count} alert${count === 1 ? "" : "s"}: ${name}`),
  );
  return element;
}

/**
 * @param {string} text
 * @param {number} x
 */
function cross(text, x) {
  const at = `translate(${x.toFixed(1)} 6)`;
  const element = svg("path", { class: "crash", d: CROSS, transform: at });
  element.append(svg("title", {}, text));
  return element;
}
