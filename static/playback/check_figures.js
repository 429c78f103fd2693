// @ts-check
// Whether a recording says which figures it has, in words that can be shown.

/** @typedef {Record<string, any>} Frame */

const SIDES = ["a", "c"];

/**
 * What is wrong with the figures of a `hello`, or `null`.
 * @param {Frame} hello
 * @returns {string | null}
 */
export function figuresFault({ columns, figures }) {
  for (const side of SIDES) {
    if (!isListOf(columns?.[side], (name) => typeof name === "string")) {
      return "does not say which columns it has";
    }
    if (!isListOf(figures?.[side], isFigure)) return "does not say which figures it has";
    const names = figures[side].map((/** @type {Frame} */ { name }) => name);
    const strange = columns[side].find((/** @type {string} */ name) => !names.includes(name));
    if (strange !== undefined) return `has a column of "${strange}", which is none of its figures`;
  }
  return null;
}

/** @param {unknown} value */
function isFigure(value) {
  const { name, unit, about } = /** @type {Frame} */ (value ?? {});
  return [name, unit, about].every((text) => typeof text === "string");
}

/**
 * @param {unknown} list
 * @param {(item: unknown) => boolean} fits
 */
function isListOf(list, fits) {
  return Array.isArray(list) && list.every(fits);
}
