// @ts-check
// What the lens has found, in words, with the evidence.

import { channelLabel } from "../words/channel_label.js";
import { percentText } from "../words/numbers.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {import("./waits.js").WaitGraph} WaitGraph */
/** @typedef {import("./waits.js").Wait} Wait */
/** @typedef {import("./waits.js").Situation} Situation */
/** @typedef {import("./waits.js").Columns} Columns */

/**
 * @typedef {object} Evidence
 * @property {Situation} actor the culprit
 * @property {Wait} nearest the wait for it that says most
 * @property {number} waiters how many actors wait for it, directly or not
 * @property {Columns} columns
 */

/**
 * @param {WaitGraph} graph
 * @param {Evidence} evidence
 */
export function culpritSentence(graph, { actor, nearest, waiters, columns }) {
  const { label } = entryAt(graph.actors, nearest.to);
  const port = `its ${nearest.full ? "input" : "output"} ${stateOf(graph, nearest, columns)}`;
  const others = waiters === 1 ? "1 actor waits" : `${waiters} actors wait`;
  if (actor.up && actor.outside > Math.max(actor.busy, actor.waiting)) {
    const share = percentText(actor.outside);
    return `${label} is the bottleneck: it waits outside ${share} of the time, ${port}, and ${others} for it. Let it await several at a time, with actor.wait(actor.settled(promise)), or share its work among more of it.`;
  }
  if (actor.up && actor.waiting > actor.busy) {
    const share = percentText(actor.waiting);
    return `${label} sets the pace: it waits ${share} of the time for time or something outside, ${port}, and ${others} for it.`;
  }
  const doing = actor.up ? `${percentText(actor.busy)} busy` : "it does not run";
  return `${label} is the bottleneck: ${doing}, ${port}, and ${others} for it.`;
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
      stateOf(graph, wait, columns)
    }`;
  });
  return `Deadlock: ${parts.join("; ")}.`;
}

/**
 * A channel and how full it is.
 * @param {WaitGraph} graph
 * @param {Wait} wait
 * @param {Columns} columns
 */
function stateOf({ chans }, { channel }, columns) {
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
