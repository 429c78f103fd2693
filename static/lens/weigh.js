// @ts-check
// How much each channel suffers from an actor that does not keep up. This is the one place that judges: the server makes the figure
// `pressure` of it, by which levels, alerts and Prometheus go, and the lens names those whom it finds at fault.
//
// A full channel is no trouble by itself: it is one if its reader works all the time and can do no more. So the time in which the
// reader waits, for a moment or for messages of others, does not count. Time in which it waits for room counts twice against it:
// then it is the next reader who holds it up.

import { findCycles } from "./wait_cycles.js";
import { findWaits, HELD, heldUp, isStill, situations } from "./waits.js";
import { entryAt } from "../lists/entry_at.js";
import { LEVELS, WATCH } from "../words/levels.js";

/** @typedef {import("./waits.js").WaitGraph} WaitGraph */
/** @typedef {import("./waits.js").Wait} Wait */
/** @typedef {import("./waits.js").Columns} Columns */
/** @typedef {import("./waits.js").Situation} Situation */

/**
 * @typedef {object} Cause an actor that others wait for, while it waits for nobody
 * @property {number} actor
 * @property {readonly Wait[]} direct the waits for it
 * @property {number[]} chain the actors that wait for it, the nearest first
 * @property {number[]} channels the channels through which they do
 */

/**
 * @typedef {object} Weighed
 * @property {readonly Situation[]} actors
 * @property {readonly Wait[]} waits who waits for whom; not looked for where nobody is held up
 * @property {readonly (readonly Wait[])[]} cycles actors that wait for each other
 * @property {readonly Cause[]} causes
 * @property {Float64Array} pressure of each channel, in percent
 * @property {ReadonlySet<number>} starving channels whose sender does not keep up, and not their reader
 */

/**
 * The share of its time, in percent, in which an actor does not keep up by its own doing: at work, outside, or not running. Where its
 * troupe leaves the thread no time, what looks like waiting may be for that.
 * @param {Situation} actor
 */
export function ownShare({ waiting, blocked, crowded }) {
  return Math.max(0, 100 - (crowded ? 0 : waiting) - 2 * blocked);
}

/**
 * Whether an actor waits longer than it works: then it goes by the pace of something else.
 * @param {Situation} actor
 */
export function isPaced({ up, busy, outside, waiting, crowded }) {
  return up && !crowded && waiting > busy + outside;
}

/**
 * The pressure of channels as it is told; as it is weighed where nobody tells it, as in recordings of earlier versions.
 * @param {Columns} columns
 * @param {Weighed} weighed
 * @returns {(channel: number) => number}
 */
export function pressures(columns, weighed) {
  const told = columns.column("c", "pressure");
  return (channel) => Number(told[channel] ?? weighed.pressure[channel] ?? 0);
}

/**
 * Whether a pressure, in percent, asks for attention.
 * @param {number} pressure
 */
export function isPressing(pressure) {
  return pressure >= (LEVELS[WATCH]?.pressure ?? Infinity);
}

/**
 * @param {WaitGraph} graph
 * @param {Columns} columns
 * @returns {Weighed}
 */
export function weigh(graph, columns) {
  const { chans } = graph;
  const actors = situations(graph, columns);
  const held = heldUp(graph, actors, columns);
  const pressure = Float64Array.from(chans, ({ to }, channel) => {
    const reader = actors[to];
    return reader ? (held[channel] ?? 0) * ownShare(reader) / 100 : 0;
  });
  const starving = /** @type {Set<number>} */ (new Set());
  if (!actors.some(({ blocked }) => blocked >= HELD)) {
    return { actors, waits: [], cycles: [], causes: [], pressure, starving };
  }
  const waits = findWaits(graph, actors, columns);
  const still = waits.filter(({ from, to }) =>
    [from, to].every((index) => isStill(entryAt(actors, index)))
  );
  const cycles = findCycles(still, actors.length);
  for (const { channel } of cycles.flat()) pressure[channel] = 100;
  const causes = findCauses(waits, cycles, actors);
  for (const { actor, direct } of causes) {
    const share = ownShare(entryAt(actors, actor));
    for (const { channel, full, flows, from } of direct) {
      if (full || !flows) continue;
      // As much as the one that has to do without leaves lying meanwhile.
      const left = chans.reduce(
        (most, { to }, at) => to === from ? Math.max(most, held[at] ?? 0) : most,
        0,
      );
      if (left * share / 100 <= (pressure[channel] ?? 0)) continue;
      pressure[channel] = left * share / 100;
      starving.add(channel);
    }
  }
  return { actors, waits, cycles, causes, pressure, starving };
}

/**
 * Those whom others wait for, and who wait for nobody; whom most wait for first.
 * @param {readonly Wait[]} waits
 * @param {readonly (readonly Wait[])[]} cycles
 * @param {readonly Situation[]} actors
 * @returns {Cause[]}
 */
function findCauses(waits, cycles, actors) {
  const certain = waits.filter((wait) => wait.certain);
  const waiting = new Set(certain.map(({ from }) => from));
  const forWhom = Map.groupBy(certain, ({ to }) => to);
  // Whoever waits for a cycle, in whatever way, is not to blame.
  const locked = cycles.flatMap((cycle) => cycle.map(({ from }) => from));
  const lost = new Set([
    ...locked,
    ...whoWaits(Map.groupBy(waits, ({ to }) => to), locked).chain,
  ]);
  return [...forWhom].flatMap(([actor, direct]) => {
    if (waiting.has(actor) || lost.has(actor)) return [];
    const { chain, channels } = whoWaits(forWhom, [actor]);
    const holdsUp = chain.some((index) => entryAt(actors, index).blocked >= HELD);
    return holdsUp ? [{ actor, direct, chain, channels }] : [];
  }).sort((one, other) => other.chain.length - one.chain.length || one.actor - other.actor);
}

/**
 * Who waits for some actors, directly or not, the nearest first; and through which channels.
 * @param {ReadonlyMap<number, readonly Wait[]>} forWhom the waits for each actor
 * @param {readonly number[]} actors
 * @returns {{ chain: number[], channels: number[] }}
 */
function whoWaits(forWhom, actors) {
  const seen = new Set(actors);
  const channels = /** @type {Set<number>} */ (new Set());
  for (const one of seen) {
    for (const { from, channel } of forWhom.get(one) ?? []) {
      seen.add(from);
      channels.add(channel);
    }
  }
  return { chain: [...seen].slice(new Set(actors).size), channels: [...channels] };
}
