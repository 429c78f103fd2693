// @ts-check
// The keys of the page, and the list of them.

import { byId, html } from "./dom.js";

/** @type {readonly (readonly [keys: string, what: string])[]} */
const HELP = [
  ["/", "find actors and channels, by words or /regular expression/"],
  ["+  −  0", "zoom in, zoom out, fit"],
  ["Arrows", "go along the edges, from actor to actor"],
  ["Enter", "select; on a selected group: go to its members"],
  ["Esc", "back, and select nothing"],
  ["f", "fold or unfold the selected group; all groups when nothing is selected"],
  ["l", "lens: who holds the graph up"],
  ["g  t  a  e", "graph, table, alerts, log of events"],
  ["p  ,  .  n", "pause or play; one frame back, one on; the present"],
  ["?", "this list"],
];

/**
 * Calls `actions` by key, unless somebody types text; `?` shows the list.
 * @param {Readonly<Record<string, () => void>>} actions
 */
export function startKeys(actions) {
  const help = byId("help");
  const close = html("button", {}, "Close");
  close.addEventListener("click", () => help.close());
  help.append(
    html("h2", { id: "help-title" }, "Keys"),
    html(
      "dl",
      { class: "keys" },
      ...HELP.map(([keys, what]) =>
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
    const action = event.key === "?" ? () => help.showModal() : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
