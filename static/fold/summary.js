// @ts-check
// What a folded group or edge says: a few figures made of those of its members.

import { countText } from "../words/numbers.js";

/**
 * @typedef {"a" | "c"} Side
 * @typedef {readonly (number | boolean | null)[]} Numbers
 * @typedef {{ name: string, join?: "sum" | "mean" | "max" }} Figure
 * @typedef {{ column(side: Side, name: string): Numbers, figures: { of(side: Side): readonly Figure[] } }} Columns the model, as
 *   far as it is needed here
 * @typedef {import("../feed/model.js").ActorValues & { troubled: number, down: number, sleeping: number }} GroupValues
 * @typedef {import("../feed/model.js").ChannelValues} LinkValues
 */

/**
 * A group of actors: each figure as the catalogue joins several, and how many are not well.
 * @param {Columns} model
 * @param {readonly number[]} members
 * @returns {GroupValues}
 */
export function groupValues(model, members) {
  const levels = model.column("a", "level").map(Number);
  const up = model.column("a", "up");
  const asleep = model.column("a", "asleep");
  const joined = joinedValues(model, "a", members);
  return /** @type {GroupValues} */ ({
    ...joined,
    level: joined.level ?? 0,
    restarts: joined.restarts ?? 0,
    troubled: members.reduce((count, at) => count + ((levels[at] ?? 0) > 0 ? 1 : 0), 0),
    down: members.reduce((count, at) => count + (up[at] === false ? 1 : 0), 0),
    sleeping: members.reduce((count, at) => count + (asleep[at] ? 1 : 0), 0),
    up: members.some((at) => up[at] !== false),
    asleep: false,
    status: "",
  });
}

/**
 * How many of a pool are awake: `3 of 8`.
 * @param {number} sleeping
 * @param {number} members
 */
export function awakeText(sleeping, members) {
  return `${countText(members - sleeping)} of ${countText(members)}`;
}

/**
 * An edge of several channels: each figure as the catalogue joins several.
 * @param {Columns} model
 * @param {readonly number[]} channels
 * @returns {LinkValues}
 */
export function linkValues(model, channels) {
  const joined = joinedValues(model, "c", channels);
  return /** @type {LinkValues} */ ({ ...joined, level: joined.level ?? 0 });
}

/**
 * @param {Columns} model
 * @param {Side} side
 * @param {readonly number[]} indices
 * @returns {Record<string, number | null>}
 */
function joinedValues(model, side, indices) {
  /** @type {Record<string, number | null>} */
  const joined = {};
  for (const { name, join } of model.figures.of(side)) {
    joined[name] = join ? JOINS[join](model.column(side, name), indices) : null;
  }
  return joined;
}

/** @param {Numbers} values @param {readonly number[]} indices */
function known(values, indices) {
  /** @type {number[]} */
  const found = [];
  for (const at of indices) {
    const value = values[at] ?? null;
    if (typeof value === "number") found.push(value);
  }
  return found;
}

/** @param {Numbers} values @param {readonly number[]} indices */
function sum(values, indices) {
  const found = known(values, indices);
  return found.length === 0 ? null : found.reduce((total, value) => total + value, 0);
}

/** @param {Numbers} values @param {readonly number[]} indices */
function mean(values, indices) {
  const total = sum(values, indices);
  return total === null ? null : total / known(values, indices).length;
}

/** @param {Numbers} values @param {readonly number[]} indices */
function most(values, indices) {
  const found = known(values, indices);
  return found.length === 0 ? null : found.reduce((one, other) => Math.max(one, other));
}

const JOINS = { sum, mean, max: most };
