// @ts-check
// How the numbers of an actor or a channel went, as charts with one cursor, and as a table.

import { html, setText } from "../dom/dom.js";
import { createChart } from "./chart.js";
import { ChartData } from "./chart_data.js";
import { chartLibrary } from "./chart_library.js";
import { chartsOf, sideOf, SPANS } from "./looks.js";
import { Statistics } from "./statistics.js";

/**
 * @typedef {import("./chart.js").Chart} Chart
 * @typedef {import("./chart.js").Library} Library
 * @typedef {import("./details.js").TabParts} TabParts
 * @typedef {import("./looks.js").Span} Span
 */

/** So many values a chart at most: more than it has pixels shows nothing more. */
const POINTS = 600;

/** The charts are drawn at most so often, in milliseconds. */
const PERIOD_MS = 200;

export class ChartsTab {
  name = "Charts";
  element = html("div", { class: "charts-tab" });
  #model;
  #time;
  #exact;
  /** @type {string | null} */
  #id = null;
  /** @type {Span} */
  #span = SPANS[1];
  /** @type {ChartData | null} */
  #data = null;
  /** @type {{ figure: HTMLElement, chart: Chart, lines: string[] }[]} */
  #charts = [];
  /** @type {Statistics | null} */
  #statistics = null;
  #note = html("p", { class: "note" });
  #figures = html("div", { class: "charts" });
  #buttons;
  #drawn = 0;
  #begun = 0;
  /** @type {string | null} */
  #place = null;

  /**
   * `exact` holds what `/api/detail` said last.
   * @param {TabParts} parts
   */
  constructor({ model, time, exact }) {
    this.#model = model;
    this.#time = time;
    this.#exact = exact;
    this.#buttons = SPANS.map((span) => {
      const button = html("button", {}, span[1]);
      button.addEventListener("click", () => this.#choose(span));
      return button;
    });
    const theme = new MutationObserver(() => this.#again());
    theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#again());
    new ResizeObserver(() => this.#resize()).observe(this.#figures);
  }

  fits() {
    return true;
  }

  /** @param {string} id */
  show(id) {
    this.#id = id;
    this.#statistics = new Statistics(id, this.#model.figures);
    this.element.replaceChildren(
      html("div", { class: "switch", role: "group", "aria-label": "Span" }, ...this.#buttons),
      this.#note,
      this.#figures,
      this.#statistics.element,
    );
    this.#choose(this.#span);
  }

  hide() {
    this.#begun++;
    this.#id = null;
    this.#clear();
  }

  update() {
    const id = this.#id;
    const data = this.#data;
    if (id === null || data === null || !this.#model.ready) return;
    const { time } = this.#model;
    const place = this.#time.position === null ? "present" : this.#time.file ?? "past";
    if (place !== this.#place || time < data.last) return this.#choose(this.#span);
    if (time > data.last && this.#charts.length > 0) data.append(time, this.#values(id));
    this.#statistics?.update(this.#exact.figures?.windows, this.#span[0], this.#span[1]);
    const now = performance.now();
    if (now - this.#drawn < PERIOD_MS) return;
    this.#drawn = now;
    this.#draw(time, data);
  }

  /**
   * What is drawn of it: numbers.
   * @param {string} id
   * @returns {Record<string, number | null>}
   */
  #values(id) {
    const index = Number(id.slice(1));
    const values = id.startsWith("a") ? this.#model.actor(index) : this.#model.channel(index);
    return /** @type {Record<string, number | null>} */ (/** @type {unknown} */ (values));
  }

  /** @param {Span} span */
  async #choose(span) {
    const begun = ++this.#begun;
    this.#span = span;
    this.#place = this.#time.position === null ? "present" : this.#time.file ?? "past";
    this.#buttons.forEach((button, at) => {
      button.setAttribute("aria-pressed", String(SPANS[at] === span));
    });
    const data = this.#data = new ChartData(span[2]);
    const id = this.#id;
    if (id === null) return;
    const to = this.#model.time;
    const [Library, kept] = await Promise.all([
      chartLibrary(this.#model.hello),
      this.#time.history(id, to - span[2], to, span[2] / POINTS),
    ]);
    if (begun !== this.#begun) return;
    if (kept) data.load(kept);
    setText(this.#note, noteOf(Library, kept));
    this.#build(Library, id);
    this.#drawn = 0;
    this.update();
  }

  #again() {
    if (this.#id !== null) this.#choose(this.#span);
  }

  /**
   * @param {Library | null} Library
   * @param {string} id
   */
  #build(Library, id) {
    this.#clear();
    if (!Library) return;
    this.#charts = chartsOf(this.#model.figures, sideOf(id)).map((look) => {
      const figure = html("figure", {}, html("figcaption", {}, look.title));
      this.#figures.append(figure);
      const lines = look.lines.map(({ name }) => name);
      return { figure, chart: createChart(Library, figure, look), lines };
    });
  }

  #clear() {
    for (const { chart } of this.#charts) chart.destroy();
    this.#charts = [];
    this.#figures.replaceChildren();
  }

  /**
   * @param {number} time
   * @param {ChartData} data
   */
  #draw(time, data) {
    for (const { figure, chart, lines } of this.#charts) {
      const columns = data.columns(lines);
      figure.hidden = !columns.slice(1).some((values) => values.some((value) => value !== null));
      chart.batch(() => {
        chart.setData(columns, true);
        chart.setScale("x", { min: (time - this.#span[2]) / 1000, max: time / 1000 });
      });
    }
  }

  #resize() {
    const width = this.#figures.clientWidth;
    for (const { chart } of this.#charts) {
      if (width > 0 && chart.width !== width) chart.setSize({ width, height: chart.height });
    }
  }
}

/**
 * @param {Library | null} Library
 * @param {import("./chart_data.js").Kept | null} kept
 */
function noteOf(Library, kept) {
  if (!Library) return "The charts could not be loaded: the server is away, or has none.";
  return kept ? "" : "The server keeps no history: the charts begin now.";
}
