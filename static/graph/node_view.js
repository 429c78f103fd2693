// @ts-check
// An actor on the graph: a card with its name, what it does, and a bar of four shares.

import { setAttribute, setText, svg } from "../dom/dom.js";
import { LEVEL_NAMES, LEVELS } from "../words/levels.js";
import { DOWN_SHAPE, RESTART_SHAPE } from "../dom/marks.js";
import { fit, measure } from "../dom/measure.js";
import { countText, percentText } from "../words/numbers.js";
import { createShares } from "../dom/shares.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {import("../feed/model.js").ActorValues} ActorValues */

const HEIGHT = 72;
const PAD = 12;
const MIN_WIDTH = 178;
const MAX_WIDTH = 260;

/** Room beside the name: for the mark on its left and the restarts on its right. */
const BESIDE_NAME = 58;

const NAME_FONT = "600 13px";
const STATUS_FONT = "400 11px";

/** How big a name is written that is read from far away: as big as it fits. */
const BIG_SIZES = [30, 25, 20];

/**
 * The size of an actor's card.
 * @param {{ readonly label: string }} actor
 * @returns {{ width: number, height: number }}
 */
export function nodeBox({ label }) {
  const width = measure(label, NAME_FONT) + 2 * PAD + BESIDE_NAME;
  return { width: Math.ceil(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width))), height: HEIGHT };
}

/**
 * Draws an actor and returns what updates it.
 * @param {number} index
 * @param {import("../feed/model.js").Actor} actor
 * @param {{ width: number }} box
 */
export function createNode(index, actor, box) {
  const { width } = box;
  const inner = width - 2 * PAD;
  const mark = svg("path", { class: "mark" });
  const markAt = svg("g", {}, mark);
  const name = svg(
    "text",
    { class: "name", x: PAD + 16 },
    fit(actor.label, NAME_FONT, inner - BESIDE_NAME),
  );
  const again = svg("text", { class: "again", x: width - PAD - 14 });
  const arrow = svg("path", { class: "again", d: RESTART_SHAPE });
  const load = svg("text", { class: "load", x: PAD });
  const side = svg("text", { class: "aside", x: width - PAD });
  const status = svg("text", { class: "status", x: PAD });
  const shares = createShares({ x: PAD, y: HEIGHT - 13, width: inner });
  const element = svg(
    "g",
    { id: `a${index}`, class: "actor v0", tabindex: -1, role: "group", "aria-label": actor.label },
    svg("title", {}, actor.troupe === null ? actor.label : `${actor.label}, in ${actor.troupe}`),
    svg("rect", { class: "card", width, height: HEIGHT, rx: 10 }),
    markAt,
    bigName(actor.label, width, 38),
    name,
    again,
    arrow,
    load,
    side,
    status,
    shares.element,
  );

  /** @type {number | null} */
  let placed = null;

  /**
   * Paints the values; `text` says whether text can be read at this scale.
   * @param {ActorValues} values
   * @param {boolean} text
   */
  function update(values, text) {
    const told = values.status ? 1 : 0;
    setAttribute(
      element,
      "class",
      `actor v${values.level}${values.up ? "" : " down"}${told ? " told" : ""}`,
    );
    setAttribute(mark, "d", values.up ? entryAt(LEVELS, values.level)?.shape ?? "" : DOWN_SHAPE);
    setAttribute(arrow, "visibility", values.restarts > 0 ? "visible" : "hidden");
    shares.update(values);
    if (told !== placed) place(told ? [20, 36, 51] : [24, 43, 43]);
    placed = told;
    if (!text) return;
    setAttribute(element, "aria-label", describe(actor.label, values));
    setText(again, values.restarts > 0 ? countText(values.restarts) : "");
    setText(load, values.up ? `${percentText(values.busy)} busy` : "down");
    setText(side, sideText(values));
    setText(status, told ? fit(values.status, STATUS_FONT, inner) : "");
  }

  /** @param {readonly [name: number, load: number, status: number]} lines */
  function place(lines) {
    for (const text of [name, again]) setAttribute(text, "y", lines[0]);
    setAttribute(markAt, "transform", `translate(${PAD + 5} ${lines[0] - 4.5})`);
    setAttribute(arrow, "transform", `translate(${width - PAD - 5} ${lines[0] - 4.5})`);
    for (const text of [load, side]) setAttribute(text, "y", lines[1]);
    setAttribute(status, "y", lines[2]);
  }

  return { element, update };
}

/**
 * A name for when everything else is too small to read.
 * @param {string} label
 * @param {number} width
 * @param {number} y
 */
export function bigName(label, width, y) {
  const room = width - 38;
  const size = BIG_SIZES.find((pixels) => measure(label, `600 ${pixels}px`) <= room) ??
    BIG_SIZES.at(-1);
  const text = fit(label, `600 ${size}px`, room);
  return svg("text", { class: `big px${size}`, x: 32, y }, text);
}

/**
 * What is said of an actor or a group: its name, its level and whether it runs. Numbers would be said anew all the time.
 * @param {string} label
 * @param {{ up?: unknown, level: number | null }} values
 */
export function describe(label, { up, level }) {
  return `${label}, ${up === false ? "down" : LEVEL_NAMES[level ?? 0]}`;
}

/** @param {ActorValues} values */
function sideText({ up, blocked, outside, turnRate }) {
  if (!up) return "";
  if ((outside ?? 0) >= 1 && (outside ?? 0) >= (blocked ?? 0)) {
    return `${percentText(outside)} outside`;
  }
  if ((blocked ?? 0) >= 1) return `${percentText(blocked)} blocked`;
  return turnRate ? `${countText(turnRate)} turns/s` : "";
}
