// @ts-check
// What happened to the actors lately, newest first, and how often it was bad.

import { byId, setText } from "../dom/dom.js";
import { LifeList } from "./life_list.js";

const MAX = 100;

export class LifeView {
  #list = new LifeList(byId("life"), MAX);
  #count = byId("life-count");

  /**
   * Shows `events`, which come oldest first.
   * @param {readonly import("../feed/chronicle.js").Life[]} events
   */
  show(events) {
    this.#list.show(events);
    const crashes = events.filter(({ what }) => what === "crashed").length;
    const deadLetters = events.filter(({ what }) => what === "deadLetter").length;
    setText(this.#count, countsOf(crashes, deadLetters));
  }
}

/**
 * @param {number} crashes
 * @param {number} deadLetters
 */
function countsOf(crashes, deadLetters) {
  const counts = [];
  if (crashes > 0) counts.push(`${crashes} crashed`);
  if (deadLetters > 0) counts.push(`${deadLetters} dead letter${deadLetters === 1 ? "" : "s"}`);
  return counts.join(" · ");
}
