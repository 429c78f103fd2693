// @ts-check
// The figures of an actor or a channel, as rows of name and text.

import { LEVEL_NAMES } from "../words/levels.js";
import { shownLines } from "../words/shown_text.js";
import { UNKNOWN } from "../words/numbers.js";
import { exactText, unitText } from "../words/unit_text.js";
import { whyActor, whyChannel } from "../lens/why.js";
import { entryAt } from "../lists/entry_at.js";
import { costsAlong, costsOf } from "../pods/death_costs.js";

/**
 * @typedef {import("../feed/model.js").Model} Model
 * @typedef {import("../feed/model.js").DeathCosts} DeathCosts
 * @typedef {import("../words/unit_text.js").Cell} Cell
 * @typedef {Readonly<Record<string, any>>} Exact what `/api/detail` says
 * @typedef {[name: string, text: string, look?: string, about?: string]} DetailRow what stands before it, its value, how it looks, and
 *   what it means
 */

/** What counts what there is: every one is told, where that is known. */
const EXACT = ["total", "times", "timesIfEver"];

/**
 * Why the selected actor or channel asks for attention, or an empty string.
 * @param {Pick<Model, "topology" | "column">} model
 * @param {string} id
 * @returns {string}
 */
export function whyText(model, id) {
  const index = Number(id.slice(1));
  return id.startsWith("c")
    ? whyChannel(model.topology, model, index)
    : whyActor(model.topology, model, index);
}

/**
 * The rows of `id`. `exact` are its exact figures, or `null`.
 * @param {Model} model
 * @param {string} id
 * @param {Exact | null} exact
 * @returns {DetailRow[]}
 */
export function detailRows(model, id, exact) {
  const index = Number(id.slice(1));
  return id.startsWith("a") ? actorRows(model, index, exact) : channelRows(model, index, exact);
}

/**
 * @param {Model} model
 * @param {number} index
 * @param {Exact | null} exact
 * @returns {DetailRow[]}
 */
function actorRows(model, index, exact) {
  const { troupe, process = false } = entryAt(model.topology.actors, index);
  return [
    ...shownRows(model.actor(index)),
    ...figureRows(model, "a", { ...model.actor(index) }, exact, true),
    ...figureRows(model, "a", { ...model.actor(index) }, exact),
    ...deathRows(costsOf(entryAt(model.topology.actors, index))),
    ["troupe", process ? `${troupe}, a process of its own` : troupe ?? "none, solo"],
    ...threadRows(exact),
    ...argRows(exact),
  ];
}

const THREAD = "Its number, as ps -T and taskset have it, and the core that had it last.";

/**
 * The thread that runs the actor, where the system tells.
 * @param {Exact | null} exact
 * @returns {DetailRow[]}
 */
function threadRows(exact) {
  if (!exact?.thread) return [];
  const { id, core } = exact.thread;
  return [["thread", core === null ? `${id}` : `${id}, core ${core}`, "", THREAD]];
}

/**
 * The statistics that the program has shown.
 * @param {{ readonly shown?: string | null }} values
 * @returns {DetailRow[]}
 */
function shownRows({ shown }) {
  return shownLines(shown).map(([name, value]) => [name, value]);
}

/**
 * What the actor was given, while the server answers.
 * @param {Exact | null} exact
 * @returns {DetailRow[]}
 */
function argRows(exact) {
  return Object.entries(exact?.args ?? {}).map(([name, text]) => [`arg ${name}`, String(text)]);
}

/**
 * @param {Model} model
 * @param {number} index
 * @param {Exact | null} exact
 * @returns {DetailRow[]}
 */
function channelRows(model, index, exact) {
  const { kind, drops, link } = entryAt(model.topology.chans, index);
  const figures = figureRows(model, "c", { ...model.channel(index) }, exact);
  return [
    ...shownRows(model.channel(index)),
    // Of an edge from pod to pod most is not known, and never will be: what is a ring's.
    ...(link === undefined ? figures : figures.filter(([, text]) => text !== UNKNOWN)),
    ["carries", kind],
    ...deathRows(costsAlong(model.topology, index)),
    ...(drops ? [/** @type {DetailRow} */ (["when it is full", drops])] : []),
  ];
}

const KILLED = "What a SIGKILL, or the loss of its machine, costs the aqueduct.";

/**
 * What a death of a process costs the aqueduct that something is part of.
 * @param {DeathCosts | undefined} costs
 * @returns {DetailRow[]}
 */
function deathRows(costs) {
  if (costs === undefined) return [];
  const { sending, taking, broker } = costs;
  return [
    ["if the sending process is killed", sending, "prose", KILLED],
    ["if the taking process is killed", taking, "prose", KILLED],
    ...(broker === undefined
      ? []
      : [/** @type {DetailRow} */ (["if the broker is killed", broker, "prose", KILLED])]),
  ];
}

/**
 * A row for each figure that has one: of those that some have, or of those that all have. What is counted is told exactly while the server answers, and else as the stream has it.
 * @param {Model} model
 * @param {import("../feed/figures.js").Side} side
 * @param {Readonly<Record<string, Cell>>} values
 * @param {Exact | null} exact
 * @param {boolean} [areOfSome]
 * @returns {DetailRow[]}
 */
function figureRows({ figures }, side, values, exact, areOfSome = false) {
  return figures.of(side).flatMap(({ name, unit, row, about, ifKnown, ofSome }) => {
    if (row === undefined || Boolean(ofSome) !== areOfSome) return [];
    const isKnown = (values[name] ?? exact?.[name] ?? null) !== null;
    if ((ifKnown || ofSome) && !isKnown) return [];
    // What the stream does not tell of may be of some actors only.
    if (!(name in values) && exact?.[name] === null) return [];
    if (unit === "level") return [levelRow(row, Number(values[name] ?? 0), about)];
    const isExact = exact?.[name] !== undefined && (EXACT.includes(unit) || !(name in values));
    return [[
      row,
      isExact ? exactText(unit, exact[name]) : unitText(unit, values[name]),
      "",
      about,
    ]];
  });
}

/**
 * The level of what a row is of.
 * @param {string} row
 * @param {number} level
 * @param {string} about
 * @returns {DetailRow}
 */
export function levelRow(row, level, about) {
  return [row, entryAt(LEVEL_NAMES, level), `marked v${level}`, about];
}
