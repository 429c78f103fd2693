// @ts-check
// What happened to the actors lately, newest first, and how often it was bad.

import { byId, setText } from "../dom/dom.js";
import { exactText } from "../words/unit_text.js";
import { LifeList } from "./life_list.js";

const MAX = 100;

/** @typedef {{ crashes: number, deadLetters: number }} Counts */

export class LifeView {
  #list = new LifeList(byId("life"), MAX);
  #count = byId("life-count");

  /**
   * Shows `events`, which come oldest first, and how often it was bad.
   * @param {readonly import("../feed/chronicle.js").Life[]} events
   * @param {Counts | null} counts how often in all, also what is no longer kept; `null` where nobody tells, so that what is here
   *   is counted
   */
  show(events, counts) {
    this.#list.show(events);
    const of = (/** @type {string} */ kind) => events.filter(({ what }) => what === kind).length;
    const { crashes, deadLetters } = counts ??
      { crashes: of("crashed"), deadLetters: of("deadLetter") };
    setText(this.#count, countsOf(crashes, deadLetters));
  }
}

/**
 * @param {number} crashes
 * @param {number} deadLetters
 */
function countsOf(crashes, deadLetters) {
  const counts = [];
  if (crashes > 0) counts.push(`${countOf(crashes)} crashed`);
  if (deadLetters > 0) {
    counts.push(`${countOf(deadLetters)} dead letter${deadLetters === 1 ? "" : "s"}`);
  }
  return counts.join(" · ");
}

/** @param {number} count */
function countOf(count) {
  return exactText("times", count);
}
