// @ts-check
// Why something asks for attention, or why it does not although it is full, in one sentence. Judged by `weigh.js`, as the levels are.

import { cycleSentence, doingText, fillOf, stateOf } from "./lens_words.js";
import { isPaced, isPressing, pressures, weigh } from "./weigh.js";
import { HELD } from "./waits.js";
import { channelLabel } from "../words/channel_label.js";
import { WATCH } from "../words/levels.js";
import { percentText } from "../words/numbers.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {import("./waits.js").WaitGraph} WaitGraph */
/** @typedef {import("./waits.js").Columns} Columns */
/** @typedef {import("./weigh.js").Weighed} Weighed */

/** Up to this fill, in percent, it is not the fill that asks for attention. */
const HALF = 50;

/**
 * @param {WaitGraph} graph
 * @param {Columns} columns
 * @param {number} actor
 * @returns {string}
 */
export function whyActor(graph, columns, actor) {
  const { chans } = graph;
  const weighed = weigh(graph, columns);
  const level = Number(columns.column("a", "level")[actor] ?? 0);
  const situation = weighed.actors[actor];
  if (columns.column("a", "asleep")[actor]) {
    return "It sleeps: its pool does not need it now, and what is sent goes to those that are awake.";
  }
  if (!situation?.up) return "It does not run: not started yet, ended, or being restarted.";
  const cycle = weighed.cycles.find((one) => one.some(({ from }) => from === actor));
  if (cycle) return cycleSentence(graph, cycle, columns);
  const pressure = pressures(columns, weighed);
  const [worst] = chans.flatMap(({ to }, channel) =>
    to === actor && !weighed.starving.has(channel) ? [channel] : []
  ).sort(
    (one, other) =>
      pressure(other) - pressure(one) || fillOf(columns, other) - fillOf(columns, one),
  );
  // What crashed a moment ago is worse than its inputs.
  const ofInput = worst === undefined ? 0 : Number(columns.column("c", "level")[worst] ?? 0);
  const own = "It crashed a moment ago, or an alert of its own is active.";
  const sent = chans.findIndex(({ from }, channel) =>
    from === actor && weighed.starving.has(channel)
  );
  if (sent >= 0 && isPressing(pressure(sent))) return whyChannel(graph, columns, sent);
  if (level > ofInput && level > WATCH) return own;
  if (situation.blocked >= HALF) {
    const wait = weighed.waits.find(({ from, full }) => full && from === actor);
    if (wait) {
      return `It waits for room in ${channelLabel(entryAt(chans, wait.channel))}: ${
        causeText(graph, weighed, actor)
      }.`;
    }
  }
  if (worst !== undefined) {
    const why = whyFull(graph, columns, weighed, worst);
    if (why !== "") return why;
    if (ofInput >= WATCH) {
      return `Its input ${channelLabel(entryAt(chans, worst))} asks for attention.`;
    }
  }
  return level > 0 ? own : "";
}

/**
 * @param {WaitGraph} graph
 * @param {Columns} columns
 * @param {number} channel
 * @returns {string}
 */
export function whyChannel(graph, columns, channel) {
  const { actors, chans } = graph;
  const weighed = weigh(graph, columns);
  const cycle = weighed.cycles.find((one) => one.some((wait) => wait.channel === channel));
  if (cycle) return cycleSentence(graph, cycle, columns);
  const { from, to } = entryAt(chans, channel);
  if (weighed.starving.has(channel) && isPressing(pressures(columns, weighed)(channel))) {
    return `${entryAt(actors, from).label} does not send enough: ${
      doingText(entryAt(weighed.actors, from))
    }, and ${entryAt(actors, to).label} waits for it.`;
  }
  const why = whyFull(graph, columns, weighed, channel);
  if (why !== "") return why;
  if (Number(columns.column("c", "level")[channel] ?? 0) >= WATCH) return "An alert is active.";
  return columns.column("c", "rate")[channel] === 0 ? "Nothing flows." : "";
}

/**
 * Why a channel is full; an empty string where it is not.
 * @param {WaitGraph} graph
 * @param {Columns} columns
 * @param {Weighed} weighed
 * @param {number} channel
 * @returns {string}
 */
function whyFull(graph, columns, weighed, channel) {
  const pressure = pressures(columns, weighed)(channel);
  if (fillOf(columns, channel) < HALF && !isPressing(pressure)) return "";
  const { to } = entryAt(graph.chans, channel);
  const { label } = entryAt(graph.actors, to);
  const reader = entryAt(weighed.actors, to);
  const state = stateOf(graph, channel, columns);
  if (isPressing(pressure)) return `${state}: ${label} does not keep up, ${doingText(reader)}.`;
  if (reader.blocked >= HELD && !isPaced(reader)) {
    return `${state}: ${label} is held up itself, blocked ${
      percentText(reader.blocked)
    } of the time; ${causeText(graph, weighed, to)}.`;
  }
  if (isPaced(reader)) return `${state}: ${paceText(graph, weighed, to)}, which is no trouble.`;
  return `${state} for a moment: ${label} keeps up, ${doingText(reader)}.`;
}

/**
 * By whom an actor goes that waits longer than it works.
 * @param {WaitGraph} graph
 * @param {Weighed} weighed
 * @param {number} actor
 */
function paceText({ actors, chans }, weighed, actor) {
  const { label } = entryAt(actors, actor);
  const wait = weighed.waits.find(({ from, full, certain }) => from === actor && !full && certain);
  if (!wait) {
    const share = percentText(entryAt(weighed.actors, actor).waiting);
    return `${label} sets its own pace, it waits ${share} of the time for time, a promise or other messages`;
  }
  const pacer = entryAt(actors, endOf(weighed, actor)).label;
  return `${label} is paced by ${pacer}, it waits for messages on ${
    channelLabel(entryAt(chans, wait.channel))
  }`;
}

/**
 * Who is at the end of what an actor waits for, and what about it.
 * @param {WaitGraph} graph
 * @param {Weighed} weighed
 * @param {number} actor
 */
function causeText({ actors }, weighed, actor) {
  const end = endOf(weighed, actor);
  const situation = entryAt(weighed.actors, end);
  const { label } = entryAt(actors, end);
  if (isPaced(situation)) return `${label} sets the pace`;
  return `${label} is the cause, ${doingText(situation)}`;
}

/**
 * Who is at the end of the chain of those for whom an actor waits.
 * @param {Weighed} weighed
 * @param {number} actor
 */
function endOf({ waits }, actor) {
  const seen = new Set([actor]);
  for (const one of seen) {
    const next = waits.find(({ from, certain }) => from === one && certain);
    if (next) seen.add(next.to);
    else return one;
  }
  return actor;
}
