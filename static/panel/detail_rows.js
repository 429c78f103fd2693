// @ts-check
// The figures of an actor or a channel, as rows of name and text.

import { channelLabel } from "../words/channel_label.js";
import { LEVEL_NAMES } from "../words/levels.js";
import {
  bytesRateText,
  bytesText,
  countText,
  durationText,
  latencyText,
  percentText,
  rateText,
} from "../words/numbers.js";
import { whyActor, whyChannel } from "../lens/why.js";
import { entryAt } from "../lists/entry_at.js";

/**
 * @typedef {import("../feed/model.js").Model} Model
 * @typedef {import("./exact.js").Figures} Figures
 * @typedef {[name: string, text: string, look?: string]} DetailRow
 */

/**
 * Why the selected actor or channel asks for attention, or an empty string.
 * @param {Pick<Model, "topology" | "actor" | "channel">} model
 * @param {string} id
 * @returns {string}
 */
export function whyText(model, id) {
  const index = Number(id.slice(1));
  const { actors, chans } = model.topology;
  if (id.startsWith("c")) {
    const taker = entryAt(actors, entryAt(chans, index).to);
    return whyChannel(model.channel(index), taker.label);
  }
  const joined = (/** @type {"from" | "to"} */ end) =>
    chans.flatMap((channel, at) =>
      channel[end] === index ? [{ name: channelLabel(channel), ...model.channel(at) }] : []
    );
  return whyActor(model.actor(index), joined("to"), joined("from"));
}

/**
 * The rows of `id`. `exact` are its exact figures, or `null`.
 * @param {Model} model
 * @param {string} id
 * @param {Figures | null} exact
 * @returns {DetailRow[]}
 */
export function detailRows(model, id, exact) {
  const index = Number(id.slice(1));
  return id.startsWith("a") ? actorRows(model, index, exact) : channelRows(model, index, exact);
}

/**
 * @param {Model} model
 * @param {number} index
 * @param {Figures | null} exact
 * @returns {DetailRow[]}
 */
function actorRows(model, index, exact) {
  const values = model.actor(index);
  return [
    levelRow(values),
    ["status", values.status || "–"],
    ["busy", percentText(values.busy)],
    ["waiting outside, in a turn", percentText(values.outside)],
    ["blocked by a full output", percentText(values.blocked)],
    ["waiting for input", percentText(values.waiting)],
    ["load, of all actors", percentText(values.load)],
    ["thousandths of a core", countText(values.mcpu)],
    ["turns", rateText(values.turnRate)],
    ["messages a turn", countText(values.batch)],
    ["turns in all", whole(exact?.turns)],
    ["busy in all", exact?.busyMs === undefined ? "–" : durationText(exact.busyMs)],
    ["restarts", whole(values.restarts)],
    ["heap of its worker", bytesText(values.heapBytes)],
    ["troupe", entryAt(model.topology.actors, index).troupe ?? "none, solo"],
  ];
}

/**
 * @param {Model} model
 * @param {number} index
 * @param {Figures | null} exact
 * @returns {DetailRow[]}
 */
function channelRows(model, index, exact) {
  const values = model.channel(index);
  const { kind, capacity } = entryAt(model.topology.chans, index);
  return [
    levelRow(values),
    ["fill", percentText(values.fill)],
    ["rate", rateText(values.rate)],
    ["bytes", bytesRateText(values.bytesRate)],
    ["latency, half within", latencyText(values.p50)],
    ["latency, 99% within", latencyText(values.p99)],
    ["in the channel", whole(exact?.depth)],
    ["capacity", whole(capacity)],
    ["sent in all", exact ? whole(exact.sent) : countText(values.total)],
    ["taken in all", whole(exact?.taken)],
    ["carries", kind],
  ];
}

/**
 * @param {{ level: number }} values
 * @returns {DetailRow}
 */
function levelRow({ level }) {
  return ["level", entryAt(LEVEL_NAMES, level), `marked v${level}`];
}

/** @param {number | undefined} count */
function whole(count) {
  return count?.toLocaleString("en-US") ?? "–";
}
