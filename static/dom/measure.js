// @ts-check
// How wide text is, and text that fits.

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
 * The text on one line, cut with an ellipsis where it would be wider than `width`.
 * @param {string} text
 * @param {string} font
 * @param {number} width
 * @returns {string}
 */
export function fit(text, font, width) {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (measure(line, font) <= width) return line;
  const letters = [...line];
  let most = 0;
  let least = letters.length;
  while (most < least) {
    const half = Math.ceil((most + least) / 2);
    if (measure(`${letters.slice(0, half).join("")}…`, font) <= width) most = half;
    else least = half - 1;
  }
  return `${letters.slice(0, most).join("")}…`;
}
