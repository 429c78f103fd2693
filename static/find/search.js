// @ts-check
// What is looked for: words, which must all be there, or a regular expression between slashes.

import { channelLabel } from "../words/channel_label.js";

/** @typedef {(text: string) => boolean} Matcher */

/**
 * Reads what was typed. Capitals do not matter, unless a regular expression says its flags.
 * @param {string} typed
 * @returns {Matcher | null} `null` when nothing is looked for
 * @throws {SyntaxError} when it is a regular expression with a fault
 */
export function matcherOf(typed) {
  const text = typed.trim();
  if (text === "") return null;
  const regular = /^\/(.*)\/([a-z]*)$/s.exec(text);
  if (regular) {
    // A flag that remembers where it was would skip every other match.
    const flags = (regular[2] || "i").replaceAll(/[gy]/g, "");
    const expression = new RegExp(regular[1] ?? "", flags);
    return (subject) => expression.test(subject);
  }
  if (text.startsWith("/")) return null;
  const words = text.toLowerCase().split(/\s+/);
  return (subject) => {
    const lower = subject.toLowerCase();
    return words.every((word) => lower.includes(word));
  };
}

/**
 * The actors and channels that match, by id. An actor matches by its label or its troupe, a channel by its label.
 * @param {{ actors: readonly { label: string, troupe: string | null }[], chans: readonly { name: string, lane: number | null }[] }} topology
 * @param {Matcher} matches
 * @returns {{ id: string, label: string }[]} actors first
 */
export function findAll({ actors, chans }, matches) {
  const found = [];
  for (const [index, { label, troupe }] of actors.entries()) {
    if (matches(label) || (troupe !== null && matches(troupe))) {
      found.push({ id: `a${index}`, label });
    }
  }
  for (const [index, channel] of chans.entries()) {
    const label = channelLabel(channel);
    if (matches(label)) found.push({ id: `c${index}`, label });
  }
  return found;
}
