// @ts-check
// What can be said of the values in a window, as a table: one column for each number that is measured.

import { html, setText } from "../dom/dom.js";
import { sideOf, STATISTICS } from "./metrics.js";

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
  #metrics;
  /** @type {HTMLElement[][]} */
  #cells = [];

  /**
   * Makes the table of `id`.
   * @param {string} id
   */
  constructor(id) {
    this.#metrics = STATISTICS[sideOf(id)];
    const heads = this.#metrics.map(([, title]) => html("th", { scope: "col" }, title));
    const rows = ROWS.map(([, title]) => {
      const cells = this.#metrics.map(() => html("td"));
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
      this.#metrics.forEach(([metric, , text], column) => {
        const value = windows?.[name]?.[metric]?.[stat] ?? null;
        const cell = this.#cells[row]?.[column];
        if (cell) setText(cell, text(value));
      })
    );
  }
}
