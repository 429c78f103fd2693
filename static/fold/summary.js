// @ts-check
// What a folded group or edge says: a few figures made of those of its members.

/** @typedef {readonly (number | boolean | null)[]} Numbers */
/** @typedef {{ column(side: "a" | "c", name: string): Numbers }} Columns the model, as far as it is needed here */

/**
 * A group of actors: the mean of the shares, the worst level, the sum of the rest.
 * @param {Columns} model
 * @param {readonly number[]} members
 */
export function groupValues(model, members) {
  const column = (/** @type {string} */ name) => model.column("a", name);
  const levels = column("level").map(Number);
  const up = column("up");
  return {
    level: members.reduce((worst, at) => Math.max(worst, levels[at] ?? 0), 0),
    troubled: members.reduce((count, at) => count + ((levels[at] ?? 0) > 0 ? 1 : 0), 0),
    down: members.reduce((count, at) => count + (up[at] === false ? 1 : 0), 0),
    up: members.some((at) => up[at] !== false),
    busy: mean(column("busy"), members),
    outside: mean(column("outside"), members),
    blocked: mean(column("blocked"), members),
    waiting: mean(column("waiting"), members),
    restarts: sum(column("restarts"), members) ?? 0,
    turnRate: sum(column("turnRate"), members),
    mcpu: sum(column("mcpu"), members),
    load: sum(column("load"), members),
    batch: mean(column("batch"), members),
    heapBytes: null,
    status: "",
  };
}

/**
 * An edge of several channels: the sum of what flows, the fullest, the slowest, the worst level.
 * @param {Columns} model
 * @param {readonly number[]} channels
 */
export function linkValues(model, channels) {
  const column = (/** @type {string} */ name) => model.column("c", name);
  return {
    level: most(column("level"), channels) ?? 0,
    fill: most(column("fill"), channels),
    rate: sum(column("rate"), channels),
    total: sum(column("total"), channels),
    p50: most(column("p50"), channels),
    p99: most(column("p99"), channels),
    bytesRate: sum(column("bytesRate"), channels),
  };
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
