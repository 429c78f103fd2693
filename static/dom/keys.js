// @ts-check
// The keys of the page, and the list of them.

import { byId, html } from "./dom.js";

/** @typedef {readonly [keys: string, what: string]} Explained */

/** @type {readonly Explained[]} */
const FIRST = [
  ["/", "find actors and channels, by words or /regular expression/"],
  ["+  −  0", "zoom in, zoom out, fit"],
  ["Arrows", "go along the edges: from an actor to a channel, and on to its other end"],
  ["Enter", "select; on a selected group: go to its members"],
  ["Esc", "back, and select nothing"],
  ["f", "fold or unfold the selected group; all groups when nothing is selected"],
  ["l", "lens: who holds the graph up"],
];

/** @type {readonly Explained[]} */
const LAST = [
  ["p  ,  .  n", "pause or play; one frame back, one on; the present"],
  ["?", "this help"],
];

/** @typedef {readonly { readonly key: string, readonly name: string }[]} Views */

/**
 * Calls `actions` by key, and opens `views` by theirs, unless somebody types text or reads the help.
 * @param {Readonly<Record<string, () => void>>} actions
 * @param {{ list: Views, open(name: string): void }} views
 */
export function startKeys(actions, { list, open }) {
  const byKey = new Map(Object.entries(actions));
  for (const { key, name } of list) byKey.set(key, () => open(name));
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = /** @type {Partial<Element>} */ (event.target);
    if (byId("help").open || target.closest?.("input, textarea, select, [contenteditable]")) return;
    const action = byKey.get(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/**
 * The list of all keys.
 * @param {Views} views
 */
export function keyList(views) {
  /** @type {Explained} */
  const opened = [
    views.map(({ key }) => key).join("  "),
    views.map(({ name }) => name).join(", "),
  ];
  return html(
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
  );
}
