// @ts-check
// A frame around actors that belong together, with the name of what they belong to.

import { svg } from "../dom/dom.js";
import { fitName, measure } from "../dom/measure.js";

const NAME_FONT = "600 14px";
const PAD = 10;
const LINE = 22;
const MOST = 260;

/**
 * The room for a frame's name.
 * @param {string} name
 * @returns {{ width: number, height: number }}
 */
export function frameBox(name) {
  return { width: Math.ceil(Math.min(MOST, measure(name, NAME_FONT))) + PAD, height: LINE };
}

/**
 * @param {string} name
 * @param {import("../layout/geometry.js").Area} area
 */
export function createFrame(name, { x, y, width, height }) {
  return svg(
    "g",
    { class: "frame", role: "img", "aria-label": name },
    svg("rect", { x, y, width, height, rx: 14 }),
    svg(
      "text",
      { x: x + PAD, y: y + LINE - 4 },
      fitName(name, NAME_FONT, width - 2 * PAD),
    ),
  );
}
