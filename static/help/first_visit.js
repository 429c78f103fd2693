// @ts-check
// What to try first: a line that the first visit has, and no other. It takes a line of its own and covers nothing.

import { byId, html } from "../dom/dom.js";

const KEY = "steady-state-visited";

/**
 * What to try, with the keys that do the same.
 * @type {readonly (readonly [words: string, key?: string])[]}
 */
const TRIES = [
  ["Click an actor or a channel: its details open"],
  ["Ask who holds the graph up:", "l"],
  ["Drag the time bar to go back; all else is in the help:", "?"],
];

/** Shows the line where nobody has seen it yet. */
export function startFirstVisit() {
  if (!isFirst()) return;
  const line = byId("tour");
  const close = html("button", { class: "close", "aria-label": "Close hint" }, "×");
  close.addEventListener("click", () => line.hidden = true);
  const tries = TRIES.map(([words, key]) =>
    html("li", {}, words, ...(key ? [" ", html("kbd", {}, key)] : []))
  );
  line.append(html("strong", {}, "Try"), html("ol", {}, ...tries), close);
  line.hidden = false;
}

// Where nothing can be remembered, the line would come again and again: there it never comes.
function isFirst() {
  try {
    const first = localStorage.getItem(KEY) === null;
    localStorage.setItem(KEY, "yes");
    return first && localStorage.getItem(KEY) === "yes";
  } catch {
    return false;
  }
}
