// @ts-check
// The alerts: who crashed a moment ago, those that last, worst first, then those that are over, newest first.

import { byId, html, setText } from "../dom/dom.js";
import { nameElement } from "../dom/name.js";
import { CRITICAL, LEVEL_NAMES } from "../words/levels.js";
import { durationText } from "../words/numbers.js";
import { clockText } from "../words/clock_text.js";
import { lifeWord } from "./life_words.js";
import { entryAt } from "../lists/entry_at.js";

/**
 * @typedef {import("../feed/chronicle.js").Life} Life
 * @typedef {import("../feed/chronicle.js").Episode} Episode
 */

/** So many that are over are shown. */
const MAX = 200;

const HEADS = ["Level", "Who", "Rule", "Value", "Since", "Lasted"];

export class AlertsView {
  #active = part("Active");
  #over = part("Cleared");
  #idOf;
  #onSelect;
  #onLog;

  /**
   * `idOf` gives the id of an actor by its label, or `null`; `onLog` is called with the label of who crashed.
   * @param {object} parts
   * @param {(label: string) => string | null} parts.idOf
   * @param {(id: string) => void} parts.onSelect
   * @param {(label: string) => void} parts.onLog
   */
  constructor({ idOf, onSelect, onLog }) {
    this.#idOf = idOf;
    this.#onSelect = onSelect;
    this.#onLog = onLog;
    byId("alerts-view").append(this.#active.element, this.#over.element);
  }

  /**
   * Shows the alerts of `chronicle` up to `until`; `now` is the time by the server's clock.
   * @param {import("../feed/chronicle.js").Chronicle} chronicle
   * @param {number} until
   * @param {number} now
   */
  show(chronicle, until, now) {
    const over = chronicle.episodes(until).filter((episode) => episode.until !== null);
    const crashed = chronicle.crashed(now).map((event) => this.#crash(event, now));
    const active = chronicle.active(until).map((episode) => this.#row(episode, now));
    fill(this.#active, [...crashed, ...active], "Nothing asks for attention.");
    const cleared = over.slice(0, MAX).map((episode) => this.#row(episode, now));
    fill(this.#over, cleared, "Nothing has been cleared yet.");
  }

  /**
   * A crash is no alert of a rule, but it makes its actor critical for a while.
   * @param {Life} event
   * @param {number} now
   */
  #crash(event, now) {
    const { subject: label, time } = event;
    const ago = durationText(now - time);
    const log = html("button", { class: "plain" }, "Log");
    log.addEventListener("click", () => this.#onLog(label));
    return row({
      level: CRITICAL,
      who: this.#who(this.#idOf(label), label),
      rule: `${lifeWord(event)} ${ago} ago`,
      value: log,
      since: time,
      lasted: ago,
    });
  }

  /**
   * @param {Episode} episode
   * @param {number} now
   */
  #row({ subject, label, level, rule, value, since, until }, now) {
    const lasted = durationText((until ?? now) - since);
    return row({ level, who: this.#who(subject, label), rule, value, since, lasted });
  }

  /**
   * @param {string | null} id
   * @param {string} label
   */
  #who(id, label) {
    const name = nameElement(label);
    if (id === null) return name;
    const button = html("button", { class: "plain" }, name);
    button.addEventListener("click", () => this.#onSelect(id));
    return button;
  }
}

/**
 * @param {ReturnType<typeof part>} part
 * @param {readonly Node[]} rows
 * @param {string} text
 */
function fill({ table, body, count, none }, rows, text) {
  setText(count, rows.length === 0 ? "" : String(rows.length));
  setText(none, rows.length === 0 ? text : "");
  body.replaceChildren(...rows);
  table.hidden = rows.length === 0;
}

/** @param {{ level: number, who: Node, rule: string, value: Node | string, since: number, lasted: string }} alert */
function row({ level, who, rule, value, since, lasted }) {
  const when = html("time", { datetime: new Date(since).toISOString() }, clockText(since));
  return html(
    "tr",
    { class: `v${level}` },
    html("td", { class: "marked" }, entryAt(LEVEL_NAMES, level)),
    html("th", { scope: "row", class: "words" }, who),
    html("td", { class: "words rule" }, rule),
    html("td", {}, value),
    html("td", {}, when),
    html("td", {}, lasted),
  );
}

/** @param {string} title */
function part(title) {
  const count = html("span", { class: "count" });
  const body = html("tbody");
  const none = html("p", { class: "quiet" });
  const heads = HEADS.map((head, at) =>
    html("th", { scope: "col", class: at < 3 ? "words" : "" }, head)
  );
  const table = html(
    "table",
    { class: "alerts" },
    html("thead", {}, html("tr", {}, ...heads)),
    body,
  );
  const element = html("section", {}, html("h2", {}, `${title} `, count), none, table);
  return { element, table, body, count, none };
}
