/**
 * Layout of a JSON record that is not plain JSON text.
 *
 * ```text
 * byte 0  MARK         u8    1: no JSON text begins so
 * byte 1  OUTLINE      u24   bytes of the outline, a multiple of 4
 * byte 4  the outline        the value's outline as JSON text (json_outlines.ts), filled up with spaces
 *         the parts          what the outline has a 0 for, in order
 * ```
 *
 * A part is one byte and what follows it; all numbers are little-endian:
 *
 * ```text
 *   0 … 127   the number itself
 * 128 INT32   i32
 * 129 FLOAT64 f64
 * 130 LATIN   u8 characters, each a u8, none above U+00FF
 * 131 UTF16   u8 units, each a u16
 * 132 NULL
 * 133 TRUE
 * 134 FALSE
 * ```
 *
 * An array is a u16, how many elements it has, and then the parts of each. So a record can be read by itself: a reader that
 * has just begun needs nothing that went before.
 *
 * A record has no room for a version, so copies of this package compare theirs before they share a channel.
 */

export const JSON_VERSION = 1;

export const OUTLINED_MARK = 1;
export const OUTLINE_BYTE = 4;

export const MAX_SMALL = 127;
export const INT32_PART = 128;
export const FLOAT64_PART = 129;
export const LATIN_PART = 130;
export const UTF16_PART = 131;
export const NULL_PART = 132;
export const TRUE_PART = 133;
export const FALSE_PART = 134;

/** How long an outline may be, in UTF-16 units: with longer ones, the keys cost more than they save. */
export const MAX_OUTLINE_CHARACTERS = 1024;
/** How many objects and arrays of an outline may be within each other. */
export const MAX_DEPTH = 8;
/** How long a string may be, in UTF-16 units. */
export const MAX_TEXT = 255;
/** How long an array may be. */
export const MAX_ELEMENTS = 65_535;
