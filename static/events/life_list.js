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
   */
  show(events) {
    /** @type {Map<Life, HTMLElement>} */
    const kept = new Map();
    const shown = events.slice(-this.#most).reverse();
    for (const event of shown) kept.set(event, this.#drawn.get(event) ?? lifeEntry(event));
    const before = [...this.#drawn.values()];
    const after = [...kept.values()];
    this.#drawn = kept;
    if (after.length === before.length && after.every((element, at) => element === before[at])) {
      return;
    }
    for (const element of before) if (!after.includes(element)) element.remove();
    this.#list.prepend(...after);
  }
}
