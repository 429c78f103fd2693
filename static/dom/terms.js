// @ts-check
// What a word of the page means, where it stands: on hover, on the keyboard's focus, and on a tap. Figures are explained by the words
// of the catalogue, which `hello` tells.

import { html } from "./dom.js";

/** @typedef {import("../feed/figures.js").Figures} Figures */

/** How far the explanation stands from its word, in pixels, and from the edge of the window. */
const GAP = 6;

const TERM = "[data-about], [data-figure]";

/**
 * A word that can be asked for what it means.
 * @param {string} text
 * @param {string} about
 */
export function term(text, about) {
  return html("button", { type: "button", class: "term", "data-about": about }, text);
}

/**
 * Explains every word that has `data-about`, or names a figure of actors (`a busy`) or of channels (`c fill`) by `data-figure`.
 * @param {() => Figures} figures
 */
export function startTerms(figures) {
  const bubble = html("div", { class: "term-about", id: "term-about", role: "tooltip" });
  bubble.hidden = true;
  document.body.append(bubble);
  /** @type {HTMLElement | null} */
  let shown = null;

  const hide = () => {
    shown?.removeAttribute("aria-describedby");
    shown = null;
    bubble.hidden = true;
  };
  const show = (/** @type {HTMLElement} */ word) => {
    const about = word.dataset.about ?? aboutFigure(figures(), word.dataset.figure ?? "");
    if (about === "") return;
    hide();
    shown = word;
    bubble.textContent = about;
    word.setAttribute("aria-describedby", bubble.id);
    bubble.hidden = false;
    stand(bubble, word);
  };
  const onWord = (/** @type {Event} */ { target }) => {
    const word = target instanceof Element ? target.closest(TERM) : null;
    if (word instanceof HTMLElement) show(word);
    else if (shown !== null) hide();
  };
  document.addEventListener("pointerover", onWord);
  document.addEventListener("focusin", onWord);
  // A tap focuses nothing on some phones.
  document.addEventListener("click", onWord);
  document.addEventListener("focusout", hide);
  // A word that is reached by keys may have to be scrolled to.
  document.addEventListener("scroll", () => shown !== null && stand(bubble, shown), true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || shown === null) return;
    // It closes what was opened last, and no more.
    event.stopImmediatePropagation();
    hide();
  }, true);
}

/**
 * What a figure tells, in the words of the catalogue; empty before those are known.
 * @param {Figures} figures
 * @param {string} named
 */
function aboutFigure(figures, named) {
  const [side = "a", name] = named.split(" ");
  return figures.of(side === "c" ? "c" : "a").find((one) => one.name === name)?.about ?? "";
}

/**
 * Stands it under a word, or above where there is no room, and within the window.
 * @param {HTMLElement} bubble
 * @param {HTMLElement} word
 */
function stand(bubble, word) {
  const at = word.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = bubble;
  const left = Math.min(at.left, innerWidth - width - GAP);
  const under = at.bottom + GAP;
  const top = under + height > innerHeight ? at.top - GAP - height : under;
  bubble.style.left = `${Math.max(GAP, left)}px`;
  bubble.style.top = `${Math.max(GAP, top)}px`;
}
