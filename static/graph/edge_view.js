// @ts-check
// A channel on the graph: a curve that says by width how much flows and by colour how full it is, and a label. Channels
// at a folded group share one.

import { setAttribute, setText, svg } from "../dom/dom.js";
import { LEVEL_NAMES, LEVELS, OK } from "../words/levels.js";
import { fit, measure } from "../dom/measure.js";
import { countText, latencyText, percentText, rateText } from "../words/numbers.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {Pick<import("../feed/model.js").ChannelValues, "fill" | "rate" | "level" | "sent" | "p99">} EdgeValues */

const LABEL_MIN = 112;
const WIDE_MIN = 150;
const LABEL_HEIGHT = 58;
const GAUGE = 60;
const NAME_FONT = "400 11px";
const NAME_MAX = 200;

/** Above so many edges a label leaves out the name, which the details have. */
const BRIEF_FROM = 16;

/**
 * Whether the labels of so many edges are brief.
 * @param {number} edges
 */
export function isBrief(edges) {
  return edges > BRIEF_FROM;
}

/**
 * The room for an edge's label. `title` is what is written on it; an edge of `many` channels always has it.
 * @param {string} title
 * @param {boolean} brief
 * @param {boolean} many
 * @returns {{ width: number, height: number }}
 */
export function edgeBox(title, brief, many) {
  if (brief && !many) return { width: LABEL_MIN, height: LABEL_HEIGHT - 12 };
  const width = Math.min(NAME_MAX, measure(title, NAME_FONT)) + 14;
  return { width: Math.round(Math.max(brief ? LABEL_MIN : WIDE_MIN, width)), height: LABEL_HEIGHT };
}

/**
 * Draws an edge and returns what updates it. `ends` says from where to where it leads; `about` is a line more for who points at it.
 * @param {{ id: string, title: string, ends: string, about: string, brief: boolean, many: boolean, width: number }} edge
 * @param {import("../layout/geometry.js").EdgeShape} shape
 */
export function createEdge({ id, title, ends, about, brief, many, width }, shape) {
  const line = svg("path", { class: "line", d: shape.path });
  const head = svg("path", {
    class: "head",
    d: "M0 0L-11 -5L-11 5Z",
    transform: `translate(${shape.tip.x} ${shape.tip.y}) rotate(${shape.angle})`,
  });
  const named = !brief || many;
  const top = named ? -28 : -22;
  const rateAt = top + (named ? 26 : 14);
  const gaugeAt = { x: -GAUGE / 2, y: rateAt + 7, height: 3, rx: 1.5 };
  const main = svg("text", { class: "rate", y: rateAt });
  const under = svg("text", { class: "under", y: rateAt + 23 });
  const gauge = svg("rect", { class: "gauge", ...gaugeAt, width: 0 });
  const mark = svg("path", {
    class: "mark",
    transform: `translate(${-width / 2} ${rateAt - 4})`,
  });
  const element = svg(
    "g",
    { id, class: "chan v0", tabindex: -1, role: "group", "aria-label": `${title}, ${ends}` },
    svg("title", {}, `${title}: ${about}`),
    svg("path", { class: "hit", d: shape.path }),
    line,
    head,
  );
  if (shape.label) {
    const name = svg("text", { class: "cname", y: top + 10 }, fit(title, NAME_FONT, NAME_MAX));
    const { x, y } = shape.label;
    element.append(
      svg(
        "g",
        { class: "label", transform: `translate(${x} ${y})` },
        ...(named ? [name] : []),
        main,
        mark,
        svg("rect", { class: "gauge track", ...gaugeAt, width: GAUGE }),
        gauge,
        under,
      ),
    );
  }

  /**
   * Paints the values; `text` says whether the label can be read at this scale.
   * @param {EdgeValues} values
   * @param {boolean} text
   */
  function update(values, text) {
    const level = values.level ?? OK;
    const flows = (values.rate ?? 0) > 0 ? " flows" : "";
    setAttribute(element, "class", `chan v${level}${many ? " many" : ""}${flows}`);
    setAttribute(line, "stroke-width", lineWidth(values));
    if (!text) return;
    setAttribute(element, "aria-label", `${title}, ${ends}, ${LEVEL_NAMES[level]}`);
    if (!shape.label) return;
    setAttribute(mark, "d", level === OK ? "" : entryAt(LEVELS, level)?.shape ?? "");
    setAttribute(gauge, "width", GAUGE * (values.fill ?? 0) / 100);
    const most = many ? "max " : "";
    setText(main, `${rateText(values.rate)} · ${most}${percentText(values.fill)}`);
    setText(under, underText(values, brief || many, many));
  }

  return { element, update };
}

/**
 * @param {EdgeValues} values
 * @param {boolean} brief
 * @param {boolean} many
 */
function underText({ sent, p99 }, brief, many) {
  const all = `${countText(sent)} sent`;
  // Not known, or not told of at all.
  if (p99 === null || p99 === undefined) return all;
  const late = `${many ? "worst " : ""}p99 ${latencyText(p99)}`;
  return brief ? late : `${late} · ${all}`;
}

/** @param {EdgeValues} values */
function lineWidth({ rate, level }) {
  return Number((1.2 + 0.55 * Math.log10(1 + (rate ?? 0)) + (level ?? 0) * 0.3).toFixed(1));
}
