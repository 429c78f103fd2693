// @ts-check
// A channel on the graph: a curve that says by width how much flows and by colour how full it is, and a label. Channels
// at a folded group share one.

import { setAttribute, setText, svg } from "../dom/dom.js";
import { LEVEL_NAMES, LEVELS, OK } from "../words/levels.js";
import { fit, fitName, measure } from "../dom/measure.js";
import { countText, latencyText, percentText, rateText } from "../words/numbers.js";
import { LONG_LINE, shownLines } from "../words/shown_text.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {Pick<import("../feed/model.js").ChannelValues, "fill" | "rate" | "level" | "sent" | "p99" | "dropped" | "shown" | "onLink" | "linkLatency" | "clockError">} EdgeValues */

const LABEL_MIN = 112;
const WIDE_MIN = 150;
const BRIEF_MAX = 140;
const LABEL_HEIGHT = 58;

/** Statistics that the program has shown have a line each, in a label that has room for them. */
const SHOWN_HEIGHT = 13;
const SHOWN_FONT = "400 11px";
const GAUGE = 60;
const NAME_FONT = "400 11px";
const NAME_MAX = 214;

/** The longest that stands below the edge of an aqueduct. */
const LONG_LINK = "99.9ms ± 99.9ms · 9.99K on their way";
const BRIEF_LINK = "99.9ms ± 99.9ms";
const RATE_FONT = "600 11px";

/** Room beside a name in its label, and from a mark to the text that it belongs to. */
const BESIDE = 14;
const MARK_ROOM = 9;

/** Above so many edges a label is narrow, and leaves out what the details have. */
const BRIEF_FROM = 16;

/**
 * Whether the labels of so many edges are brief.
 * @param {number} edges
 */
export function isBrief(edges) {
  return edges > BRIEF_FROM;
}

/**
 * The room for an edge's label. `title` is what is written on it; `shown` says how many statistics are, too, and `isLink` that it is one from
 * pod to pod.
 * @param {string} title
 * @param {boolean} brief
 * @param {number} shown
 * @param {boolean} isLink
 * @returns {{ width: number, height: number }}
 */
export function edgeBox(title, brief, shown, isLink) {
  const [least, most] = brief ? [LABEL_MIN, BRIEF_MAX] : [WIDE_MIN, NAME_MAX];
  const named = Math.min(most, Math.max(least, measure(title, NAME_FONT) + BESIDE));
  const width = Math.max(
    named,
    shown > 0 ? measure(LONG_LINE, SHOWN_FONT) : 0,
    isLink ? measure(brief ? BRIEF_LINK : LONG_LINK, SHOWN_FONT) : 0,
  );
  return { width: Math.ceil(width), height: LABEL_HEIGHT + shown * SHOWN_HEIGHT };
}

/**
 * Draws an edge and returns what updates it. `ends` says from where to where it leads.
 * `label` is what stands at it, and `look` what else does.
 * @param {{ id: string, title: string, label: string, ends: string, brief: boolean, many: boolean, width: number,
 *   shown: number, look: import("./look.js").Look, link: { readonly missing?: string } | undefined }} edge
 * @param {import("../layout/geometry.js").EdgeShape} shape
 */
export function createEdge(
  { id, title, label, ends, brief, many, width, shown, look, link },
  shape,
) {
  const kind = link === undefined ? "" : link.missing ? " link missing" : " link";
  const line = svg("path", { class: "line", d: shape.path });
  const heads = [shape, ...shape.back ? [shape.back] : []].map(({ tip, angle }) =>
    svg("path", {
      class: "head",
      d: "M0 0L-11 -5L-11 5Z",
      transform: `translate(${tip.x} ${tip.y}) rotate(${angle})`,
    })
  );
  const top = 1 - (LABEL_HEIGHT + shown * SHOWN_HEIGHT) / 2;
  const rateAt = top + 26;
  const gaugeAt = { x: -GAUGE / 2, y: rateAt + 7, height: 3, rx: 1.5 };
  const main = svg("text", { class: "rate", y: rateAt });
  const under = svg("text", { class: "under", y: rateAt + 23 });
  const lines = Array.from(
    { length: shown },
    (_, at) => svg("text", { class: "under", y: rateAt + 23 + (at + 1) * SHOWN_HEIGHT }),
  );
  const gauge = svg("rect", { class: "gauge", ...gaugeAt, width: 0 });
  const mark = svg("path", { class: "mark" });
  const element = svg(
    "g",
    { id, class: "chan v0", tabindex: -1, role: "group", "aria-label": `${title}, ${ends}` },
    svg("path", { class: "hit", d: shape.path }),
    line,
    ...heads,
  );
  if (shape.label) {
    const name = svg(
      "text",
      { class: "cname", y: top + 10 },
      fitName(label, NAME_FONT, width - BESIDE),
    );
    const { x, y } = shape.label;
    element.append(
      svg(
        "g",
        { class: "label", transform: `translate(${x} ${y})` },
        name,
        main,
        mark,
        svg("rect", { class: "gauge track", ...gaugeAt, width: GAUGE }),
        gauge,
        under,
        ...lines,
      ),
    );
  }

  /**
   * Paints the values; `text` says whether the label can be read at this scale.
   * @param {EdgeValues} values
   * @param {boolean} text
   * @param {boolean} gone whether it is within a pod that is gone
   */
  function update(values, text, gone) {
    const level = values.level ?? OK;
    const flows = (values.rate ?? 0) > 0 ? " flows" : "";
    setAttribute(
      element,
      "class",
      `chan v${level}${many ? " many" : ""}${flows}${kind}${gone ? " gone-pod" : ""}`,
    );
    setAttribute(line, "stroke-width", lineWidth(values, look.edgeWidths));
    if (!text) return;
    setAttribute(element, "aria-label", `${title}, ${ends}, ${LEVEL_NAMES[level]}`);
    if (!shape.label) return;
    setAttribute(gauge, "width", GAUGE * (values.fill ?? 0) / 100);
    const most = many ? "max " : "";
    const flow = `${rateText(values.rate)} · ${most}${percentText(values.fill)}`;
    setText(main, flow);
    setAttribute(mark, "d", level === OK ? "" : entryAt(LEVELS, level)?.shape ?? "");
    if (level !== OK) {
      const left = measure(flow, RATE_FONT) / 2 + MARK_ROOM;
      setAttribute(mark, "transform", `translate(${(-left).toFixed(1)} ${rateAt - 4})`);
    }
    const told = shownLines(values.shown);
    lines.forEach((line, at) => {
      setText(line, fit(told[at]?.join(": ") ?? "", SHOWN_FONT, width));
    });
    setText(under, underText(values, { brief: brief || many, many, totals: look.totals }));
  }

  return { element, update };
}

/**
 * @param {EdgeValues} values
 * @param {{ brief: boolean, many: boolean, totals: boolean }} look
 */
function underText(
  { sent, p99, dropped, onLink, linkLatency, clockError },
  { brief, many, totals },
) {
  const all = totals ? `${countText(sent)} sent` : "";
  const joined = (/** @type {string} */ text) => brief || all === "" ? text : `${text} · ${all}`;
  // What was lost is told before what was not, and however little room there is.
  if (dropped) return joined(`${countText(dropped)} dropped`);
  if (typeof onLink === "number") {
    const way = `${countText(onLink)} on their way`;
    if (typeof linkLatency !== "number") return way;
    const late = `${latencyText(linkLatency)} ± ${latencyText(clockError ?? null)}`;
    return brief ? late : `${late} · ${way}`;
  }
  // Not known, or not told of at all.
  if (p99 === null || p99 === undefined) return all;
  return joined(`${many ? "worst " : ""}p99 ${latencyText(p99)}`);
}

/**
 * @param {EdgeValues} values
 * @param {boolean} byRate whether what flows makes it wider
 */
function lineWidth({ rate, level }, byRate) {
  const flow = byRate ? 0.55 * Math.log10(1 + (rate ?? 0)) : 0;
  return Number((1.2 + flow + (level ?? 0) * 0.3).toFixed(1));
}
