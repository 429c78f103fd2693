// @ts-check
// The pods that are gone, each with how and how long ago, and a button that has the hub forget it.

import { byId, html, setText } from "../dom/dom.js";
import { nameElement } from "../dom/name.js";
import { messageOf } from "../words/error_text.js";
import { OWN_POST } from "../words/own_post.js";
import { gonePods, goneText } from "./pod_words.js";

/** @typedef {import("../feed/model.js").Model} Model */

export class GoneView {
  #element = byId("gone");
  #isLive;
  #onFault;
  /** @type {Map<string, { item: HTMLElement, text: HTMLElement, button: HTMLButtonElement }>} */
  #items = new Map();

  /**
   * `isLive` says whether what is shown is now, and not the past; `onFault` is told what went wrong.
   * @param {object} parts
   * @param {() => boolean} parts.isLive
   * @param {(error: Error) => void} parts.onFault
   */
  constructor({ isLive, onFault }) {
    this.#isLive = isLive;
    this.#onFault = onFault;
  }

  /** @param {Model} model */
  update(model) {
    const gone = gonePods({ topology: model.topology, column: (...of) => model.column(...of) });
    for (const [pod, { item }] of this.#items) {
      if (gone.has(pod)) continue;
      item.remove();
      this.#items.delete(pod);
    }
    for (const [pod, how] of gone) {
      const { item, text, button } = this.#items.get(pod) ?? this.#add(pod);
      item.classList.toggle("ended-pod", how.isEnded);
      setText(text, goneText(how));
      button.disabled = !this.#isLive();
    }
    this.#element.hidden = gone.size === 0;
  }

  /** @param {string} pod */
  #add(pod) {
    const text = html("span");
    const button = /** @type {HTMLButtonElement} */ (
      html("button", { "aria-label": `Dismiss ${pod}` }, "Dismiss")
    );
    button.addEventListener("click", () => this.#dismiss(pod, button));
    const item = html("li", {}, nameElement(pod, { class: "gone-name" }), " ", text, " ", button);
    this.#element.append(item);
    const made = { item, text, button };
    this.#items.set(pod, made);
    return made;
  }

  /**
   * @param {string} pod
   * @param {HTMLButtonElement} button
   */
  async #dismiss(pod, button) {
    button.disabled = true;
    try {
      const answer = await fetch(`api/dismiss/${encodeURIComponent(pod)}`, OWN_POST);
      if (!answer.ok) throw new Error((await answer.text()).trim());
    } catch (error) {
      this.#onFault(new Error(messageOf(error)));
    }
  }
}
