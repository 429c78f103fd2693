// @ts-check
// The columns of the tables: what they say, how it is written, and by what they are sorted.

import { LEVEL_NAMES } from "../words/levels.js";
import { kindText } from "../words/kind_text.js";
import { bytesText, countText, latencyText, percentText, rateText } from "../words/numbers.js";

/**
 * @template {import("../dom/table.js").Row} R
 * @typedef {import("../dom/table.js").Column<R>} Column
 */
/**
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

/**
 * The columns of actors and of groups of them.
 * @type {readonly Column<ActorRow>[]}
 */
export const ACTOR_COLUMNS = [
  { title: "Actor", kind: "words", value: ({ name }) => name },
  { ...level, sort: ({ level, busy }) => (level ?? 0) * 1000 + (busy ?? 0) },
  { title: "Busy", value: ({ busy }) => busy, text: percentText },
  {
    title: "Outside",
    about: "Waiting for something outside, in the middle of a turn",
    value: ({ outside }) => outside,
    text: percentText,
  },
  { title: "Blocked", value: ({ blocked }) => blocked, text: percentText },
  { title: "Waiting", value: ({ waiting }) => waiting, text: percentText },
  { title: "mCPU", about: "Thousandths of a core", value: ({ mcpu }) => mcpu, text: countText },
  {
    title: "Load",
    about: "Share of the time that all actors are busy",
    value: ({ load }) => load,
    text: percentText,
  },
  { title: "Batch", about: "Messages a turn", value: ({ batch }) => batch, text: countText },
  { title: "Turns", value: ({ turnRate }) => turnRate, text: rateText },
  { title: "Restarts", value: ({ restarts }) => restarts, text: countText },
  {
    title: "Heap",
    about: "Heap of its worker",
    value: ({ heapBytes }) => heapBytes,
    text: bytesText,
  },
  {
    title: "Status",
    kind: "words",
    value: ({ up, status }) => up === false ? "down" : status,
  },
];

/**
 * The columns of channels, and of all that two groups share.
 * @type {readonly Column<ChannelRow>[]}
 */
export const CHANNEL_COLUMNS = [
  { title: "Channel", kind: "words", value: ({ name }) => name },
  { ...level, sort: ({ level, fill }) => (level ?? 0) * 1000 + (fill ?? 0) },
  { title: "Fill", value: ({ fill }) => fill, text: percentText },
  { title: "Rate", value: ({ rate }) => rate, text: rateText },
  { title: "p50", about: "Median latency", value: ({ p50 }) => p50, text: latencyText },
  { title: "p99", about: "99 of 100 are faster", value: ({ p99 }) => p99, text: latencyText },
  {
    title: "Bytes/s",
    value: ({ bytesRate }) => bytesRate,
    text: bytesText,
  },
  { title: "Total", value: ({ total }) => total, text: countText },
  { title: "From", kind: "words", value: ({ from }) => from },
  { title: "To", kind: "words", value: ({ to }) => to },
  { title: "Carries", kind: "words", value: ({ kind }) => kind, text: kindText, whole: true },
];
