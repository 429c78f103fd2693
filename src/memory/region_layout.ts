/**
 * Layout of a region: the one SharedArrayBuffer that holds everything the threads of a graph share.
 *
 * ```text
 * byte   0  MAGIC     i32   "STDY", so that a wrong buffer is noticed
 * byte   4  VERSION   i32   of this picture
 * byte   8  BYTES     f64   size of the region
 * byte  16  …               unused up to the end of the header
 * byte 128  structures, each starting on its own pair of cache lines
 * ```
 *
 * Structures start at multiples of {@link STRUCTURE_ALIGN}: processors of this generation fetch cache lines in pairs, so
 * two words that different threads write stay 128 bytes apart.
 */

export const REGION_MAGIC = 0x5354_4459;
export const REGION_VERSION = 1;

export const REGION_MAGIC_WORD = 0;
export const REGION_VERSION_WORD = 1;
export const REGION_BYTES_F64 = 1;

export const REGION_HEADER_BYTES = 128;
export const STRUCTURE_ALIGN = 128;

/** What one region may hold at most. Word indexes stay far inside 32 bits. */
export const REGION_MAX_BYTES = 2 ** 32;
