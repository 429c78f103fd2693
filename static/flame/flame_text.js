// @ts-check
// Times of a profile, in words.

/**
 * A time in microseconds, as a flame graph tells it: `812 µs`, `35.2 ms`, `4.21 s`.
 * @param {number} micros
 * @returns {string}
 */
export function timeText(micros) {
  if (micros >= 1e6) return `${(micros / 1e6).toFixed(2)} s`;
  return micros >= 1000 ? `${(micros / 1000).toFixed(1)} ms` : `${Math.round(micros)} µs`;
}

/**
 * A share of a time: `12.3%`.
 * @param {number} part
 * @param {number} whole
 * @returns {string}
 */
export function shareText(part, whole) {
  return whole > 0 ? `${(part / whole * 100).toFixed(1)}%` : "–";
}

/**
 * All that is known of a function, in one line.
 * @param {import("./flame_tree.js").Flame} flame
 * @param {number} whole the time of all functions
 * @returns {string}
 */
export function flameText({ name, place, self, total }, whole) {
  const own = self === total ? "all of it itself" : `${timeText(self)} itself`;
  return `${name}${place && ` · ${place}`} · ${shareText(total, whole)}, ${
    timeText(total)
  }, ${own}`;
}
