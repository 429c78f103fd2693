// @ts-check
// The keys of the page, and the list of them.

import { byId, html } from "./dom.js";

/** @typedef {readonly [keys: string, what: string]} Explained */

/** @type {readonly Explained[]} */
const FIRST = [
  ["/", "find actors and channels, by words or /regular expression/"],
  ["+  −  0", "zoom in, zoom out, fit"],
  ["Arrows", "go along the edges, from actor to actor"],
  ["Enter", "select; on a selected group: go to its members"],
  ["Esc", "back, and select nothing"],
  ["f", "fold or unfold the selected group; all groups when nothing is selected"],
  ["l", "lens: who holds the graph up"],
];

/** @type {readonly Explained[]} */
const LAST = [
  ["p  ,  .  n", "pause or play; one frame back, one on; the present"],
  ["?", "this list"],
];

/**
 * Calls `actions` by key, and opens `views` by theirs, unless somebody types text; `?` shows the list.
 * @param {Readonly<Record<string, () => void>>} actions
 * @param {{ list: readonly { key: string, name: string }[], open(name: string): void }} views
 */
export function startKeys(actions, { list, open }) {
  const byKey = new Map(Object.entries(actions));
  for (const { key, name } of list) byKey.set(key, () => open(name));
  /** @type {Explained} */
  const opened = [list.map(({ key }) => key).join("  "), list.map(({ name }) => name).join(", ")];
  const help = byId("help");
  const close = html("button", {}, "Close");
  close.addEventListener("click", () => help.close());
  help.append(
    html("h2", { id: "help-title" }, "Keys"),
    html(
      "dl",
      { class: "keys" },
      ...[...FIRST, opened, ...LAST].map(([keys, what]) =>
        html(
          "div",
          {},
          html("dt", {}, ...keys.split("  ").map((key) => html("kbd", {}, key))),
          html("dd", {}, what),
        )
      ),
    ),
    close,
  );
  byId("show-help").addEventListener("click", () => help.showModal());
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = /** @type {Partial<Element>} */ (event.target);
    if (help.open || target.closest?.("input, textarea, select, [contenteditable]")) return;
    const action = event.key === "?" ? () => help.showModal() : byKey.get(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  });
}
