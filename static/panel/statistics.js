// @ts-check
// What can be said of the values in a window, as a table: one column for each number that is measured.

import { html, setText } from "../dom/dom.js";
import { unitText } from "../words/unit_text.js";
import { sideOf, statisticsOf } from "./looks.js";

/** @type {readonly (readonly [name: string, title: string])[]} */
const ROWS = [
  ["average", "average"],
  ["min", "min"],
  ["max", "max"],
  ["p50", "p50"],
  ["p90", "p90"],
  ["p99", "p99"],
  ["deviation", "deviation"],
];

export class Statistics {
  element = html("table", { class: "statistics" });
  #caption = html("caption");
  #told;
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
    const rows = ROWS.map(([, title]) => {
      const cells = this.#told.map(() => html("td"));
      this.#cells.push(cells);
      return html("tr", {}, html("th", { scope: "row", class: "words" }, title), ...cells);
    });
    this.element.append(
      this.#caption,
      html("thead", {}, html("tr", {}, html("td"), ...heads)),
      html("tbody", {}, ...rows),
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
    ROWS.forEach(([stat], row) =>
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
