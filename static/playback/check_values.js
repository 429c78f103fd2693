// @ts-check
// Whether the values of a recording fit its topology, so that whoever draws them need not ask.

import { kindOfUnit } from "./value_kinds.js";

/**
 * @typedef {Record<string, any>} Frame
 * @typedef {import("../feed/figures.js").Figures} Figures
 */

/** @type {readonly import("../feed/figures.js").Side[]} */
const SIDES = ["a", "c"];

/** So much of a wrong value is told. */
const MOST_LETTERS = 40;

/**
 * What is wrong with a key frame, or `null`.
 * @param {Frame} topology
 * @param {Frame} key
 * @param {Figures} figures
 * @returns {string | null}
 */
export function keyFault(topology, key, figures) {
  if (!Array.isArray(key.a) || !Array.isArray(key.c)) return "has no columns";
  for (const side of SIDES) {
    const count = countOf(topology, side);
    const units = figures.units(side);
    /** @type {unknown[]} */
    const columns = key[side];
    if (columns.length !== units.length) {
      return `has ${columns.length} columns of ${side} instead of ${units.length}`;
    }
    for (const [at, column] of columns.entries()) {
      const fault = columnFault(column, count, kindOfUnit(units[at] ?? ""));
      if (fault) return `${fault} in column ${side}${at}`;
    }
  }
  return null;
}

/**
 * What is wrong with a tick, or `null`. `key` is the key before it, which has the same columns.
 * @param {Frame} topology
 * @param {Frame} tick
 * @param {Frame} key
 * @param {Figures} figures
 * @returns {string | null}
 */
export function tickFault(topology, tick, key, figures) {
  for (const [name, change] of Object.entries(tick)) {
    if (!/^[ac]\d+$/.test(name)) continue;
    const side = name.startsWith("a") ? "a" : "c";
    const at = Number(name.slice(1));
    const fault = at >= key[side].length
      ? "has more columns than the key before it"
      : changeFault(change, countOf(topology, side), kindOfUnit(figures.units(side)[at] ?? ""));
    if (fault) return `${fault} in column ${name}`;
  }
  return null;
}

/** @param {unknown} column @param {number} count @param {import("./value_kinds.js").Kind} kind */
function columnFault(column, count, kind) {
  if (!Array.isArray(column)) return "has something else than values";
  if (column.length !== count) return `has ${column.length} values instead of ${count}`;
  return cellsFault(column, kind);
}

/** @param {unknown} change @param {number} count @param {import("./value_kinds.js").Kind} kind */
function changeFault(change, count, kind) {
  if (!Array.isArray(change) || !Array.isArray(change[0])) return columnFault(change, count, kind);
  const [gaps, cells] = change;
  if (!Array.isArray(cells) || cells.length !== gaps.length) return "has gaps without values";
  let index = -1;
  for (const gap of gaps) {
    if (!Number.isInteger(gap) || gap < 1 || (index += gap) >= count) {
      return "has a value of nobody";
    }
  }
  return cellsFault(cells, kind);
}

/** @param {unknown[]} cells @param {import("./value_kinds.js").Kind} kind */
function cellsFault(cells, kind) {
  const wrong = cells.findIndex((cell) => !kind.fits(cell));
  return wrong < 0 ? null : `has ${brief(cells[wrong])} where ${kind.name} belongs`;
}

/** @param {unknown} cell */
function brief(cell) {
  const text = JSON.stringify(cell) ?? "nothing";
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

/** @param {Frame} topology @param {string} side */
function countOf(topology, side) {
  return (side === "a" ? topology.actors : topology.chans).length;
}
