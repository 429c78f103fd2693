// @ts-check
// What is pointed at on the graph is told at once, beside the pointer, at any scale: its whole name, and what it does now.

import { html } from "../dom/dom.js";

/** How far from the pointer it stands, and from the borders of the window, in pixels. */
const AWAY = 14;
const MARGIN = 6;

export class Tip {
  #element = html("div", { class: "tip", "aria-hidden": "true" });
  /** @type {Element | null} */
  #over = null;

  /**
   * `tell` gives the lines for an element of the graph; without any nothing is shown.
   * @param {SVGGElement} world
   * @param {(id: string) => readonly string[]} tell
   */
  constructor(world, tell) {
    this.#element.hidden = true;
    document.body.append(this.#element);
    // A finger covers what it points at, and selects it.
    world.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons !== 0) return this.hide();
      const over = /** @type {Element} */ (event.target).closest(".cell, .actor, .chan");
      if (over !== this.#over) this.#show(over && tell(over.id));
      this.#over = over;
      this.#place(event);
    });
    world.addEventListener("pointerleave", () => this.hide());
    world.addEventListener("pointerdown", () => this.hide());
  }

  /** What was pointed at may not be there any more. */
  hide() {
    this.#over = null;
    this.#element.hidden = true;
  }

  /** @param {readonly string[] | null} lines */
  #show(lines) {
    this.#element.hidden = !lines || lines.length === 0;
    this.#element.replaceChildren(...(lines ?? []).map((line) => html("div", {}, line)));
  }

  /** @param {PointerEvent} event */
  #place({ clientX, clientY }) {
    const { offsetWidth: width, offsetHeight: height, style } = this.#element;
    const right = clientX + AWAY + width + MARGIN <= innerWidth;
    const below = clientY + AWAY + height + MARGIN <= innerHeight;
    const left = right ? clientX + AWAY : Math.max(MARGIN, clientX - AWAY - width);
    const top = below ? clientY + AWAY : Math.max(MARGIN, clientY - AWAY - height);
    style.translate = `${left}px ${top}px`;
  }
}
