// @ts-check
// Why something asks for attention, in one sentence.

import { HIGH, WATCH } from "../words/levels.js";

/** Up to this fill, in percent, it is not the fill that asks for attention. */
const HALF = 50;

/**
 * @param {{ level: number, up: boolean, blocked: number | null, restarts: number }} actor
 * @param {readonly { name: string, fill: number | null, level: number }[]} inputs
 * @param {readonly { name: string, fill: number | null, level: number }[]} outputs
 * @returns {string}
 */
export function whyActor(actor, inputs, outputs) {
  if (!actor.up) return "It does not run: not started yet, ended, or being restarted.";
  const full = worst(inputs);
  const stuck = worst(outputs);
  if ((actor.blocked ?? 0) >= 50 && stuck && stuck.level >= WATCH) {
    return `It waits for room in ${stuck.name}: look further down.`;
  }
  // What crashed a moment ago is worse than its inputs.
  if (full && full.level >= WATCH && full.level >= actor.level) {
    if ((full.fill ?? 0) < HALF) return `Its input ${full.name} asks for attention.`;
    return `${full.name} is ${full.fill}% full${
      full.level >= HIGH ? ": it takes too slowly." : "."
    }`;
  }
  return actor.level > 0 ? "It crashed a moment ago, or an alert of its own is active." : "";
}

/**
 * @param {{ level: number, fill: number | null, rate: number | null }} channel
 * @param {string} to
 * @returns {string}
 */
export function whyChannel(channel, to) {
  if (channel.level >= WATCH && (channel.fill ?? 0) < HALF) return "An alert is active.";
  if (channel.level >= HIGH) return `${to} takes more slowly than it is sent to.`;
  if (channel.level >= WATCH) return `${to} falls behind at times.`;
  return channel.rate === 0 ? "Nothing flows." : "";
}

/** @param {readonly { name: string, fill: number | null, level: number }[]} channels */
function worst(channels) {
  return [...channels].sort((one, other) =>
    other.level - one.level || (other.fill ?? 0) - (one.fill ?? 0)
  )[0];
}
