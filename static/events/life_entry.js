// @ts-check
// One life event, as the lists and the details show it.

import { html } from "../dom/dom.js";
import { nameElement } from "../dom/name.js";
import { clockText } from "../words/clock_text.js";
import { lookOf } from "./life_words.js";

/** @typedef {import("../feed/chronicle.js").Life} Life */

/**
 * How an actor crashed, where neither the word nor the error says it.
 * @type {Readonly<Record<string, string>>}
 */
const CAUSES = {
  throw: "it threw",
  uncaught: "thrown outside of its run",
  loadFailure: "it did not load",
};

/**
 * What was decided about a crash.
 * @type {Readonly<Record<string, string>>}
 */
const DECISIONS = {
  restart: "starts again",
  escalate: "its supervisor starts again",
  remove: "leaves the graph",
  giveUp: "given up",
  end: "ended, as the graph stops",
  zombie: "its thread lives on",
};

/**
 * A list item that tells an event: who, what, why, and what comes of it; a stack unfolds.
 * @param {Life} event
 */
export function lifeEntry(event) {
  const { what, detail = "", crash } = event;
  const [first, ...more] = detail.split("\n");
  const element = html("li", { class: `life-${what}` });
  const about = [line(event)];
  if (detail !== "" && !isShort(event)) about.push(html("div", { class: "reason" }, String(first)));
  if (crash) about.push(html("div", { class: "fate" }, fateText(crash)));
  if (more.length === 0) element.append(...about);
  else {
    element.append(html("details", {}, html("summary", {}, ...about), html("pre", {}, detail)));
  }
  return element;
}

/**
 * Of which generation a crash was, how it came, and what was decided.
 * @param {NonNullable<Life["crash"]>} crash
 * @returns {string}
 */
export function fateText({ generation, cause, decision, delayMs, siblings }) {
  const pause = delayMs > 0 ? ` in ${Math.ceil(delayMs)} ms` : "";
  const mates = siblings.length > 0 ? `, and with it ${siblings.join(", ")}` : "";
  const fate = `${DECISIONS[decision] ?? decision}${pause}${mates}`;
  return [`generation ${generation}`, CAUSES[cause], fate].filter(Boolean).join(" · ");
}

/**
 * Time, mark, who, and what in a word or two.
 * @param {Life} event
 */
function line(event) {
  const { time, subject, detail } = event;
  const { mark, word } = lookOf(event);
  const told = html("span", {}, nameElement(subject, { class: "subject" }), ` ${word}`);
  if (isShort(event)) told.append(html("span", { class: "short" }, ` · ${detail}`));
  return html(
    "div",
    { class: "line" },
    html("time", { datetime: new Date(time).toISOString() }, clockText(time)),
    html("i", { class: mark }),
    told,
  );
}

/**
 * Whether an event's detail fits beside it: restarts come in crowds.
 * @param {Life} event
 */
function isShort({ what, detail }) {
  return what === "restarted" && detail !== undefined;
}
