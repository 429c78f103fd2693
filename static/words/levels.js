// @ts-check
// The four levels of attention. Each has a word, a glyph and a colour, so that colour alone never carries the meaning.
// The server imports this file too.

export const OK = 0;
export const WATCH = 1;
export const HIGH = 2;
export const CRITICAL = 3;

export const LEVEL_NAMES = ["ok", "watch", "high", "critical"];
export const LEVEL_GLYPHS = ["●", "◆", "▲", "■"];

/** From which average fill of three seconds on, in percent, a channel without rules of its own is at a level. */
export const FILL_LIMITS = [0, 50, 80, 95];
