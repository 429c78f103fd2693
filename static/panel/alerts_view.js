// The alerts: those that last, worst first, then those that are over, newest first.

import { byId, html, setText } from "../dom.js";
import { LEVEL_NAMES } from "../levels.js";
import { durationText } from "../numbers.js";
import { clockText } from "../replay/clock_text.js";

/** So many that are over are shown. */
const MAX = 200;

const HEADS = ["Level", "Who", "Rule", "Value", "Since", "Lasted"];

export class AlertsView {
  #active = part("Active");
  #over = part("Cleared");
  #onSelect;

  constructor(onSelect) {
    this.#onSelect = onSelect;
    byId("alerts-view").append(this.#active.element, this.#over.element);
  }

  /** Shows the alerts of `journal` up to `until`; `now` is the time by the server's clock. */
  show(journal, until, now) {
    const over = journal.episodes(until).filter((episode) => episode.until !== null);
    this.#fill(this.#active, journal.active(until), now, "Nothing asks for attention.");
    this.#fill(this.#over, over.slice(0, MAX), now, "Nothing has been cleared yet.");
  }

  #fill({ body, count, none }, episodes, now, text) {
    setText(count, episodes.length === 0 ? "" : String(episodes.length));
    setText(none, episodes.length === 0 ? text : "");
    body.replaceChildren(...episodes.map((episode) => this.#row(episode, now)));
    body.parentElement.hidden = episodes.length === 0;
  }

  #row({ subject, label, level, rule, value, since, until }, now) {
    const who = html("button", { class: "plain" }, html("bdi", {}, label));
    who.addEventListener("click", () => this.#onSelect(subject));
    const when = html("time", { datetime: new Date(since).toISOString() }, clockText(since));
    const lasted = durationText((until ?? now) - since);
    return html(
      "tr",
      { class: `v${level}` },
      html("td", { class: "marked" }, LEVEL_NAMES[level]),
      html("th", { scope: "row", class: "words" }, who),
      html("td", { class: "words rule" }, rule),
      html("td", {}, value),
      html("td", {}, when),
      html("td", {}, lasted),
    );
  }
}

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
  return { element, body, count, none };
}
