// @ts-check
// From which level on the program logs, and the switch for it: where the program takes commands from the page, it can be set here.

import { html, setText } from "../dom/dom.js";
import { messageOf } from "../words/error_text.js";
import { OWN_POST } from "../words/own_post.js";

/** The levels of the log, as `src/log_level.ts` has them. */
const LEVELS = ["debug", "info", "warn", "error"];

/** While somebody looks, it is asked for so often, in milliseconds: the program may set it, too. */
const PERIOD_MS = 2000;

/** @typedef {{ readonly level: string, readonly obstacle: string | null }} Answer what `/api/log-level` says */

export class LogLevel {
  #select = html(
    "select",
    { id: "log-level" },
    ...LEVELS.map((level) => html("option", { value: level }, level)),
  );
  #note = html("span", { id: "log-level-note", class: "quiet", role: "status" });
  element = html(
    "span",
    { class: "log-level", hidden: "" },
    html("label", { for: "log-level" }, "The program logs from"),
    this.#select,
    this.#note,
  );
  #asked = -Infinity;
  #isSetting = false;

  constructor() {
    this.#select.addEventListener("change", () => this.#set());
  }

  /**
   * Called again and again while it is looked at; `tells` says whether the server answers for the graph that is shown.
   * @param {boolean} tells
   */
  look(tells) {
    if (!tells) this.element.hidden = true;
    const now = performance.now();
    if (!tells || this.#isSetting || now - this.#asked < PERIOD_MS) return;
    this.#asked = now;
    this.#ask();
  }

  async #ask() {
    try {
      const response = await fetch("api/log-level");
      if (response.ok) this.#show(await response.json());
    } catch {
      // The connection's state says that the server is away.
    }
  }

  async #set() {
    this.#isSetting = true;
    setText(this.#note, "");
    try {
      const response = await fetch(`api/log-level/${this.#select.value}`, OWN_POST);
      if (!response.ok) throw new Error((await response.text()).trim());
      this.#show(await response.json());
    } catch (error) {
      setText(this.#note, messageOf(error));
    } finally {
      this.#isSetting = false;
      this.#asked = -Infinity;
    }
  }

  /** @param {Answer} answer */
  #show({ level, obstacle }) {
    this.element.hidden = false;
    this.#select.disabled = obstacle !== null;
    this.#select.title = obstacle ?? "";
    if (document.activeElement !== this.#select || obstacle !== null) this.#select.value = level;
  }
}
