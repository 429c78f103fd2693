// @ts-check
// Which percentiles the server tells of what is measured: those that it always does, and those that the program asks for.

/**
 * The names of the percentiles in a summary, the lowest first.
 * @param {object} summary
 * @returns {string[]}
 */
export function percentileNames(summary) {
  return Object.keys(summary).filter((name) => /^p\d+(\.\d+)?$/.test(name)).sort((one, other) =>
    Number(one.slice(1)) - Number(other.slice(1))
  );
}
