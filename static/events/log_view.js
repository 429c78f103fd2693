// @ts-check
// The life log, whole, with a filter.

import { byId, html, setText } from "../dom/dom.js";
import { LIFE_EACH, LIFE_KEPT } from "../words/kept_life.js";
import { exactText } from "../words/unit_text.js";
import { lifeWord } from "./life_words.js";
import { LifeList } from "./life_list.js";
import { LogLevel } from "./log_level.js";

/**
 * @typedef {import("../feed/chronicle.js").Life} Life
 * @typedef {{ count: number, awaits: boolean, file: boolean }} Missing how many earlier events are not here; whether some are still
 *   to come; whether a file is played
 */

/** @type {Missing} */
const NONE = { count: 0, awaits: false, file: false };

/** So many entries are shown until somebody asks for all. */
const MAX = 500;

/**
 * What can be chosen, with the kinds of event that it shows.
 * @type {Readonly<Record<string, readonly string[] | null>>}
 */
const KINDS = {
  everything: null,
  "crashes and hangs": ["suspected", "crashed"],
  "long waits outside": ["outside"],
  "long waits for room": ["saturated"],
  restarts: ["restarted"],
  "faults of a simulation": ["fault"],
  "dead letters": ["deadLetter"],
  "vetoes and stops": ["veto", "stopping", "stopped", "ended"],
  "starts and sleeps": ["started", "asleep"],
  "what actors were told": ["told", "asked"],
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
  #missing = html("p", { id: "log-missing", class: "quiet" });
  #more = html("button", { id: "log-more", class: "more", hidden: "" });
  #list;
  #most = MAX;
  /** @type {readonly Life[]} */
  #events = [];
  #lacks = NONE;

  /** From which level on the program logs. */
  level = new LogLevel();

  constructor() {
    for (const kind of Object.keys(KINDS)) this.#kind.append(html("option", { value: kind }, kind));
    const list = html("ol", { class: "log" });
    this.#list = new LifeList(list, MAX);
    byId("log-view").append(
      html("div", { class: "filters" }, this.#text, this.#kind, this.#count, this.level.element),
      this.#missing,
      list,
      this.#more,
    );
    this.#text.addEventListener("input", () => this.#again());
    this.#kind.addEventListener("change", () => this.#again());
    this.#more.addEventListener("click", () => {
      this.#most = Infinity;
      this.#again();
    });
  }

  /**
   * Shows what has these words in it only.
   * @param {string} words
   */
  filter(words) {
    this.#text.value = words;
    this.#kind.value = "everything";
    this.#again();
  }

  /**
   * Shows those of `events` that the filter lets through, and tells of those that are not here.
   * @param {readonly Life[]} events
   * @param {Missing} [missing]
   */
  show(events, missing = NONE) {
    this.#events = events;
    this.#lacks = missing;
    const words = this.#text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kinds = KINDS[this.#kind.value] ?? null;
    const found = events.filter((event) =>
      (kinds === null || kinds.includes(event.what)) &&
      (words.length === 0 || words.every((word) => textOf(event).includes(word)))
    );
    this.#list.show(found, this.#most);
    const isCut = found.length > this.#most;
    this.#more.hidden = !isCut;
    setText(this.#more, `Show all ${countOf(found.length)}`);
    const all = found.length === events.length ? "" : ` of ${countOf(events.length)}`;
    const cut = isCut ? `, the last ${this.#most} are shown` : "";
    const count = `${countOf(found.length)}${all} event${events.length === 1 ? "" : "s"}${cut}`;
    const isNone = events.length + missing.count === 0;
    setText(this.#count, isNone ? "Nothing has happened yet." : count);
    this.#missing.hidden = missing.count === 0;
    setText(this.#missing, missingText(missing));
  }

  #again() {
    this.show(this.#events, this.#lacks);
  }
}

/** @param {Missing} missing */
function missingText({ count, awaits, file }) {
  const are = count === 1 ? "is" : "are";
  const earlier = `${countOf(count)} earlier event${count === 1 ? "" : "s"} ${are}`;
  if (file) return `${earlier} not in this recording.`;
  if (awaits) return `${earlier} still to come.`;
  const rule = `the last ${countOf(LIFE_KEPT)} are, and the last ${LIFE_EACH} of each actor`;
  return `${earlier} not kept: ${rule}. Crashes are counted all the same.`;
}

/** @param {number} count */
function countOf(count) {
  return exactText("times", count);
}

/** @param {Life} event */
function textOf(event) {
  const mates = event.crash?.siblings.join(" ") ?? "";
  return `${event.subject} ${lifeWord(event)} ${event.detail ?? ""} ${mates}`.toLowerCase();
}
