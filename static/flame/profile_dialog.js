// @ts-check
// A profile, large: the flame graph, its equal as a table, and the file to take away.

import { html } from "../dom/dom.js";
import { bytesText } from "../words/numbers.js";
import { FlameView } from "./flame_view.js";
import { hottest } from "./flame_tree.js";
import { shareText, timeText } from "./flame_text.js";

/**
 * @typedef {import("./flame_tree.js").FlameTree} FlameTree
 * @typedef {{ label: string, tree: FlameTree, heapBytes: number | null, mates: readonly string[], cutShort: boolean,
 *   text: string }} TakenProfile `mates` are the actors of the same worker
 */

/** So many functions are listed. */
const LISTED = 30;

const ORIGINS = { own: "your code", framework: "the framework", runtime: "the runtime" };

/**
 * Shows the profile of `label` in a dialog of its own. `text` is the profile as it came.
 * @param {TakenProfile} profile
 */
export function showProfile({ label, tree, heapBytes, text }) {
  const close = html("button", { class: "close", "aria-label": "Close the profile" }, "×");
  const dialog = html(
    "dialog",
    { class: "profile", "aria-labelledby": "profile-title" },
    html("h2", { id: "profile-title" }, html("bdi", {}, label), close),
    html("p", { class: "quiet" }, summaryText(tree, heapBytes)),
    legend(),
    new FlameView(tree.root).element,
    hotTable(tree.root),
    html("p", { class: "actions" }, downloadLink(label, text)),
  );
  close.addEventListener("click", () => dialog.close());
  // The keys of the page are not for those who are here.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * How long the profile is, how much of it something ran, and the heap.
 * @param {FlameTree} tree
 * @param {number | null} heapBytes
 * @returns {string}
 */
export function summaryText({ root, idle, span }, heapBytes) {
  const whole = root.total + idle;
  const heap = heapBytes === null ? "" : ` · ${bytesText(heapBytes)} of heap in use`;
  return `${timeText(span)} profiled · ${shareText(root.total, whole)} of it busy${heap}`;
}

/**
 * The functions that take the most time.
 * @param {import("./flame_tree.js").Flame} root
 * @param {number} [most]
 */
export function hotTable(root, most = LISTED) {
  const heads = ["Itself", "In all", "Function", "Where"].map((head, at) =>
    html("th", { scope: "col", class: at < 2 ? "" : "words" }, head)
  );
  const rows = hottest(root).slice(0, most).map(({ name, place, origin, self, total }) =>
    html(
      "tr",
      {},
      html("td", {}, shareText(self, root.total)),
      html("td", {}, shareText(total, root.total)),
      html("th", { scope: "row", class: "words" }, html("i", { class: `origin ${origin}` }), name),
      html("td", { class: "words" }, place || ORIGINS[origin]),
    )
  );
  return html(
    "table",
    { class: "hot" },
    html("caption", {}, "Hottest functions"),
    html("thead", {}, html("tr", {}, ...heads)),
    html("tbody", {}, ...rows),
  );
}

function legend() {
  const entries = Object.entries(ORIGINS).map(([origin, text]) =>
    html("li", {}, html("i", { class: `origin ${origin}` }), text)
  );
  return html("ul", { class: "legend" }, ...entries);
}

/**
 * @param {string} label
 * @param {string} text
 */
function downloadLink(label, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const name = `${label.replaceAll(/[^\w.-]+/g, "_")}.cpuprofile`;
  return html("a", { href: url, download: name }, `Download ${name}`);
}
