// @ts-check
// How wide text is, and text that fits.

import { oneLine, withoutMiddle } from "./name_text.js";

const canvas = /** @type {CanvasRenderingContext2D} */ (
  document.createElement("canvas").getContext("2d")
);
let family = "";

/**
 * The width of a text in pixels. `font` is weight and size, for instance `600 13px`.
 * @param {string} text
 * @param {string} font
 * @returns {number}
 */
export function measure(text, font) {
  family ||= getComputedStyle(document.body).fontFamily;
  canvas.font = `${font} ${family}`;
  return canvas.measureText(text).width;
}

/**
 * The text on one line, cut at its end where it would be wider than `width`.
 * @param {string} text
 * @param {string} font
 * @param {number} width
 * @returns {string}
 */
export function fit(text, font, width) {
  return cut(text, font, width, (letters, kept) => `${letters.slice(0, kept).join("")}…`);
}

/**
 * The name on one line, cut in its middle where it would be wider than `width`.
 * @param {string} name
 * @param {string} font
 * @param {number} width
 * @returns {string}
 */
export function fitName(name, font, width) {
  return cut(name, font, width, withoutMiddle);
}

/**
 * The name on two lines at most, parted between its words where that is possible, and cut where it would not fit.
 * @param {string} name
 * @param {string} font
 * @param {number} width
 * @returns {string[]}
 */
export function wrapName(name, font, width) {
  const line = oneLine(name);
  if (measure(line, font) <= width) return [line];
  const letters = [...line];
  const most = largest(
    letters.length,
    (count) => measure(letters.slice(0, count).join(""), font) <= width,
  );
  const at = partsOf(line).findLast((part) => part <= most);
  const rest = at === undefined ? "" : letters.slice(at).join("");
  const part = at !== undefined && measure(rest, font) <= width ? at : most;
  const first = letters.slice(0, part).join("").trimEnd();
  return [first, fitName(letters.slice(part).join(""), font, width)];
}

/**
 * Where the words of a name begin, in letters.
 * @param {string} name
 */
function partsOf(name) {
  const gaps = name.matchAll(/[\s_.:/-]+|(?<=\p{Ll})(?=\p{Lu})/gu);
  return [...gaps].map(({ index, 0: gap }) => [...name.slice(0, index + gap.length)].length);
}

/**
 * @param {string} text
 * @param {string} font
 * @param {number} width
 * @param {(letters: readonly string[], kept: number) => string} write
 */
function cut(text, font, width, write) {
  const line = oneLine(text);
  if (measure(line, font) <= width) return line;
  const letters = [...line];
  return write(
    letters,
    largest(letters.length, (kept) => measure(write(letters, kept), font) <= width),
  );
}

/**
 * The largest number up to `most` that fits, if smaller ones do.
 * @param {number} most
 * @param {(count: number) => boolean} fits
 */
function largest(most, fits) {
  let least = 0;
  let end = most;
  while (least < end) {
    const half = Math.ceil((least + end) / 2);
    if (fits(half)) least = half;
    else end = half - 1;
  }
  return least;
}
