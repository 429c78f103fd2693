// A table whose rows are updated in place and kept sorted.

import { html, setText } from "./dom.js";

/**
 * A table of `items`. `columns` have a title, the text of a cell, what to sort by, and perhaps a class; `values` gives
 * the values of an index.
 */
export class Table {
  element;
  #body = html("tbody");
  #columns;
  #values;
  #rows;
  #order;
  #by = 1;
  #down = true;

  constructor(title, columns, items, values) {
    this.#columns = columns;
    this.#values = values;
    this.#rows = items.map((_, index) => row(values(index).id, columns));
    this.#order = this.#rows.map((_, index) => index);
    this.#body.append(...this.#rows.map(({ element }) => element));
    const heads = columns.map((column, at) => this.#head(column.title, at));
    this.element = html(
      "table",
      {},
      html("caption", {}, title),
      html("thead", {}, html("tr", {}, ...heads)),
      this.#body,
    );
    this.#mark();
  }

  update() {
    const values = this.#rows.map((_, index) => this.#values(index));
    this.#rows.forEach(({ element, cells }, index) => {
      element.className = `v${values[index].level ?? 0}`;
      this.#columns.forEach(({ text }, at) => setText(cells[at], text(values[index])));
    });
    const { sort } = this.#columns[this.#by];
    const order = values.map((_, index) => index).sort((one, other) =>
      compare(sort(values[one]), sort(values[other])) * (this.#down ? -1 : 1) || one - other
    );
    // Rows do not move away under the pointer or the keyboard's focus.
    if (this.#body.matches(":hover, :focus-within")) return;
    if (order.every((index, at) => index === this.#order[at])) return;
    this.#order = order;
    this.#body.append(...order.map((index) => this.#rows[index].element));
  }

  #head(title, at) {
    const button = html("button", {}, title);
    button.addEventListener("click", () => {
      this.#down = this.#by === at ? !this.#down : at !== 0;
      this.#by = at;
      this.#mark();
      this.update();
    });
    return html("th", { scope: "col", class: this.#columns[at].kind ?? "" }, button);
  }

  #mark() {
    this.element.querySelectorAll("th").forEach((head, at) => {
      if (at === this.#by) head.setAttribute("aria-sort", this.#down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }
}

function row(id, columns) {
  const first = html("button", { class: "plain" });
  const cells = columns.map(({ kind = "" }, at) => at === 0 ? first : html("td", { class: kind }));
  const head = html("th", { scope: "row", class: "words" }, first);
  const element = html("tr", { "data-id": id }, head, ...cells.slice(1));
  return { element, cells };
}

function compare(one, other) {
  if (typeof one === "string") return one.localeCompare(other);
  return (one ?? -1) - (other ?? -1);
}
