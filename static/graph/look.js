// @ts-check
// What is drawn of the graph, and what is left to the details: the program says it, and else this.

/**
 * @typedef {object} Look
 * @property {number} [foldFrom] from how many actors of one name on they fold by themselves
 * @property {boolean} edgeWidths
 * @property {boolean} channelNames
 * @property {boolean} kinds
 * @property {boolean} totals
 */

/** @type {Look} */
export const STANDARD_LOOK = { edgeWidths: true, channelNames: true, kinds: false, totals: true };

/**
 * The look that a server asks for; one that asks for none, as old recordings, has the standard.
 * @param {Partial<Look> | undefined} told
 * @returns {Look}
 */
export function lookOf(told) {
  return { ...STANDARD_LOOK, ...told };
}
