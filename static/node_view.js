// An actor on the graph: a card with its name, what it does, and a bar of three shares.

import { setAttribute, setText, svg } from "./dom.js";
import { DOWN_SHAPE, LEVEL_SHAPES, RESTART_SHAPE } from "./marks.js";
import { fit, measure } from "./measure.js";
import { countText, percentText } from "./numbers.js";

const HEIGHT = 72;
const PAD = 12;
const MIN_WIDTH = 178;
const MAX_WIDTH = 260;

/** Room beside the name: for the mark on its left and the restarts on its right. */
const BESIDE_NAME = 58;

const NAME_FONT = "600 13px";
const STATUS_FONT = "400 11px";

/** The size of an actor's card. */
export function nodeBox({ label }) {
  const width = measure(label, NAME_FONT) + 2 * PAD + BESIDE_NAME;
  return { width: Math.ceil(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, width))), height: HEIGHT };
}

/** Draws an actor and returns what updates it. */
export function createNode(index, actor, box) {
  const { width } = box;
  const inner = width - 2 * PAD;
  const mark = svg("path", { class: "mark" });
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
  const bar = { x: PAD, y: HEIGHT - 13, height: 5 };
  const busy = svg("rect", { class: "bar busy", ...bar, width: 0 });
  const blocked = svg("rect", { class: "bar blocked", ...bar, width: 0 });
  const waiting = svg("rect", { class: "bar waiting", ...bar, width: 0 });
  const element = svg(
    "g",
    { id: `a${index}`, class: "actor", tabindex: 0, role: "button", "aria-label": actor.label },
    svg("title", {}, actor.troupe === null ? actor.label : `${actor.label}, in ${actor.troupe}`),
    svg("rect", { class: "card", width, height: HEIGHT, rx: 10 }),
    mark,
    name,
    again,
    arrow,
    load,
    side,
    status,
    svg("rect", { class: "bar track", ...bar, width: inner }),
    busy,
    blocked,
    waiting,
  );

  function update(values) {
    const told = values.status ? fit(values.status, STATUS_FONT, inner) : "";
    setAttribute(
      element,
      "class",
      `actor v${values.level}${values.up ? "" : " down"}${told ? " told" : ""}`,
    );
    const lines = told ? [20, 36, 51] : [24, 43, 43];
    for (const text of [name, again]) setAttribute(text, "y", lines[0]);
    setAttribute(mark, "transform", `translate(${PAD + 5} ${lines[0] - 4.5})`);
    setAttribute(arrow, "transform", `translate(${width - PAD - 5} ${lines[0] - 4.5})`);
    for (const text of [load, side]) setAttribute(text, "y", lines[1]);
    setAttribute(status, "y", lines[2]);
    setAttribute(mark, "d", values.up ? LEVEL_SHAPES[values.level] : DOWN_SHAPE);
    setAttribute(arrow, "visibility", values.restarts > 0 ? "visible" : "hidden");
    setText(again, values.restarts > 0 ? countText(values.restarts) : "");
    setText(load, values.up ? `${percentText(values.busy)} busy` : "down");
    setText(side, sideText(values));
    setText(status, told);
    setShares(values);
  }

  function setShares(values) {
    const scale = inner / 100;
    const first = (values.busy ?? 0) * scale;
    const second = (values.blocked ?? 0) * scale;
    const third = Math.max(0, Math.min((values.waiting ?? 0) * scale, inner - first - second));
    setAttribute(busy, "width", first);
    setAttribute(blocked, "x", PAD + first);
    setAttribute(blocked, "width", Math.min(second, inner - first));
    setAttribute(waiting, "x", PAD + first + second);
    setAttribute(waiting, "width", third);
  }

  return { element, update };
}

function sideText({ up, blocked, turnRate }) {
  if (!up) return "";
  if (blocked >= 1) return `${percentText(blocked)} blocked`;
  return turnRate ? `${countText(turnRate)} turns/s` : "";
}
