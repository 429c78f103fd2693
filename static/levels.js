// @ts-check
// The four levels of attention. Each has a word, a glyph and a colour, so that colour alone never carries the meaning.
// The server imports this file too.

export const OK = 0;
export const WATCH = 1;
export const HIGH = 2;
export const CRITICAL = 3;

export const LEVEL_NAMES = ["ok", "watch", "high", "critical"];
export const LEVEL_GLYPHS = ["●", "◆", "▲", "■"];

/** From which fill on, in percent, a channel is at a level. */
export const FILL_LIMITS = [0, 50, 80, 95];

/** How far, in percent, the fill must fall below a limit before the level falls: an edge at a limit does not flicker. */
export const FILL_SLACK = 3;

/**
 * The level of a channel that is `fill` percent full and was at level `before`.
 * @param {number | null} fill
 * @param {number} before
 * @returns {number}
 */
export function fillLevel(fill, before) {
  if (fill === null) return OK;
  let level = OK;
  for (let candidate = WATCH; candidate <= CRITICAL; candidate++) {
    const limit = Number(FILL_LIMITS[candidate]) - (candidate <= before ? FILL_SLACK : 0);
    if (fill >= limit) level = candidate;
  }
  return level;
}
