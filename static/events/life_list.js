// @ts-check
// A list of life events, newest first. What it has drawn it keeps, so that an unfolded stack stays so.

import { lifeEntry } from "./life_entry.js";

/** @typedef {import("../feed/chronicle.js").Life} Life */

export class LifeList {
  #list;
  #most;
  /** @type {Map<Life, HTMLElement>} */
  #drawn = new Map();

  /**
   * `list` is an `ol`; it shows `most` entries.
   * @param {HTMLElement} list
   * @param {number} most
   */
  constructor(list, most) {
    this.#list = list;
    this.#most = most;
  }

  /**
   * Shows the last of `events`, which come oldest first.
   * @param {readonly Life[]} events
   * @param {number} [most] shows so many from now on
   */
  show(events, most = this.#most) {
    this.#most = most;
    /** @type {Map<Life, HTMLElement>} */
    const kept = new Map();
    const shown = events.slice(-this.#most).reverse();
    for (const event of shown) kept.set(event, this.#drawn.get(event) ?? lifeEntry(event));
    for (const [event, element] of this.#drawn) if (!kept.has(event)) element.remove();
    this.#drawn = kept;
    // What stands where it is to stand is left alone: there may be thousands.
    let next = this.#list.firstElementChild;
    for (const element of kept.values()) {
      if (element === next) next = next.nextElementSibling;
      else this.#list.insertBefore(element, next);
    }
  }
}
