// @ts-check
// The columns of a tick, as the page puts them together again. The encoder is `src/telemetry/wire/columns.ts`; a property
// test holds the two together.

/** @typedef {string | number | boolean | null} Cell */
/** @typedef {Cell[]} Column */
/** @typedef {Column | [number[], Column]} ColumnChange */

/**
 * Applies a change to a column, in place: either all its cells, or the gaps between the changed indices and their cells.
 * @param {Column} column
 * @param {ColumnChange} change
 * @returns {number[] | null} the indices that changed, or `null` for all
 */
export function applyChange(column, change) {
  if (!Array.isArray(change[0])) {
    column.length = 0;
    column.push(.../** @type {Column} */ (change));
    return null;
  }
  const [gaps, cells] = /** @type {[number[], Column]} */ (change);
  let index = -1;
  return gaps.map((gap, at) => {
    index += gap;
    column[index] = /** @type {Cell} */ (cells[at]);
    return index;
  });
}
