// @ts-check
// The columns of the tables: those of all figures that have a head, and what else there is to say of an actor or a channel.

import { LEVEL_NAMES } from "../words/levels.js";
import { kindText } from "../words/kind_text.js";
import { nameText } from "../dom/name_text.js";
import { goneOf, goneText } from "../pods/pod_words.js";
import { unitText } from "../words/unit_text.js";

/**
 * @template {import("../dom/table.js").Row} R
 * @typedef {import("../dom/table.js").Column<R>} Column
 */
/**
 * @typedef {import("../feed/figures.js").Figures} Figures
 * @typedef {import("../feed/figures.js").Side} Side
 * @typedef {import("../feed/model.js").ActorValues} ActorValues
 * @typedef {import("../feed/model.js").ChannelValues} ChannelValues
 * @typedef {ActorValues & { id: string, name: string, troupe?: string | null, folds?: string }} ActorRow an actor, or a
 *   folded group
 * @typedef {ChannelValues & { id: string, name: string, from: string, to: string, kind: string }} ChannelRow
 */

/** @type {Column<Pick<ActorRow, "id" | "level">>} */
const level = {
  title: "Level",
  kind: "marked",
  value: ({ level }) => LEVEL_NAMES[level ?? 0],
};

/** How names are written: those at the ends of a channel are many in a row. */
const BRIEF = {
  text: (/** @type {unknown} */ name) => nameText(String(name ?? "")),
  whole: true,
};
const END = { ...BRIEF, text: (/** @type {unknown} */ name) => nameText(String(name ?? ""), 20) };

/** So much of a status stands in the table; the details have all of it. */
const STATUS_MAX = 80;

/** @param {ActorRow} row */
function statusText({ up, status, silentMs, endedMs }) {
  const gone = goneOf({ silentMs, endedMs });
  if (gone !== null) return goneText(gone);
  return up === false ? "down" : status ?? "";
}

/**
 * @param {string} text
 * @param {number} most characters
 */
function fitText(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/**
 * The columns of actors and of groups of them.
 * @param {Figures} figures
 * @returns {Column<ActorRow>[]}
 */
export function actorColumns(figures) {
  return [
    { title: "Actor", kind: "words", value: ({ name }) => name, ...BRIEF },
    { ...level, sort: ({ level, busy }) => (level ?? 0) * 1000 + (busy ?? 0) },
    .../** @type {Column<ActorRow>[]} */ (figureColumns(figures, "a")),
    {
      title: "Status",
      kind: "words",
      value: statusText,
      text: (status) => fitText(String(status ?? ""), STATUS_MAX),
      whole: true,
    },
  ];
}

/**
 * The columns of channels, and of all that two groups share.
 * @param {Figures} figures
 * @returns {Column<ChannelRow>[]}
 */
export function channelColumns(figures) {
  return [
    { title: "Channel", kind: "words", value: ({ name }) => name, ...BRIEF },
    { ...level, sort: ({ level, fill }) => (level ?? 0) * 1000 + (fill ?? 0) },
    .../** @type {Column<ChannelRow>[]} */ (figureColumns(figures, "c")),
    { title: "From", kind: "words", value: ({ from }) => from, ...END },
    { title: "To", kind: "words", value: ({ to }) => to, ...END },
    { title: "Carries", kind: "words", value: ({ kind }) => kind, text: kindText, whole: true },
  ];
}

/**
 * @param {Figures} figures
 * @param {Side} side
 * @returns {unknown[]}
 */
function figureColumns(figures, side) {
  return figures.of(side).flatMap(({ name, title, about, unit }) =>
    title === undefined ? [] : [{
      title,
      about,
      value: (/** @type {Record<string, number | null>} */ row) => row[name],
      text: (/** @type {number | null} */ value) => unitText(unit, value),
    }]
  );
}
