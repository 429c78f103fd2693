// @ts-check
// What to try where something does not keep up, or is full in bursts, with the evidence. Made of what is measured, and of nothing else:
// where the evidence is gone, so is the advice.

import { doingText, stateOf } from "./lens_words.js";
import { HELD } from "./waits.js";
import { isPressing, pressures, weigh } from "./weigh.js";
import { channelLabel } from "../words/channel_label.js";
import { countText, percentText } from "../words/numbers.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {import("./waits.js").WaitGraph} WaitGraph */
/** @typedef {import("./waits.js").Columns} Columns */
/** @typedef {import("./waits.js").Situation} Situation */
/** @typedef {import("./weigh.js").Weighed} Weighed */
/** @typedef {{ subject: string, text: string }} Advice something to try about an actor or a channel, by its id */

/** Where the others of a troupe want so much of its thread, in percent, it helps to have one of one's own. */
const OTHERS = 20;
/** Full for less of the last minute, in percent, is not worth a change; full for more is no burst. */
const SELDOM = 5;
const ALWAYS = 95;
/** What a channel can hold at most. */
const LARGEST = 16_777_216;

/**
 * All that there is to try, the most urgent first.
 * @param {WaitGraph} graph
 * @param {Columns} columns
 * @returns {Advice[]}
 */
export function findAdvice(graph, columns) {
  const weighed = weigh(graph, columns);
  const pressure = pressures(columns, weighed);
  const locked = new Set(weighed.cycles.flat().map(({ channel }) => channel));
  const pressing = graph.chans.flatMap((_, channel) =>
    isPressing(pressure(channel)) && !locked.has(channel) ? [channel] : []
  ).sort((one, other) => pressure(other) - pressure(one));
  const known = new Set();
  const ofActors = pressing.flatMap((channel) => {
    const { from, to } = entryAt(graph.chans, channel);
    const actor = weighed.starving.has(channel) ? from : to;
    if (known.has(actor)) return [];
    known.add(actor);
    return [{
      subject: `a${actor}`,
      text: actorAdvice(graph, columns, weighed.actors, actor, channel),
    }];
  });
  const ofChannels = graph.chans.flatMap((_, channel) => {
    const isOther = isPressing(pressure(channel)) || isHeldUp(graph, weighed, channel);
    const text = isOther ? "" : capacityAdvice(graph, columns, channel);
    return text === "" ? [] : [{ subject: `c${channel}`, text }];
  });
  return [...ofActors, ...ofChannels];
}

/**
 * What to try with an actor that does not keep up with a channel.
 * @param {WaitGraph} graph
 * @param {Columns} columns
 * @param {readonly Situation[]} situations
 * @param {number} actor
 * @param {number} channel
 * @returns {string}
 */
export function actorAdvice(graph, columns, situations, actor, channel) {
  const { label, troupe = null } = entryAt(graph.actors, actor);
  const situation = entryAt(situations, actor);
  const state = stateOf(graph, channel, columns);
  if (!situation.up) return `Look in the log for why ${label} does not run: ${state}.`;
  if (situation.outside > situation.busy) {
    return `Let ${label} await several at a time, with actor.wait(actor.settled(promise)), or share its work out: ${
      doingText(situation)
    }, and ${state}.`;
  }
  const together = graph.actors.reduce(
    (sum, other, at) =>
      troupe !== null && other.troupe === troupe ? sum + (situations[at]?.busy ?? 0) : sum,
    0,
  );
  if (situation.crowded && together - situation.busy >= OTHERS) {
    return `Give ${label} a worker of its own: the actors of troupe ${troupe} want ${
      percentText(together)
    } of one thread together, ${label} ${percentText(situation.busy)}, and ${state}.`;
  }
  return `Share the work of ${label} out, to several of it that take from a bundle, or make its turns cheaper (see its Profile): ${
    doingText(situation)
  }, and ${state}.`;
}

/**
 * Whether more room would help a channel, and how much; an empty string where it would not, or where that is not known.
 * @param {WaitGraph} graph
 * @param {Columns} columns
 * @param {number} channel
 * @returns {string}
 */
export function capacityAdvice(graph, columns, channel) {
  const { capacity } = entryAt(graph.chans, channel);
  const [full, burst] = ["full", "burst"].map((name) =>
    Number(columns.column("c", name)[channel] ?? 0)
  );
  if (!full || !burst || !capacity) return "";
  if (full < SELDOM || full > ALWAYS || burst <= capacity) return "";
  const wanted = Math.min(LARGEST, 2 ** Math.ceil(Math.log2(burst)));
  return `Give ${channelLabel(entryAt(graph.chans, channel))} capacity ${wanted}: it was full ${
    percentText(full)
  } of the last minute, in bursts of up to ${countText(burst)} messages.`;
}

/**
 * Whether the reader of a channel waits for room itself: more room before it would fill up as well.
 * @param {WaitGraph} graph
 * @param {Weighed} weighed
 * @param {number} channel
 */
function isHeldUp({ chans }, { actors }, channel) {
  return (actors[entryAt(chans, channel).to]?.blocked ?? 0) >= HELD;
}
