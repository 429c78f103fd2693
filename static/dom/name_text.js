// @ts-check
// A name in brief: what is left out is in its middle, because names that are alike differ at their ends.

/** So many letters of it are told. */
const MOST = 40;

/**
 * A name on one line, of at most 40 letters, or `most`; `…` stands for what is left out.
 * @param {string} name
 * @param {number} [most]
 * @returns {string}
 */
export function nameText(name, most = MOST) {
  const letters = [...oneLine(name)];
  return letters.length <= most ? letters.join("") : withoutMiddle(letters, most - 1);
}

/**
 * @param {readonly string[]} letters
 * @param {number} kept
 */
export function withoutMiddle(letters, kept) {
  const behind = Math.floor(kept / 3);
  const before = letters.slice(0, kept - behind).join("").trimEnd();
  return `${before}…${letters.slice(letters.length - behind).join("").trimStart()}`;
}

/** @param {string} name */
export function oneLine(name) {
  return name.replaceAll(/\s+/g, " ").trim();
}
