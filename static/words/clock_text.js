// @ts-check
// Moments, as the page writes them.

/**
 * The time of day of a moment: `12:31:05`.
 * @param {number} time in milliseconds since the epoch
 * @returns {string}
 */
export function clockText(time) {
  return new Date(time).toTimeString().slice(0, 8);
}
