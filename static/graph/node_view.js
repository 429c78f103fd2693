// @ts-check
// An actor on the graph: a card with its name, what it does, and a bar of four shares.

import { setAttribute, setText, svg } from "../dom/dom.js";
import { LEVEL_NAMES, LEVELS } from "../words/levels.js";
import { DOWN_SHAPE, RESTART_SHAPE } from "../dom/marks.js";
import { fit, fitName, measure, wrapName } from "../dom/measure.js";
import { countText, percentText } from "../words/numbers.js";
import { LONG_LINE, shownLines } from "../words/shown_text.js";
import { createShares } from "../dom/shares.js";
import { entryAt } from "../lists/entry_at.js";
import { goneClass, goneOf, goneText } from "../pods/pod_words.js";

/** @typedef {import("../feed/model.js").ActorValues} ActorValues */

const HEIGHT = 72;

/** Statistics that the program has shown have a line each, below all others. */
const SHOWN_HEIGHT = 14;
const SHOWN_FROM = 50;
const PAD = 12;
const MIN_WIDTH = 178;
const MAX_WIDTH = 340;

/** Room beside the name: for the mark on its left, and for the restarts on its right, where there are any. */
const MARK_ROOM = 16;
const RESTARTS_ROOM = 42;

const NAME_FONT = "600 13px";
const STATUS_FONT = "400 11px";
const LOAD_FONT = "400 12px";

/** The longest that stands side by side below the name, and the room between. */
const LONG_LOAD = "100% busy";
const LONG_SIDE = "9.99K in flight";
const BETWEEN = 8;

/** What stands at what stands for the end of an aqueduct. */
const MISSING = "no pod shows this end";

/** How a name is written that is read from far away: all alike, on two lines where one is not enough. */
const BIG_FONT = "600 26px";
const BIG_LINE = 25;
const BIG_LEFT = 32;

/**
 * The size of an actor's card.
 * @param {{ readonly label: string, readonly shown?: number }} actor
 * @returns {{ width: number, height: number }}
 */
export function nodeBox({ label, shown = 0 }) {
  const width = measure(label, NAME_FONT) + 2 * PAD + MARK_ROOM + RESTARTS_ROOM;
  const beside = measure(LONG_LOAD, LOAD_FONT) + BETWEEN + measure(LONG_SIDE, LOAD_FONT) + 2 * PAD;
  const least = shown > 0
    ? Math.max(measure(LONG_LINE, STATUS_FONT) + 2 * PAD, beside)
    : Math.max(MIN_WIDTH, beside);
  return {
    width: Math.ceil(Math.min(MAX_WIDTH, Math.max(least, width))),
    height: HEIGHT + shown * SHOWN_HEIGHT,
  };
}

/**
 * Draws an actor and returns what updates it.
 * @param {number} index
 * @param {import("../feed/model.js").Actor} actor
 * @param {{ width: number, height: number }} box
 */
export function createNode(index, actor, box) {
  const { width, height } = box;
  const inner = width - 2 * PAD;
  const mark = svg("path", { class: "mark" });
  const markAt = svg("g", {}, mark);
  const name = svg("text", { class: "name", x: PAD + MARK_ROOM });
  const again = svg("text", { class: "again", x: width - PAD - 14 });
  const arrow = svg("path", { class: "again", d: RESTART_SHAPE, visibility: "hidden" });
  const load = svg("text", { class: "load", x: PAD });
  const side = svg("text", { class: "aside", x: width - PAD });
  const status = svg("text", { class: "status", x: PAD });
  const shares = createShares({ x: PAD, y: height - 13, width: inner });
  const lines = Array.from(
    { length: actor.shown ?? 0 },
    (_, at) => svg("text", { class: "status", x: PAD, y: SHOWN_FROM + (at + 1) * SHOWN_HEIGHT }),
  );
  const element = svg(
    "g",
    { id: `a${index}`, class: "actor v0", tabindex: -1, role: "group", "aria-label": actor.label },
    svg("rect", { class: "card", width, height, rx: 10 }),
    markAt,
    bigName(actor.label, width),
    name,
    again,
    arrow,
    load,
    side,
    status,
    ...lines,
    shares.element,
  );

  /** @type {number | null} */
  let placed = null;
  let restarted = false;
  nameIn(inner - MARK_ROOM);

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
      `actor v${values.level}${values.up ? "" : " down"}${told ? " told" : ""}${
        goneClass(goneOf(values))
      }${actor.missing ? " missing" : ""}`,
    );
    setAttribute(mark, "d", values.up ? entryAt(LEVELS, values.level)?.shape ?? "" : DOWN_SHAPE);
    if (values.restarts > 0 !== restarted) {
      restarted = values.restarts > 0;
      setAttribute(arrow, "visibility", restarted ? "visible" : "hidden");
      nameIn(inner - MARK_ROOM - (restarted ? RESTARTS_ROOM : 0));
    }
    shares.update(values);
    if (told !== placed) place(told ? [20, 36, 51] : [24, 43, 43]);
    placed = told;
    if (!text) return;
    setAttribute(element, "aria-label", describe(actor.label, values));
    setText(again, values.restarts > 0 ? countText(values.restarts) : "");
    setText(load, fit(actor.missing ? MISSING : loadText(values), LOAD_FONT, inner));
    setText(side, sideText(values));
    const shown = shownLines(values.shown);
    lines.forEach((line, at) => {
      setText(line, fit(shown[at]?.join(": ") ?? "", STATUS_FONT, inner));
    });
    setText(status, told ? fit(values.status, STATUS_FONT, inner) : "");
  }

  /** @param {number} room */
  function nameIn(room) {
    setText(name, fitName(actor.label, NAME_FONT, room));
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
 */
export function bigName(label, width) {
  const lines = wrapName(label, BIG_FONT, width - BIG_LEFT - 6);
  const top = lines.length === 1 ? 36 : 22;
  return svg(
    "text",
    { class: "big" },
    ...lines.map((line, at) => svg("tspan", { x: BIG_LEFT, y: top + at * BIG_LINE }, line)),
  );
}

/**
 * What is said of an actor or a group: its name, its level and whether it runs. Numbers would be said anew all the time.
 * @param {string} label
 * @param {{ up?: unknown, level: number | null, asleep?: boolean }} values
 */
export function describe(label, { up, level, asleep }) {
  return `${label}, ${asleep ? "asleep" : up === false ? "down" : LEVEL_NAMES[level ?? 0]}`;
}

/** @param {ActorValues} values */
function loadText({ up, asleep, busy, silentMs, endedMs }) {
  const gone = goneOf({ silentMs, endedMs });
  if (gone !== null) return goneText(gone);
  if (asleep) return "asleep";
  return up ? `${percentText(busy)} busy` : "down";
}

/** @param {ActorValues} values */
function sideText({ up, asleep, blocked, outside, turnRate, inFlight }) {
  if (!up || asleep) return "";
  // Who tells a service how far it has come is judged by what is not settled.
  if ((inFlight ?? 0) >= 1) return `${countText(inFlight ?? 0)} in flight`;
  if ((outside ?? 0) >= 1 && (outside ?? 0) >= (blocked ?? 0)) {
    return `${percentText(outside)} outside`;
  }
  if ((blocked ?? 0) >= 1) return `${percentText(blocked)} blocked`;
  return turnRate ? `${countText(turnRate)} turns/s` : "";
}
