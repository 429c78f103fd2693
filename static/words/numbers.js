// @ts-check
// How numbers are written, on the page and in DOT: at most three significant digits and a unit.
// The server imports this file too, so that both say the same.

/** What stands for a number that is not known yet. */
export const UNKNOWN = "–";

const SCALES = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "K"]];

/**
 * `0` to `999`, then `1.23K`, `45.6M`.
 * @param {number | null} value
 * @returns {string}
 */
export function countText(value) {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  const rounded = Number(value.toPrecision(3));
  for (const [scale, unit] of SCALES) {
    if (rounded >= Number(scale)) return threeDigits(rounded / Number(scale)) + unit;
  }
  return Number.isInteger(rounded) ? String(rounded) : threeDigits(rounded);
}

/**
 * A count a second: `1.23M/s`.
 * @param {number | null} value
 * @returns {string}
 */
export function rateText(value) {
  const text = countText(value);
  return text === UNKNOWN ? text : `${text}/s`;
}

/**
 * A whole percentage: `62%`.
 * @param {number | null} value
 * @returns {string}
 */
export function percentText(value) {
  return value === null || !Number.isFinite(value) ? UNKNOWN : `${Math.round(value)}%`;
}

/**
 * A latency in microseconds: `123ns`, `4.56µs`, `7.89ms`, `1.23s`.
 * @param {number | null} micros
 * @returns {string}
 */
export function latencyText(micros) {
  if (micros === null || !Number.isFinite(micros)) return UNKNOWN;
  if (micros >= 999_500) return `${threeDigits(micros / 1e6)}s`;
  if (micros >= 999.5) return `${threeDigits(micros / 1e3)}ms`;
  return micros >= 0.9995 ? `${threeDigits(micros)}µs` : `${Math.round(micros * 1000)}ns`;
}

/**
 * A number of bytes: `512B`, `1.23KB`, `45.6MB`. A kilobyte is a thousand.
 * @param {number | null} bytes
 * @returns {string}
 */
export function bytesText(bytes) {
  const text = countText(bytes);
  return text === UNKNOWN ? text : `${text}B`;
}

/**
 * A number of bytes a second: `45.6MB/s`.
 * @param {number | null} bytes
 * @returns {string}
 */
export function bytesRateText(bytes) {
  const text = bytesText(bytes);
  return text === UNKNOWN ? text : `${text}/s`;
}

/**
 * A duration in milliseconds, for people: `12s`, `3m 20s`, `2h 5m`.
 * @param {number} milliseconds
 * @returns {string}
 */
export function durationText(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${seconds % 60}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h ${minutes % 60}m` : `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** @param {number} value @returns {string} */
function threeDigits(value) {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
