// @ts-check
// What may stand in a column, by the unit of its figure.

import { isLevel, LEVELS } from "../words/levels.js";

/** @typedef {{ name: string, fits: (cell: unknown) => boolean }} Kind */

const isNumber = (/** @type {unknown} */ cell) => typeof cell === "number" && Number.isFinite(cell);

/** @type {Kind} */
const known = { name: "a number or null", fits: (cell) => cell === null || isNumber(cell) };

/** @type {Readonly<Record<string, Kind>>} */
const KINDS = {
  times: { name: "a number", fits: isNumber },
  flag: { name: "true or false", fits: (cell) => typeof cell === "boolean" },
  text: { name: "a text", fits: (cell) => typeof cell === "string" },
  phase: { name: "a text", fits: (cell) => typeof cell === "string" },
  level: { name: `a level from 0 to ${LEVELS.length - 1}`, fits: isLevel },
};

/**
 * The kind of what is of that unit.
 * @param {string} unit
 * @returns {Kind}
 */
export function kindOfUnit(unit) {
  return KINDS[unit] ?? known;
}
