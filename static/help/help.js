// @ts-check
// The help: where to begin when something is red, what is drawn, and the keys. It is made when it is asked for.

import { byId, html } from "../dom/dom.js";
import { keyList } from "../dom/keys.js";
import { DOWN_SHAPE, RESTART_SHAPE } from "../dom/marks.js";
import { LEVELS } from "../words/levels.js";
import { drawnMark, picture } from "./picture.js";

/** @typedef {readonly { readonly key: string, readonly name: string }[]} Views */
/** @typedef {readonly (string | Node)[]} Words */

/**
 * Where to begin.
 * @type {readonly (readonly string[])[]}
 */
const FIRST_STEPS = [
  ["Press ", "l", ": the lens says in a sentence who holds the graph up, and dims all else."],
  [
    "Click what is red, or go there by arrows and ",
    "Enter",
    ": its details say why, since when, and by which rule.",
  ],
  [
    "Press ",
    "a",
    " for all alerts, worst first, and ",
    "e",
    " for the log, with the stack of each crash.",
  ],
  ["Drag the time bar to the left, to where it began; ", "n", " leads back to the present."],
];

/**
 * What the numbers in the picture stand at.
 * @type {readonly (readonly [what: string, words: string])[]}
 */
const PARTS = [
  [
    "Box",
    "an actor. Its mark and its colour are its level: red is worst. A dashed box does not run.",
  ],
  ["Bar", "how the actor spends its time: "],
  [
    "Line",
    "a channel, from who sends to who takes. The thicker, the more messages a second. With a head at each end it stands for channels both ways.",
  ],
  ["Dashes", "the channel runs full, so who sends has to wait: look at who takes."],
  ["Words", "messages a second and how full; below, for how long 99 of 100 messages wait at most."],
  [
    "Stack",
    "actors of one name, folded: a cell for each of them. The key f unfolds it once it is selected.",
  ],
];

/**
 * Wires the button that asks for help; gives what opens it.
 * @param {Views} views
 * @returns {() => void}
 */
export function startHelp(views) {
  const dialog = byId("help");
  const open = () => {
    if (!dialog.hasChildNodes()) fill(dialog, views);
    dialog.showModal();
  };
  byId("show-help").addEventListener("click", open);
  return open;
}

/**
 * @param {HTMLElement} dialog
 * @param {Views} views
 */
function fill(dialog, views) {
  const close = html("button", { class: "close", "aria-label": "Close help" }, "×");
  close.addEventListener("click", () => byId("help").close());
  dialog.append(
    html("header", {}, html("h2", { id: "help-title" }, "Help"), close),
    html(
      "div",
      { class: "columns", tabindex: "0", role: "group", "aria-labelledby": "help-title" },
      html(
        "section",
        {},
        html("h3", {}, "Where to begin when something is red"),
        steps(),
        html("h3", {}, "Marks"),
        marks(),
      ),
      html("section", {}, html("h3", {}, "What is drawn"), picture(), parts()),
      html("section", {}, html("h3", {}, "Keys"), keyList(views)),
    ),
  );
}

function steps() {
  // Every second word of a step is a key.
  const words = (/** @type {readonly string[]} */ step) =>
    step.map((word, at) => at % 2 === 1 ? html("kbd", {}, word) : word);
  return html(
    "ol",
    { class: "steps" },
    ...FIRST_STEPS.map((step) => html("li", {}, ...words(step))),
  );
}

function parts() {
  return html(
    "ol",
    { class: "parts" },
    ...PARTS.map(([what, words]) =>
      html("li", {}, html("strong", {}, `${what}: `), words, ...(what === "Bar" ? shares() : []))
    ),
  );
}

/** The shares of the bar, in their order, as the legend of the page has them. */
function shares() {
  return [...byId("legend").querySelectorAll("li:has(.swatch)")].flatMap((item, at) => {
    const swatch = html("i", { class: item.querySelector(".swatch")?.className ?? "" });
    return [at === 0 ? "" : ", ", swatch, item.textContent.trim()];
  });
}

function marks() {
  const rows = LEVELS.map(({ name, about, shape }, level) => row(shape, `v${level}`, name, about));
  return html(
    "dl",
    { class: "marks" },
    ...rows,
    row(
      DOWN_SHAPE,
      "gone",
      "down",
      "Does not run: not started yet, ended, or about to start again",
    ),
    row(RESTART_SHAPE, "v1", "restarts", "How often it was started again, beside its name"),
  );
}

/**
 * @param {string} shape
 * @param {string} look
 * @param {string} name
 * @param {string} about
 */
function row(shape, look, name, about) {
  return html("div", {}, html("dt", {}, drawnMark(shape, look), name), html("dd", {}, about));
}
