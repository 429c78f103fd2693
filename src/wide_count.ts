/**
 * Counts of 64 bits in shared memory, as exact as numbers are: up to 2⁵³. One thread writes such a count, any may read it.
 *
 * ```text
 * LOW   i32   bits 0 to 31 of the count: a counter that wraps, by which the work is done
 * HIGH  i32   bits 31 and up: how many halves of LOW's round the count has gone through
 * ```
 *
 * Bit 31 stands in both. HIGH changes once in 2³¹ steps, so whoever counts pays for it only then: {@link isNewHalf}.
 *
 * Why a reader gets it right. The writer, which steps by less than 2³¹ at a time, stores a new HIGH before the LOW that it belongs
 * to, both sequentially consistent. A reader loads HIGH, LOW, and HIGH again. If HIGH is the same both times, LOW was loaded while
 * HIGH was that: it is of the half that HIGH says, or, between the writer's two stores, still of the half before. Bit 31 of LOW
 * tells which, because it differs from half to half. If HIGH is not the same, 2³¹ steps have gone by, and the reader tries again.
 *
 * A writer that dies between its two stores leaves what a reader takes for the count before. Its successor, which begins with
 * what it reads, stores the same HIGH again when it takes that step.
 *
 * @module
 */

const HALF = 2 ** 31;
const BITS_IN_HALF = 0x7fff_ffff;

/** Reads the count whose words have these indices. */
export function readCount(words: Int32Array, lowWord: number, highWord: number): number {
  for (;;) {
    const high = Atomics.load(words, highWord);
    const low = Atomics.load(words, lowWord);
    if (Atomics.load(words, highWord) !== high) continue;
    return countOf(low >>> 31 === (high & 1) ? high : high - 1, low);
  }
}

/** Writes the whole count, which must be at most 2³¹ − 1 more than it was. */
export function storeCount(
  words: Int32Array,
  lowWord: number,
  highWord: number,
  count: number,
): void {
  Atomics.store(words, highWord, highOf(count));
  Atomics.store(words, lowWord, count | 0);
}

/** Whether a step of less than 2³¹ from one low word to another changes the high one. */
export function isNewHalf(from: number, to: number): boolean {
  return (from ^ to) < 0;
}

/** The high word of a count. */
export function highOf(count: number): number {
  return Math.floor(count / HALF);
}

/** The count with these words. */
export function countOf(high: number, low: number): number {
  return high * HALF + (low & BITS_IN_HALF);
}
