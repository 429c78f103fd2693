// What can be said of the values in a window, as a table: one column for each number that is measured.

import { html, setText } from "../dom/dom.js";
import { STATISTICS } from "./metrics.js";

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
  #cells = [];

  /** Makes the table of `id`. */
  constructor(id) {
    this.#metrics = STATISTICS[id.charAt(0)];
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

  /** Shows the window `name`, called `title`, of what `/api/detail` says; `null` where it says nothing. */
  update(windows, name, title) {
    setText(this.#caption, windows ? `Over ${title}` : "Statistics are of the present only");
    ROWS.forEach(([stat], row) =>
      this.#metrics.forEach(([metric, , text], column) => {
        const value = windows?.[name]?.[metric]?.[stat] ?? null;
        setText(this.#cells[row][column], text(value));
      })
    );
  }
}
