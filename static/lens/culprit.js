// @ts-check
// The lens: who holds a graph up, and which actors wait for each other for ever. Pure, so that page, server and tests agree.

import { culpritSentence, cycleSentence, fillOf } from "./lens_words.js";
import { findWaits, HELD, isStill, situations } from "./waits.js";
import { findCycles } from "./wait_cycles.js";
import { entryAt } from "../lists/entry_at.js";

/** @typedef {import("./waits.js").WaitGraph} WaitGraph */
/** @typedef {import("./waits.js").Wait} Wait */
/** @typedef {import("./waits.js").Columns} Columns */

/**
 * @typedef {object} Culprit an actor that others wait for, while it waits for nobody
 * @property {number} actor
 * @property {string} sentence what is known of it
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
 * Names who holds the graph up, whom most wait for first; nobody where nobody is held up.
 * @param {WaitGraph} graph as the event `topology` has it
 * @param {Columns} columns
 * @returns {{ culprits: Culprit[], cycles: Cycle[] }}
 */
export function findCulprits(graph, columns) {
  const actors = situations(columns);
  const waits = findWaits(graph, actors, columns);
  const still = waits.filter(({ from, to }) =>
    [from, to].every((i) => isStill(entryAt(actors, i)))
  );
  const found = findCycles(still, actors.length);
  const cycles = found.map((cycle) => ({
    actors: cycle.map(({ from }) => from),
    channels: cycle.map(({ channel }) => channel),
    sentence: cycleSentence(graph, cycle, columns),
  }));

  const certain = waits.filter((wait) => wait.certain);
  const waiting = new Set(certain.map(({ from }) => from));
  const forWhom = Map.groupBy(certain, ({ to }) => to);
  // Whoever waits for a cycle, in whatever way, is not to blame.
  const locked = cycles.flatMap((cycle) => cycle.actors);
  const lost = [...locked, ...whoWaits(Map.groupBy(waits, ({ to }) => to), locked).chain];
  const culprits = [...forWhom].flatMap(([actor, direct]) => {
    const { chain, channels } = whoWaits(forWhom, [actor]);
    const holdsUp = chain.some((index) => entryAt(actors, index).blocked >= HELD);
    if (waiting.has(actor) || lost.includes(actor) || !holdsUp) return [];
    const sentence = culpritSentence(graph, {
      actor: entryAt(actors, actor),
      nearest: mostTelling(direct, columns),
      waiters: chain.length,
      columns,
    });
    return [{ actor, sentence, chain, channels }];
  }).sort((one, other) => other.chain.length - one.chain.length || one.actor - other.actor);
  return { culprits, cycles };
}

/**
 * Who waits for some actors, directly or not, the nearest first; and through which channels.
 * @param {Map<number, Wait[]>} forWhom the waits for each actor
 * @param {readonly number[]} actors
 * @returns {{ chain: number[], channels: number[] }}
 */
function whoWaits(forWhom, actors) {
  const seen = new Set(actors);
  const channels = new Set();
  for (const one of seen) {
    for (const { from, channel } of forWhom.get(one) ?? []) {
      seen.add(from);
      channels.add(channel);
    }
  }
  return { chain: [...seen].slice(new Set(actors).size), channels: [...channels] };
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
