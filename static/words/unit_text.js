// @ts-check
// How the values of a unit are written, as the wire has them: shares in percent, latencies in microseconds.
// The server imports this file too, so that alerts say the same.

import {
  bytesRateText,
  bytesText,
  countText,
  durationText,
  latencyText,
  percentText,
  rateText,
  UNKNOWN,
} from "./numbers.js";

/** @typedef {string | number | boolean | null | undefined} Cell */

/** @type {Readonly<Record<string, (value: number | null) => string>>} */
const TEXTS = {
  share: percentText,
  rate: rateText,
  bytesRate: bytesRateText,
  bytes: bytesText,
  ms: (value) => value === null ? UNKNOWN : durationText(value),
  micros: latencyText,
};

/** What there are so many of that every one counts, where it is known exactly. */
const COUNTED = ["amount", "total", "times"];

/**
 * A value of a unit in words: `91%`, `4.56ms`.
 * @param {string} unit
 * @param {Cell} value
 * @returns {string}
 */
export function unitText(unit, value) {
  if (typeof value === "string") return value || UNKNOWN;
  if (typeof value === "boolean") return value ? "yes" : "no";
  return (TEXTS[unit] ?? countText)(value ?? null);
}

/**
 * A value as `/api` has it, exactly: `12,345`. Shares are from 0 to 1 there.
 * @param {string} unit
 * @param {Cell} value
 * @returns {string}
 */
export function exactText(unit, value) {
  if (typeof value !== "number") return unitText(unit, value);
  if (COUNTED.includes(unit)) return value.toLocaleString("en-US");
  return unitText(unit, unit === "share" ? value * 100 : value);
}
