// @ts-check
// The menu that saves what is seen: as DOT, SVG, PNG, tables and a recording.

import { byId, html } from "../dom/dom.js";
import { csvOf } from "./csv.js";
import { pngOf, svgText } from "./picture_export.js";
import { speak } from "../dom/speak.js";
import { messageOf } from "../words/error_text.js";

/** @typedef {import("../dom/table.js").Cell} Cell */

/**
 * Fills the menu. `graph` is the drawing, `picture` gives its scene with everything painted, or `null`; `tables` gives the
 * tables, `name` the graph's name; `recording` the NDJSON of what is played, or `null` to ask the server for what it has.
 * @param {object} parts
 * @param {SVGSVGElement} parts.graph
 * @param {() => import("../graph/scene.js").Scene | null} parts.picture
 * @param {() => Record<"actors" | "channels", { heads: string[], rows: Cell[][] }>} parts.tables
 * @param {() => string} parts.name
 * @param {() => string | null} parts.recording
 */
export function startExports({ graph, picture, tables, name, recording }) {
  const menu = byId("export");
  const drawn = () => {
    const scene = picture();
    if (!scene) throw new Error("the graph is not drawn");
    return svgText(graph, scene);
  };
  /** @param {"actors" | "channels"} which */
  const tableOf = (which) => {
    const { heads, rows } = tables()[which];
    return csvOf(heads, rows);
  };
  /** @type {[title: string, ending: string, type: string, make: () => Blob | string | Promise<Blob | string>][]} */
  const entries = [
    ["DOT with live values", "dot", "text/vnd.graphviz", () => ask("graph.dot?live=1")],
    [
      "Drawing for a new project",
      "drawing.dot",
      "text/vnd.graphviz",
      () => ask("graph.dot?drawing"),
    ],
    ["SVG", "svg", "image/svg+xml", drawn],
    ["PNG", "png", "image/png", () => pngOf(drawn())],
    ["Actors as CSV", "actors.csv", "text/csv", () => tableOf("actors")],
    ["Channels as CSV", "channels.csv", "text/csv", () => tableOf("channels")],
    [
      "Recording (NDJSON)",
      "ndjson",
      "application/x-ndjson",
      () => recording() ?? ask("api/replay"),
    ],
  ];
  for (const [title, ending, type, make] of entries) {
    const button = html("button", { "data-export": ending }, title);
    button.addEventListener("click", async () => {
      menu.open = false;
      menu.querySelector("summary")?.focus();
      try {
        save(new Blob([await make()], { type }), `${fileName(name())}.${ending}`);
        speak(`Saved ${title}`);
      } catch (error) {
        fail(`Cannot save ${title}: ${messageOf(error)}`);
      }
    });
    byId("export-menu").append(html("li", {}, button));
  }
  addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(/** @type {Node | null} */ (target))) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
    event.stopPropagation();
  });
}

/** @param {string} url */
async function ask(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`the server answers ${response.status} to ${url}`);
  return await response.text();
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const url = URL.createObjectURL(blob);
  html("a", { href: url, download: name }).click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @param {string} line */
function fail(line) {
  const notice = byId("notice");
  notice.textContent = line;
  notice.hidden = false;
  setTimeout(() => notice.hidden = true, 8000);
}

/**
 * A name that every file system takes, with the time.
 * @param {string} name
 */
function fileName(name) {
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return `${name.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "graph"}-${time}`;
}
