// @ts-check
// The lens: who holds a graph up, and which actors wait for each other for ever. Pure, so that page, server and tests agree.

import { actorAdvice } from "./advice.js";
import { culpritSentence, cycleSentence, fillOf } from "./lens_words.js";
import { isPaced, isPressing, pressures, weigh } from "./weigh.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {import("./waits.js").WaitGraph} WaitGraph */
/** @typedef {import("./waits.js").Wait} Wait */
/** @typedef {import("./waits.js").Columns} Columns */

/**
 * @typedef {object} Culprit an actor that others wait for, while it waits for nobody
 * @property {"bottleneck" | "pace"} kind whether it does not keep up, or waits itself, so that others go by its pace
 * @property {number} actor
 * @property {string} sentence what is known of it
 * @property {string} advice what to try, with the evidence; empty where there is nothing to try
 * @property {number[]} chain the actors that wait for it, the nearest first
 * @property {number[]} channels the channels through which they do
 */

/**
 * @typedef {object} Cycle actors of which each waits for the next, and the last for the first
 * @property {number[]} actors
 * @property {number[]} channels
 * @property {string} sentence
 */

/**
 * Names who holds the graph up, bottlenecks first, whom most wait for first among equals; nobody where nobody is held up. A
 * bottleneck is one of which the levels tell, too.
 * @param {WaitGraph} graph as the event `topology` has it
 * @param {Columns} columns
 * @returns {{ culprits: Culprit[], cycles: Cycle[] }}
 */
export function findCulprits(graph, columns) {
  const weighed = weigh(graph, columns);
  const { actors, waits } = weighed;
  const pressure = pressures(columns, weighed);
  const cycles = weighed.cycles.map((cycle) => ({
    actors: cycle.map(({ from }) => from),
    channels: cycle.map(({ channel }) => channel),
    sentence: cycleSentence(graph, cycle, columns),
  }));
  const culprits = [...weighed.causes, ...unaccused(graph, weighed, pressure)].flatMap((cause) => {
    const { actor, direct, chain, channels } = cause;
    const situation = entryAt(actors, actor);
    const kind = /** @type {Culprit["kind"]} */ (isPaced(situation) ? "pace" : "bottleneck");
    const pressing = direct.filter(({ channel }) => isPressing(pressure(channel)));
    const isTold = kind === "pace" ? chain.length > 0 : pressing.length > 0;
    if (!isTold) return [];
    const nearest = mostTelling(direct, columns);
    const sentence = culpritSentence(graph, {
      actor: situation,
      nearest,
      full: nearest.full ? null : fullInput(waits, nearest.from),
      waiters: chain.length,
      columns,
    });
    const [at] = pressing.sort((one, other) => pressure(other.channel) - pressure(one.channel));
    const advice = kind === "pace" || !at
      ? ""
      : actorAdvice(graph, columns, actors, actor, at.channel);
    return [{ kind, actor, sentence, advice, chain, channels }];
  });
  const ofKind = (/** @type {Culprit["kind"]} */ kind) =>
    culprits.filter((culprit) => culprit.kind === kind);
  return { culprits: [...ofKind("bottleneck"), ...ofKind("pace")], cycles };
}

/**
 * Those who do not keep up although nobody is seen to wait for them: a sender that finds no room may do something else, or drop what
 * it has.
 * @param {WaitGraph} graph
 * @param {import("./weigh.js").Weighed} weighed
 * @param {(channel: number) => number} pressure
 * @returns {import("./weigh.js").Cause[]}
 */
function unaccused({ chans }, { causes, cycles, starving }, pressure) {
  const known = new Set([
    ...causes.map(({ actor }) => actor),
    ...cycles.flat().map(({ from }) => from),
  ]);
  const pressing = chans.flatMap(({ from, to }, channel) =>
    isPressing(pressure(channel)) && !known.has(to) && !starving.has(channel)
      ? [{ from, to, channel, full: true, flows: true, certain: false }]
      : []
  );
  return [...Map.groupBy(pressing, ({ to }) => to)].map(([actor, direct]) => ({
    actor,
    direct,
    chain: [],
    channels: [],
  }));
}

/**
 * The channel that lies full before an actor that waits for something else, or `null`.
 * @param {readonly Wait[]} waits
 * @param {number} actor
 */
function fullInput(waits, actor) {
  return waits.find(({ to, full }) => full && to === actor)?.channel ?? null;
}

/**
 * The wait that says most: for room, in the fullest channel.
 * @param {readonly Wait[]} waits
 * @param {Columns} columns
 * @returns {Wait}
 */
function mostTelling(waits, columns) {
  const weight = (/** @type {Wait} */ { full, channel }) => full ? 1 + fillOf(columns, channel) : 0;
  return entryAt([...waits].sort((one, other) => weight(other) - weight(one)), 0);
}
