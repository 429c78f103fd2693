// @ts-check
// A folded group on the graph: a card with a name, a few figures, and one cell for each member.

import { setAttribute, setText, svg } from "../dom/dom.js";
import { LEVELS } from "../words/levels.js";
import { RESTART_SHAPE } from "../dom/marks.js";
import { fit, fitName, measure } from "../dom/measure.js";
import { bigName, describe } from "./node_view.js";
import { goneClass, goneOf } from "../pods/pod_words.js";
import { countText, percentText } from "../words/numbers.js";
import { createShares } from "../dom/shares.js";
import { awakeText, groupValues } from "../fold/summary.js";
import { entryAt } from "../lists/entry_at.js";

/**
 * @typedef {import("../feed/model.js").Model} Model
 * @typedef {import("../fold/fold.js").Group} Group
 * @typedef {Pick<Group, "name" | "members">} NamedGroup
 * @typedef {{ width: number, height: number, pitch: number, columns: number }} GroupBox
 */

const PAD = 12;
const MIN_WIDTH = 190;
const MAX_WIDTH = 420;
const CELLS_FROM = 54;
const BAR_ROOM = 22;
const NAME_FONT = "600 13px";
const LINE_FONT = "400 12px";

/** A cell is filled in so many steps, so that it changes only where that can be seen. */
const STEPS = 4;

/**
 * How wide and how many cells are, and how big the card is.
 * @param {NamedGroup} group
 * @returns {GroupBox}
 */
export function groupBox({ name, members }) {
  const pitch = members.length > 600 ? 8 : members.length > 60 ? 11 : 14;
  const named = measure(titleOf({ name, members }), NAME_FONT) + 2 * PAD + 58;
  const square = Math.sqrt(members.length * 1.7) * pitch + 2 * PAD;
  const width = Math.ceil(Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, named, square)));
  const columns = Math.max(1, Math.floor((width - 2 * PAD) / pitch));
  const rows = Math.ceil(members.length / columns);
  return { width, height: CELLS_FROM + rows * pitch + BAR_ROOM, pitch, columns };
}

/**
 * Draws a group and returns what updates it. `labels` are those of all actors.
 * @param {Group} group
 * @param {readonly string[]} labels
 * @param {GroupBox} box
 */
export function createGroup(group, labels, box) {
  const { width, height, pitch, columns } = box;
  const inner = width - 2 * PAD;
  const left = PAD + (inner - Math.min(columns, group.members.length) * pitch) / 2;
  const title = titleOf(group);
  const mark = svg("path", { class: "mark" });
  const again = svg("text", { class: "again", x: width - PAD - 14, y: 22 });
  const arrow = svg("path", {
    class: "again",
    d: RESTART_SHAPE,
    transform: `translate(${width - PAD - 5} 17.5)`,
  });
  const load = svg("text", { class: "load", x: PAD, y: 41 });
  const shares = createShares({ x: PAD, y: height - 13, width: inner });
  const cells = group.members.map((actor, at) =>
    createCell(actor, entryAt(labels, actor), pitch, {
      x: left + (at % columns) * pitch,
      y: CELLS_FROM + Math.floor(at / columns) * pitch,
    })
  );
  const element = svg(
    "g",
    { id: group.id, class: "actor group v0", tabindex: -1, role: "group", "aria-label": title },
    svg("rect", { class: "card under", x: 5, y: 5, width, height, rx: 10 }),
    svg("rect", { class: "card", width, height, rx: 10 }),
    svg("g", { transform: `translate(${PAD + 5} 17.5)` }, mark),
    bigName(title, width),
    svg("text", { class: "name", x: PAD + 16, y: 22 }, fitName(title, NAME_FONT, inner - 58)),
    again,
    arrow,
    load,
    svg("path", { class: "tracks", d: tracks(cells, pitch - 2) }),
    svg("g", { class: "cells" }, ...cells.map((cell) => cell.element)),
    shares.element,
  );

  /**
   * @param {Model} model
   * @param {boolean} text
   */
  function update(model, text) {
    const values = groupValues(model, group.members);
    setAttribute(
      element,
      "class",
      `actor group v${values.level}${values.up ? "" : " down"}${goneClass(goneOf(values))}`,
    );
    setAttribute(mark, "d", entryAt(LEVELS, values.level)?.shape ?? "");
    setAttribute(arrow, "visibility", values.restarts > 0 ? "visible" : "hidden");
    shares.update(values);
    const busy = model.column("a", "busy");
    const level = model.column("a", "level");
    const up = model.column("a", "up");
    const asleep = model.column("a", "asleep");
    for (const { actor, update } of cells) {
      update(level[actor] ?? 0, busy[actor], up[actor], Boolean(asleep[actor]));
    }
    if (!text) return;
    setAttribute(element, "aria-label", describe(title, values));
    setText(again, values.restarts > 0 ? countText(values.restarts) : "");
    setText(load, fit(lineOf(values, group.members.length), LINE_FONT, inner));
  }

  return { element, update, columns };
}

/**
 * `parse ×198`.
 * @param {NamedGroup} group
 */
export function titleOf({ name, members }) {
  return `${name} ×${members.length}`;
}

/**
 * @param {ReturnType<typeof groupValues>} values
 * @param {number} members
 */
function lineOf({ busy, outside, blocked, troubled, down, sleeping }, members) {
  const parts = [`${percentText(busy)} busy`];
  if (sleeping > 0) parts.unshift(`${awakeText(sleeping, members)} awake`);
  if ((outside ?? 0) >= 1) parts.push(`${percentText(outside)} outside`);
  if ((blocked ?? 0) >= 1) parts.push(`${percentText(blocked)} blocked`);
  if (troubled > 0) parts.push(`${countText(troubled)} not ok`);
  if (down > 0) parts.push(`${countText(down)} down`);
  return parts.join(" · ");
}

/**
 * One path a cell: how busy it is as a filled height, or the mark of its level, which is bigger the worse it is.
 * @param {number} actor
 * @param {string} label
 * @param {number} pitch
 * @param {{ x: number, y: number }} place
 */
function createCell(actor, label, pitch, { x, y }) {
  const size = pitch - 2;
  const element = svg("path", {
    id: `a${actor}`,
    class: "cell v0",
    tabindex: -1,
    role: "button",
    "aria-label": label,
    transform: `translate(${x + 1} ${y + 1})`,
  });
  let known = -1;

  /**
   * @param {number} level
   * @param {number | null | undefined} busy
   * @param {unknown} up
   * @param {boolean} asleep
   */
  function update(level, busy, up, asleep) {
    const step = Math.round((busy ?? 0) / 100 * STEPS);
    const look = asleep ? 101 : up === false ? 100 : level * 10 + (level > 0 ? 0 : step);
    if (look === known) return;
    const isOut = asleep || up === false;
    if (known < 0 || (known >= 10) !== (look >= 10) || look >= 10) {
      element.setAttribute("aria-label", describe(label, { up, level, asleep }));
    }
    known = look;
    element.setAttribute("class", isOut ? "cell down" : `cell v${level} s${step}`);
    element.setAttribute("d", isOut ? frame(size, 1) : shapeOf(level, step, size));
  }

  return { actor, element, update, x: x + 1, y: y + 1 };
}

/**
 * The grounds of all cells, as one path.
 * @param {readonly { x: number, y: number }[]} places
 * @param {number} size
 */
function tracks(places, size) {
  return places.map(({ x, y }) => `M${x} ${y}h${size}v${size}h-${size}Z`).join("");
}

/**
 * @param {number} level
 * @param {number} step
 * @param {number} size
 */
function shapeOf(level, step, size) {
  const corners = entryAt(LEVELS, level)?.corners ?? [];
  if (corners.length > 0) {
    return `M${corners.map(([x, y]) => `${x * size} ${y * size}`).join("L")}Z`;
  }
  const filled = size * Math.max(step, 0.5) / STEPS;
  return `M0 ${(size - filled).toFixed(1)}h${size}V${size}H0Z`;
}

/**
 * A hollow square, drawn as one path.
 * @param {number} size
 * @param {number} line
 */
function frame(size, line) {
  const hole = size - 2 * line;
  return `M0 0h${size}v${size}h-${size}ZM${line} ${line}v${hole}h${hole}v-${hole}Z`;
}
