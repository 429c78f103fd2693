// @ts-check
// What may stand in each column of the wire, in its order.

/** @typedef {{ name: string, fits: (cell: unknown) => boolean }} Kind */

const isNumber = (/** @type {unknown} */ cell) => typeof cell === "number" && Number.isFinite(cell);

/** @type {Kind} */
const count = { name: "a number", fits: isNumber };
/** @type {Kind} */
const known = { name: "a number or null", fits: (cell) => cell === null || isNumber(cell) };
/** @type {Kind} */
const truth = { name: "true or false", fits: (cell) => typeof cell === "boolean" };
/** @type {Kind} */
const words = { name: "a text", fits: (cell) => typeof cell === "string" };
/** @type {Kind} */
const level = {
  name: "a level from 0 to 3",
  fits: (cell) => [0, 1, 2, 3].some((one) => one === cell),
};

/**
 * By side: the actors (`a`) and the channels (`c`). A server that is older than the page sends fewer columns.
 * @type {Readonly<Record<string, readonly Kind[]>>}
 */
export const VALUES = {
  a: [known, known, known, truth, count, level, known, words, known, known, known, known, known],
  c: [known, known, level, known, known, known, known],
};
