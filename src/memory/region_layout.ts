/**
 * Layout of a region: the one SharedArrayBuffer that holds everything the threads of a graph share.
 *
 * ```text
 * byte   0  MAGIC     i32   "STDY", so that a wrong buffer is noticed
 * byte   4  VERSION   i32   of this picture
 * byte   8  BYTES     f64   size of the region
 * byte  16  PLAN      u8 × 32   SHA-256 of the text of the plan                       ┐
 * byte  48  EPOCH     u8 × 16   a UUID: another each time the graph begins anew       │
 * byte  64  BOOT      u8 × 16   which run of the machine wrote it last, a UUID        │ of a region in a file,
 * byte  80  STANDING  i32       STANDING_*                                            │ else all 0
 * byte  84  PROCESSES i32       how many processes have had it since it began         │
 * byte  88  CANARY    i32       to see whether memory and file are one                │
 * byte  92  TEXT      i32       bytes of the text of the plan, which is at byte 128   │
 * byte  96  CHECK     i32       sum over bytes 4 to 79 and TEXT                       │
 * byte 100  OWNER     i32       the number of the process that has it, or had it last ┘
 * byte 128  structures, each starting on its own pair of cache lines
 * ```
 *
 * A region in a file is made in this order: MAGIC = REGION_UNDER_WAY, everything else, MAGIC = REGION_MAGIC. So a file whose making was
 * cut off says so, and is made anew; and whoever finds REGION_MAGIC finds all of it. CHECK shows a header that others have changed. Where
 * the program has changed, it is made so in a file beside the one that it takes the place of, which is renamed into that place when it is
 * whole: until then the old file is as it was left.
 *
 * Structures start at multiples of {@link STRUCTURE_ALIGN}: processors of this generation fetch cache lines in pairs, so
 * two words that different threads write stay 128 bytes apart.
 */

export const REGION_MAGIC = 0x5354_4459;
/** In the place of {@link REGION_MAGIC}, in a file that is being made. */
export const REGION_UNDER_WAY = 0x5354_4430;
export const REGION_VERSION = 3;

export const REGION_MAGIC_WORD = 0;
export const REGION_VERSION_WORD = 1;
export const REGION_BYTES_F64 = 1;
export const REGION_PLAN_BYTE = 16;
export const REGION_PLAN_BYTES = 32;
export const REGION_EPOCH_BYTE = 48;
export const REGION_BOOT_BYTE = 64;
/** What EPOCH and BOOT take. */
export const REGION_UUID_BYTES = 16;
export const REGION_STANDING_WORD = 20;
export const REGION_PROCESSES_WORD = 21;
export const REGION_CANARY_WORD = 22;
export const REGION_TEXT_WORD = 23;
export const REGION_CHECK_WORD = 24;
export const REGION_OWNER_WORD = 25;
/** What CHECK is about begins and ends here. */
export const REGION_CHECKED_BYTE = 4;
export const REGION_CHECKED_END_BYTE = 80;

/**
 * A process has it, or had it when it was killed. No bit that is another one makes one of these of another, nor of nothing one of these: a
 * graph that was in use must not be taken for one that has ended.
 */
export const STANDING_IN_USE = 0x696e_2075;
/** The graph has come to its end, in good order. */
export const STANDING_ENDED = 0x656e_6465;
/** The graph was ended: some of its actors were given up, or had not stopped. */
export const STANDING_CUT_OFF = 0x6375_7420;
/** What another program has left was carried into it, and no process has had it yet. */
export const STANDING_CARRIED = 0x6361_7272;

export const REGION_HEADER_BYTES = 128;
export const STRUCTURE_ALIGN = 128;

/** What one region may hold at most. Word indexes stay far inside 32 bits. */
export const REGION_MAX_BYTES = 2 ** 32;
