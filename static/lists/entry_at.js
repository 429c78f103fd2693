// @ts-check
// Actors and channels are named by their positions in the topology, so that there is always something at a position.

/**
 * What is at a position that is known to be in the list.
 * @template T
 * @param {readonly T[]} list
 * @param {number | undefined} position
 * @returns {T}
 */
export function entryAt(list, position) {
  return /** @type {T} */ (list[/** @type {number} */ (position)]);
}
