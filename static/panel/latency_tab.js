// @ts-check
// How long messages are in a channel: the figures, and how they are spread.

import { html, setText, svg } from "../dom/dom.js";
import { countText, latencyText, percentText } from "../words/numbers.js";
import { percentileNames } from "../words/percentile_names.js";
import { barsOf } from "./buckets.js";

/** @typedef {import("./exact.js").Figures} Figures */

/** @type {readonly (readonly [name: string, title: string])[]} */
const FIGURES = [
  ["p50", "p50"],
  ["p90", "p90"],
  ["p99", "p99"],
  ["p999", "p99.9"],
  ["max", "longest"],
  ["mean", "mean"],
];

/** What has a row already; 99.9 is told by two names. */
const ALWAYS = [...FIGURES.map(([name]) => name), "p99.9"];

/** So few bars would say nothing of how near each other the latencies are. */
const LEAST_BARS = 9;

const WIDTH = 300;
const HEIGHT = 130;
const FLOOR = HEIGHT - 18;

export class LatencyTab {
  name = "Latency";
  element = html("div", { class: "latency-tab" });
  #exact;
  #note = html("p", { class: "note" });
  /** @type {Map<string, { row: HTMLElement, value: HTMLElement }>} */
  #rows = new Map();
  #list = html("dl", { class: "rows" });
  #histogram = svg("svg", {
    class: "histogram",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "aria-label": "Histogram of the latency",
  });
  /** @type {Figures | null} */
  #drawn = null;

  /**
   * `exact` holds what `/api/detail` said last.
   * @param {Pick<import("./details.js").TabParts, "exact">} parts
   */
  constructor({ exact }) {
    this.#exact = exact;
    for (const [name, title] of FIGURES) this.#addRow(name, title);
    this.element.append(this.#note, this.#histogram, this.#list);
  }

  /**
   * @param {string} name
   * @param {string} title
   * @param {HTMLElement} [before] what it stands before, if that is not the end
   */
  #addRow(name, title, before) {
    const value = html("dd");
    const row = html("div", {}, html("dt", {}, title), value);
    this.#rows.set(name, { row, value });
    this.#list.insertBefore(row, before ?? null);
  }

  /** @param {string} id */
  fits(id) {
    return id.startsWith("c");
  }

  show() {
    this.#drawn = null;
    this.update();
  }

  update() {
    const { figures } = this.#exact;
    if (figures !== null && figures === this.#drawn) return;
    this.#drawn = figures;
    const latency = figures?.latency ?? null;
    const count = latency?.count ?? 0;
    setText(this.#note, noteOf(figures, latency, count));
    this.#list.hidden = count === 0;
    this.#histogram.toggleAttribute("hidden", count === 0);
    if (latency === null || count === 0) return;
    for (const name of percentileNames(latency).filter((name) => !ALWAYS.includes(name))) {
      if (!this.#rows.has(name)) this.#addRow(name, name, this.#rows.get("max")?.row);
    }
    for (const [name, { row, value }] of this.#rows) {
      row.hidden = latency[name] === undefined;
      setText(value, latencyText(latency[name] ?? null));
    }
    this.#histogram.replaceChildren(...drawing(barsOf(latency.buckets, LEAST_BARS)));
  }
}

/**
 * @param {Figures | null} figures
 * @param {Figures["latency"] | null} latency
 * @param {number} count
 */
function noteOf(figures, latency, count) {
  if (figures === null) return "Latency is told of the present: go back to Live.";
  if (latency === null) return "This server does not measure latency.";
  if (count === 0) return "No message has been timed lately.";
  return `From the commit that sends a message to the commit that takes it; ${
    countText(count)
  } were timed lately.`;
}

/** @param {readonly import("./buckets.js").Bar[]} bars */
function drawing(bars) {
  const all = bars.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(...bars.map(({ count }) => count));
  const width = WIDTH / bars.length;
  // Labels need room: one for about each fifth of the width, and the last edge.
  const every = Math.max(1, Math.ceil(bars.length / 5));
  return bars.flatMap(({ from, to, count }, at) => {
    const height = count === 0 ? 0 : Math.max(1.5, (FLOOR - 6) * count / most);
    const bar = svg("rect", {
      x: (at * width + 0.75).toFixed(1),
      y: (FLOOR - height).toFixed(1),
      width: Math.max(1, Math.min(width, 40) - 1.5).toFixed(1),
      height: height.toFixed(1),
    });
    const share = percentText(count / all * 100);
    bar.append(svg("title", {}, `${latencyText(from)} to ${latencyText(to)}: ${share}`));
    if (at % every !== 0) return [bar];
    const place = { x: (at * width + 1).toFixed(1), y: String(HEIGHT - 4) };
    return [bar, svg("text", place, latencyText(from))];
  });
}
