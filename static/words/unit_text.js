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
  ms: timeText,
  micros: latencyText,
  id: (value) => value === null ? UNKNOWN : `${value}`,
};

const MS_PER_SECOND = 1000;
const MICROS_PER_MS = 1000;

/** What there are so many of that every one counts, where it is known exactly. */
const COUNTED = ["amount", "total", "times", "timesIfEver"];

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

/**
 * A time in milliseconds: as a latency while it is short, and else in seconds, minutes and hours.
 * @param {number | null} ms
 */
function timeText(ms) {
  if (ms === null) return UNKNOWN;
  return ms < MS_PER_SECOND ? latencyText(ms * MICROS_PER_MS) : durationText(ms);
}
