// @ts-check
// Tables as comma-separated values, as RFC 4180 has them.

/** @typedef {string | number | boolean | null | undefined} Value */

/**
 * A table as text: a line of heads, then the rows. Unknown values are empty.
 * @param {readonly string[]} heads
 * @param {readonly (readonly Value[])[]} rows
 * @returns {string}
 */
export function csvOf(heads, rows) {
  return [heads, ...rows].map((row) => row.map(cellOf).join(",")).join("\r\n") + "\r\n";
}

/** @param {Value} value */
function cellOf(value) {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  // A spreadsheet would run a name like `=cmd()` as a formula.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
