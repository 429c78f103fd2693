// @ts-check
// What can be said of the values in a window, as a table: one column for each number that is measured.

import { html, setText } from "../dom/dom.js";
import { percentileNames } from "../words/percentile_names.js";
import { unitText } from "../words/unit_text.js";
import { sideOf, statisticsOf } from "./looks.js";

/** What is told of each, besides the percentiles that the server tells, and where those stand among them. */
const BEFORE = ["average", "min", "max"];
const STANDARD = ["p50", "p90", "p99"];
const AFTER = ["deviation"];

export class Statistics {
  element = html("table", { class: "statistics" });
  #caption = html("caption");
  #told;
  #body = html("tbody");
  /** What the rows are of. @type {readonly string[]} */
  #stats = [];
  /** @type {HTMLElement[][]} */
  #cells = [];

  /**
   * Makes the table of `id`.
   * @param {string} id
   * @param {import("../feed/figures.js").Figures} figures
   */
  constructor(id, figures) {
    this.#told = statisticsOf(figures, sideOf(id));
    const heads = this.#told.map(({ title }) => html("th", { scope: "col" }, title));
    this.element.append(
      this.#caption,
      html("thead", {}, html("tr", {}, html("td"), ...heads)),
      this.#body,
    );
    this.#build(STANDARD);
  }

  /** @param {readonly string[]} percentiles */
  #build(percentiles) {
    this.#stats = [...BEFORE, ...percentiles, ...AFTER];
    this.#cells = this.#stats.map(() => this.#told.map(() => html("td")));
    this.#body.replaceChildren(
      ...this.#stats.map((title, at) =>
        html(
          "tr",
          {},
          html("th", { scope: "row", class: "words" }, title),
          ...this.#cells[at] ?? [],
        )
      ),
    );
  }

  /**
   * Shows the window `name`, called `title`, of what `/api/detail` says; `null` where it says nothing.
   * @param {Readonly<Record<string, import("./exact.js").Windows>> | undefined} windows
   * @param {string} name
   * @param {string} title
   */
  update(windows, name, title) {
    setText(this.#caption, windows ? `Over ${title}` : "Statistics are of the present only");
    const percentiles = percentileNames(Object.values(windows?.[name] ?? {})[0] ?? {});
    const told = this.#stats.slice(BEFORE.length, -AFTER.length);
    if (percentiles.length > 0 && percentiles.join() !== told.join()) this.#build(percentiles);
    this.#stats.forEach((stat, row) =>
      this.#told.forEach(({ series, unit }, column) => {
        const value = windows?.[name]?.[series]?.[stat] ?? null;
        const cell = this.#cells[row]?.[column];
        if (cell) setText(cell, statisticText(unit, value));
      })
    );
  }
}

/**
 * A mean of counts is no count: it is written as the others are.
 * @param {string} unit
 * @param {number | null} value
 */
function statisticText(unit, value) {
  return unitText(unit, unit === "share" && value !== null ? value * 100 : value);
}
