// @ts-check
// A table whose rows are updated in place and kept sorted, the worst first unless somebody wants another order.

import { html, setAttribute, setText } from "./dom.js";
import { entryAt } from "../lists/entry_at.js";

/**
 * @typedef {string | number | boolean | null | undefined} Cell
 * @typedef {{ id: string, level?: number | null, folds?: string | undefined }} Row
 * @typedef {{ element: HTMLTableRowElement, cells: HTMLElement[] }} Known a row that is drawn
 */
/**
 * @template {Row} R
 * @typedef {{ title: string, kind?: string, about?: string, whole?: boolean, value(row: R): Cell, sort?(row: R): Cell,
 *   text?(value: Cell): string }} Column
 */

/** So many rows are shown until somebody asks for all: nobody reads a thousand, and writing them costs. */
const SHOWN = 200;

/**
 * `columns` have a title, the value of a row, how it is written, and perhaps a class; `whole` where what is written is
 * brief, so that the value stands in the cell's title.
 * @template {Row} R
 */
export class Table {
  element;
  #body = html("tbody");
  #caption = html("caption");
  #more = html("button", { class: "more", hidden: "" });
  #columns;
  #title;
  /** @type {Map<string, Known>} */
  #rows = new Map();
  /** @type {string[]} */
  #order = [];
  #by = 1;
  #down = true;
  #all = false;
  /** @type {readonly R[]} */
  #values = [];

  /**
   * @param {string} title
   * @param {readonly Column<R>[]} columns
   */
  constructor(title, columns) {
    this.#columns = columns;
    this.#title = title;
    const heads = columns.map((column, at) => this.#head(column, at));
    this.#more.addEventListener("click", () => {
      this.#all = true;
      this.update(this.#values);
    });
    this.element = html(
      "div",
      { class: "table" },
      html(
        "table",
        {},
        this.#caption,
        html("thead", {}, html("tr", {}, ...heads)),
        this.#body,
      ),
      this.#more,
    );
    this.#mark();
  }

  /**
   * Writes rows: each has an `id`, the values of the columns, and whether it is the row of a folded group.
   * @param {readonly R[]} values
   */
  update(values) {
    this.#values = values;
    setText(this.#caption, `${this.#title} (${values.length})`);
    const sorted = this.sorted();
    const shown = this.#all ? sorted : sorted.slice(0, SHOWN);
    this.#more.hidden = shown.length === sorted.length;
    setText(this.#more, `Show all ${sorted.length}`);
    const order = shown.map(({ id }) => id);
    const same = order.length === this.#order.length &&
      order.every((id, at) => id === this.#order[at]);
    const known = new Set(this.#order);
    const others = order.length !== known.size || order.some((id) => !known.has(id));
    // Rows do not move away under the pointer or the keyboard's focus, unless others are asked for.
    const held = this.#body.matches(":hover, :focus-within") && !others;
    for (const row of held ? values.filter(({ id }) => known.has(id)) : shown) this.#write(row);
    if (same || held) return;
    this.#order = order;
    this.#body.replaceChildren(...order.map((id) => this.#rows.get(id)?.element ?? ""));
    for (const id of this.#rows.keys()) if (!order.includes(id)) this.#rows.delete(id);
  }

  /** The titles of the columns, and every row in the order of now, for an export. */
  export() {
    const rows = this.sorted().map((row) => this.#columns.map(({ value }) => value(row)));
    return { heads: this.#columns.map(({ title }) => title), rows };
  }

  /**
   * The rows in the order of now.
   * @returns {R[]}
   */
  sorted() {
    const { sort, value } = entryAt(this.#columns, this.#by);
    const by = sort ?? value;
    const way = this.#down ? -1 : 1;
    return this.#values.map((row, at) => ({ row, at, key: by(row) })).sort((one, other) =>
      compare(one.key, other.key) * way || one.at - other.at
    ).map(({ row }) => row);
  }

  /**
   * Marks what is selected.
   * @param {string | null} id
   */
  select(id) {
    for (const [key, { element }] of this.#rows) {
      element.toggleAttribute("data-selected", key === id);
    }
  }

  /** @param {R} row */
  #write(row) {
    let known = this.#rows.get(row.id);
    if (!known) this.#rows.set(row.id, known = rowOf(row, this.#columns));
    known.element.className = `v${row.level ?? 0}${row.folds === undefined ? "" : " group"}`;
    this.#columns.forEach(({ text, value, whole }, at) => {
      const cell = entryAt(known.cells, at);
      setText(cell, text ? text(value(row)) : String(value(row) ?? ""));
      if (whole) setAttribute(cell, "title", String(value(row)));
    });
  }

  /**
   * @param {Column<R>} column
   * @param {number} at
   */
  #head({ title, kind = "", about }, at) {
    const button = html("button", about ? { title: about } : {}, title);
    button.addEventListener("click", () => {
      this.#down = this.#by === at ? !this.#down : kind !== "words";
      this.#by = at;
      this.#mark();
      this.#order = [];
      this.update(this.#values);
    });
    return html("th", { scope: "col", class: kind }, button);
  }

  #mark() {
    this.element.querySelectorAll("th[scope=col]").forEach((head, at) => {
      if (at === this.#by) head.setAttribute("aria-sort", this.#down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }
}

/**
 * @template {Row} R
 * @param {R} row
 * @param {readonly Column<R>[]} columns
 * @returns {Known}
 */
function rowOf({ id, folds }, columns) {
  const name = html("button", { class: "plain" });
  const first = html("th", { scope: "row", class: "words" }, name);
  if (folds !== undefined) {
    first.prepend(html("button", { class: "unfold", "aria-label": folds, title: folds }, "▸"));
  }
  const cells = columns.map(({ kind = "" }, at) => at === 0 ? name : html("td", { class: kind }));
  return { element: html("tr", { "data-id": id }, first, ...cells.slice(1)), cells };
}

/**
 * @param {Cell} one
 * @param {Cell} other
 */
function compare(one, other) {
  if (typeof one === "string" || typeof other === "string") {
    return String(one ?? "").localeCompare(String(other ?? ""), undefined, { numeric: true });
  }
  return Number(one ?? -1) - Number(other ?? -1);
}
