// @ts-check
// What the lens has found, in words, with the evidence.

import { channelLabel } from "../words/channel_label.js";
import { percentText } from "../words/numbers.js";
import { isPaced } from "./weigh.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {import("./waits.js").WaitGraph} WaitGraph */
/** @typedef {import("./waits.js").Wait} Wait */
/** @typedef {import("./waits.js").Situation} Situation */
/** @typedef {import("./waits.js").Columns} Columns */

/**
 * @typedef {object} Evidence
 * @property {Situation} actor the culprit
 * @property {Wait} nearest the wait for it that says most
 * @property {number | null} full the channel that lies full meanwhile, where that is not the one of the wait
 * @property {number} waiters how many actors wait for it, directly or not
 * @property {Columns} columns
 */

/**
 * @param {WaitGraph} graph
 * @param {Evidence} evidence
 */
export function culpritSentence(graph, { actor, nearest, full, waiters, columns }) {
  const { label } = entryAt(graph.actors, nearest.to);
  const others = waiters === 0
    ? "nobody waits"
    : waiters === 1
    ? "1 actor waits"
    : `${waiters} actors wait`;
  if (isPaced(actor)) {
    const share = `waits ${percentText(actor.waiting)} of the time`;
    const who = nearest.full
      ? `${label} sets its own pace and ${share}`
      : `${entryAt(graph.actors, nearest.from).label} is paced by ${label}, which ${share}`;
    const lying = full ?? (nearest.full ? nearest.channel : null);
    return lying === null
      ? `${who}; ${others} for it.`
      : `${who}: that ${stateOf(graph, lying, columns)} meanwhile is no trouble.`;
  }
  const port = `its ${nearest.full ? "input" : "output"} ${
    stateOf(graph, nearest.channel, columns)
  }`;
  return `${label} is the bottleneck: ${doingText(actor)}, ${port}, and ${others} for it.`;
}

/**
 * What an actor that does not keep up does with its time.
 * @param {Situation} actor
 */
export function doingText({ up, busy, outside, waiting, crowded }) {
  if (!up) return "it does not run";
  if (crowded && waiting > busy + outside) {
    return `its troupe leaves it ${percentText(busy)} of the thread's time`;
  }
  return outside > busy
    ? `it waits outside ${percentText(outside)} of the time`
    : `${percentText(busy)} busy`;
}

/**
 * @param {WaitGraph} graph
 * @param {readonly Wait[]} cycle
 * @param {Columns} columns
 */
export function cycleSentence(graph, cycle, columns) {
  const parts = cycle.map((wait) => {
    const [from, to] = [wait.from, wait.to].map((index) => entryAt(graph.actors, index).label);
    return `${from} waits for ${wait.from === wait.to ? "itself" : to}, ${
      stateOf(graph, wait.channel, columns)
    }`;
  });
  return `Deadlock: ${parts.join("; ")}.`;
}

/**
 * A channel and how full it is.
 * @param {WaitGraph} graph
 * @param {number} channel
 * @param {Columns} columns
 */
export function stateOf({ chans }, channel, columns) {
  const fill = fillOf(columns, channel);
  const state = fill >= 100 ? "full" : fill <= 0 ? "empty" : `${percentText(fill)} full`;
  return `${channelLabel(entryAt(chans, channel))} is ${state}`;
}

/**
 * How full a channel is, in percent.
 * @param {Columns} columns
 * @param {number} channel
 */
export function fillOf(columns, channel) {
  return Number(columns.column("c", "fill")[channel] ?? 0);
}
