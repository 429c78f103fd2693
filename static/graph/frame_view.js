// @ts-check
// A frame around actors that belong together, with the name of what they belong to. The name lies over the edges, which may cross it.

import { setAttribute, setText, svg } from "../dom/dom.js";
import { fitName, measure } from "../dom/measure.js";
import { goneClass, goneText } from "../pods/pod_words.js";

const NAME_FONT = "600 14px";
const FAR_FONT = "600 26px";
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
 * What is written at a frame.
 * @param {Pick<import("../fold/frames.js").Frame, "name" | "isProcess">} frame
 * @returns {string}
 */
export function frameName({ name, isProcess = false }) {
  return isProcess ? `process ${name}` : name;
}

/**
 * Draws a frame, and the name that is to lie over what crosses it, and returns what updates them.
 * @param {Pick<import("../fold/frames.js").Frame, "name" | "isPod" | "isProcess">} frame
 * @param {import("../layout/geometry.js").Area} area
 */
export function createFrame(frame, { x, y, width, height }) {
  const { isPod = false, isProcess = false } = frame;
  const name = frameName(frame);
  const kind = isPod ? " pod" : isProcess ? " process" : "";
  const text = svg(
    "text",
    { x: x + PAD, y: y + LINE - 4 },
    fitName(name, NAME_FONT, width - 2 * PAD),
  );
  // From far away it is written larger, as far as there is room, and so without its silence: a line above the graph says that, too.
  const far = isPod
    ? [
      svg(
        "text",
        { class: "far", x: x + PAD, y: y + LINE + 4 },
        fitName(name, FAR_FONT, width - PAD),
      ),
    ]
    : [];
  const silent = svg("tspan", { class: "silent" });
  const rect = svg("rect", { x, y, width, height, rx: 14 });
  const element = svg("g", { class: `frame${kind}`, role: "img", "aria-label": name }, rect);
  const title = svg(
    "g",
    { class: `frame-name${kind}`, "aria-hidden": "true" },
    text,
    ...far,
  );

  /**
   * Says how a pod is gone; `null` for one that is there.
   * @param {import("../pods/pod_words.js").Gone | null} gone
   */
  function update(gone) {
    const told = gone === null ? "" : ` · ${goneText(gone)}`;
    setAttribute(element, "class", `frame${kind}${goneClass(gone)}`);
    setAttribute(title, "class", `frame-name${kind}${goneClass(gone)}`);
    setAttribute(element, "aria-label", name + told);
    if (gone === null) silent.remove();
    else if (!silent.isConnected) text.append(silent);
    setText(silent, told);
  }

  return { element, title, update };
}
