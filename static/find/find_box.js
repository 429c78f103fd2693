// @ts-check
// The box to find actors and channels: what matches is marked on the graph and listed below, to be gone to.

import { byId, html, setText } from "../dom/dom.js";
import { nameElement } from "../dom/name.js";
import { LEVEL_NAMES } from "../words/levels.js";
import { messageOf } from "../words/error_text.js";
import { findAll, matcherOf } from "./search.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {import("../feed/model.js").Model} Model */

/** So many matches are listed. */
const LISTED = 50;

export class FindBox {
  /**
   * Whether a text matches, or `null` while nothing is looked for.
   * @type {import("./search.js").Matcher | null}
   */
  matches = null;
  #input = byId("find");
  #list = byId("found");
  #count = byId("found-count");
  #model;
  #onFind;
  #onPick;
  #at = -1;

  /**
   * `onFind` is called with the ids that match, or `null`; `onPick` with the id of what to go to.
   * @param {object} parts
   * @param {Model} parts.model
   * @param {(ids: string[] | null) => void} parts.onFind
   * @param {(id: string) => void} parts.onPick
   */
  constructor({ model, onFind, onPick }) {
    this.#model = model;
    this.#onFind = onFind;
    this.#onPick = onPick;
    this.#input.addEventListener("input", () => this.find());
    this.#input.addEventListener("focus", () => this.#open(this.#list.childElementCount > 0));
    this.#input.addEventListener("blur", () => this.#open(false));
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    // The box must not lose the focus before the click arrives.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", ({ target }) => {
      this.#pick(/** @type {Element} */ (target).closest("[data-id]"));
    });
  }

  /** What is typed. */
  get text() {
    return this.#input.value;
  }

  set text(text) {
    if (text === this.#input.value) return;
    this.#input.value = text;
    this.find();
    this.#open(false);
  }

  /** Leads the keyboard here. */
  focus() {
    this.#input.focus();
    this.#input.select();
  }

  /** Looks again, because something else was typed or there is another topology. */
  find() {
    this.#at = -1;
    this.#input.removeAttribute("aria-activedescendant");
    try {
      this.matches = matcherOf(this.#input.value);
      this.#input.removeAttribute("aria-invalid");
    } catch (error) {
      this.matches = null;
      this.#input.setAttribute("aria-invalid", "true");
      setText(this.#count, messageOf(error));
    }
    const found = this.matches ? findAll(this.#model.topology, this.matches) : [];
    if (this.matches) setText(this.#count, `${found.length} found`);
    else if (!this.#input.hasAttribute("aria-invalid")) setText(this.#count, "");
    this.#list.replaceChildren(...found.slice(0, LISTED).map((one, at) => this.#option(one, at)));
    this.#open(found.length > 0 && document.activeElement === this.#input);
    this.#onFind(this.matches ? found.map(({ id }) => id) : null);
  }

  /**
   * @param {{ id: string, label: string }} found
   * @param {number} at
   */
  #option({ id, label }, at) {
    const index = Number(id.slice(1));
    const isActor = id.startsWith("a");
    const level = (isActor ? this.#model.actor(index) : this.#model.channel(index)).level ?? 0;
    return html(
      "li",
      {
        id: `found-${at}`,
        role: "option",
        "data-id": id,
        class: `v${level}`,
        "aria-selected": "false",
      },
      html("i", { class: "marked", title: entryAt(LEVEL_NAMES, level) }),
      nameElement(label),
      html("span", { class: "quiet" }, isActor ? "actor" : "channel"),
    );
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { key } = event;
    if (key === "Escape") {
      if (this.#input.value === "") this.#input.blur();
      this.text = "";
    } else if (key === "Enter") {
      this.#pick(this.#list.children[Math.max(0, this.#at)]);
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      this.#go(key === "ArrowDown" ? 1 : -1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} step */
  #go(step) {
    const options = [...this.#list.children];
    if (options.length === 0) return;
    this.#open(true);
    this.#at = (this.#at + step + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === this.#at)));
    const option = options[this.#at];
    if (!option) return;
    option.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", option.id);
  }

  /** @param {Element | null | undefined} option */
  #pick(option) {
    if (!option) return;
    this.#open(false);
    this.#onPick(String(option.getAttribute("data-id")));
  }

  /** @param {boolean} open */
  #open(open) {
    this.#list.hidden = !open;
    this.#input.setAttribute("aria-expanded", String(open));
  }
}
