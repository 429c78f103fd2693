// @ts-check
// A table whose rows are updated in place and kept sorted, the worst first unless somebody wants another order. No row moves while
// somebody points at the table, or is in it with the keyboard.

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

/** What is said while rows are held where they are, though their order would be another. */
const HELD = " · rows stand still while you are at the table";

/**
 * `columns` have a title, the value of a row, how it is written, and perhaps a class; `whole` where what is written is
 * brief, so that the value stands in the cell's title.
 * @template {Row} R
 */
export class Table {
  element;
  #body = html("tbody");
  #table;
  #caption = html("span");
  #held = html("span", { class: "held" });
  #more = html("button", { class: "more", hidden: "" });
  #columns;
  #title;
  /** @type {Map<string, Known>} */
  #rows = new Map();
  /** @type {string[]} the rows that are shown */
  #order = [];
  /** @type {Set<string>} the rows that there were when they were put in order, shown or not */
  #ordered = new Set();
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
      this.#ordered.clear();
      this.update(this.#values);
    });
    this.#table = html(
      "table",
      {},
      html("caption", {}, this.#caption, this.#held),
      html("thead", {}, html("tr", {}, ...heads)),
      this.#body,
    );
    this.element = html("div", { class: "table" }, this.#table, this.#more);
    // Whoever has left is not to wait for the next values: there may be none.
    for (const left of ["pointerleave", "focusout"]) {
      this.#table.addEventListener(left, () => requestAnimationFrame(() => this.#again()));
    }
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
    const known = this.#ordered;
    const others = values.length !== known.size || values.some(({ id }) => !known.has(id));
    const held = !same && !others && this.#isLookedAt();
    setText(this.#held, held ? HELD : "");
    const drawn = new Set(this.#order);
    for (const row of held ? values.filter(({ id }) => drawn.has(id)) : shown) this.#write(row);
    if (others) this.#ordered = new Set(values.map(({ id }) => id));
    if (same || held) return;
    this.#order = order;
    this.#body.replaceChildren(...order.map((id) => this.#rows.get(id)?.element ?? ""));
    for (const id of this.#rows.keys()) if (!order.includes(id)) this.#rows.delete(id);
  }

  /** Whether somebody points at the table, or is in one of its rows with the keyboard. */
  #isLookedAt() {
    return this.#table.matches(":hover") || this.#body.matches(":focus-within");
  }

  #again() {
    if (this.#values.length > 0) this.update(this.#values);
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
    const button = html("button", about ? { "data-about": about } : {}, title);
    button.addEventListener("click", () => {
      this.#down = this.#by === at ? !this.#down : kind !== "words";
      this.#by = at;
      this.#mark();
      this.#ordered.clear();
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
