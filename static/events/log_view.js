// @ts-check
// The life log, whole, with a filter.

import { byId, html, setText } from "../dom/dom.js";
import { lifeWord } from "./life_entry.js";
import { LifeList } from "./life_list.js";

/** @typedef {import("../feed/chronicle.js").Life} Life */

/** So many entries are shown. */
const MAX = 500;

/**
 * What can be chosen, with the kinds of event that it shows.
 * @type {Readonly<Record<string, readonly string[] | null>>}
 */
const KINDS = {
  everything: null,
  "crashes and hangs": ["suspected", "crashed"],
  "long waits outside": ["outside"],
  restarts: ["restarted"],
  "dead letters": ["deadLetter"],
  "vetoes and stops": ["veto", "stopping", "stopped", "ended"],
  starts: ["started"],
};

export class LogView {
  #text = html("input", {
    id: "log-filter",
    type: "search",
    placeholder: "Filter by name or words",
    "aria-label": "Filter the log by name or words",
  });
  #kind = html("select", { id: "log-kind", "aria-label": "Kind" });
  #count = html("span", { class: "quiet", role: "status" });
  #list;
  /** @type {readonly Life[]} */
  #events = [];

  constructor() {
    for (const kind of Object.keys(KINDS)) this.#kind.append(html("option", { value: kind }, kind));
    const list = html("ol", { class: "log" });
    this.#list = new LifeList(list, MAX);
    byId("log-view").append(
      html("div", { class: "filters" }, this.#text, this.#kind, this.#count),
      list,
    );
    this.#text.addEventListener("input", () => this.show(this.#events));
    this.#kind.addEventListener("change", () => this.show(this.#events));
  }

  /**
   * Shows what has these words in it only.
   * @param {string} words
   */
  filter(words) {
    this.#text.value = words;
    this.#kind.value = "everything";
    this.show(this.#events);
  }

  /**
   * Shows those of `events` that the filter lets through.
   * @param {readonly Life[]} events
   */
  show(events) {
    this.#events = events;
    const words = this.#text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kinds = KINDS[this.#kind.value] ?? null;
    const found = events.filter((event) =>
      (kinds === null || kinds.includes(event.what)) &&
      words.every((word) => textOf(event).includes(word))
    );
    this.#list.show(found);
    const all = found.length === events.length ? "" : ` of ${events.length}`;
    const cut = found.length > MAX ? `, the last ${MAX} are shown` : "";
    const count = `${found.length}${all} event${events.length === 1 ? "" : "s"}${cut}`;
    setText(this.#count, events.length === 0 ? "Nothing has happened yet." : count);
  }
}

/** @param {Life} event */
function textOf(event) {
  const mates = event.crash?.siblings.join(" ") ?? "";
  return `${event.subject} ${lifeWord(event)} ${event.detail ?? ""} ${mates}`.toLowerCase();
}
