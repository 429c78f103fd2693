/**
 * Reads the committed state of an actor that runs, from outside. Host side; nothing is asked of the actor.
 *
 * Why what is read is of one turn, and whole (the words and their order are those of `journal_layout.ts`):
 *
 * - APPLIED is read first (a), then MASK, then COMMITTED (c). If c = a, no commit was between its commit point and its end
 *   when COMMITTED was read. MASK was stored before APPLIED became a, and changes only after COMMITTED is a + 1, so what
 *   was read is the mask of turn a. If c = a + 1, turn c counts already; NEXT_MASK was stored before COMMITTED, and the turn
 *   after c writes it only after APPLIED is c. Any other c means that APPLIED has moved on.
 * - The copies that are current after turn c are not written before the turn that follows turn c + 1, or turn c if c = a + 1,
 *   stages its state; that is after APPLIED has left a. So if APPLIED is still a when all is read, nothing of it was being
 *   written. A turn that dies before its commit point has written copies that are not current; a successor, and the host
 *   when it settles a turn, move APPLIED last too.
 * - The look at the end is a compare-and-exchange of a for a, not a load: it is a store too, so it cannot come before
 *   the reads that precede it, as a load may on ARM. If it succeeds, it comes before the actor's next store to APPLIED, that
 *   before the actor's next look at GENERATION, and that before whatever the actor stages next; so no read saw any of
 *   that. On x86, reads are not reordered among each other anyway. It stores what is there, so the actor never notices.
 *
 * The reads themselves race with the actor's writes. That is harmless in JavaScript: they return something, and what they
 * return is thrown away if the look at the end fails.
 *
 * @module
 */
import { viewsOf } from "../memory/views.ts";
import {
  JOURNAL_APPLIED_WORD,
  JOURNAL_COMMITTED_WORD,
  JOURNAL_MASK_WORD,
  JOURNAL_NEXT_MASK_WORD,
} from "./journal_layout.ts";

/** What was read of a turn. */
export interface Snapshot<T> {
  /** Lower bits of the number of the turn: enough to see that there was another. */
  readonly turn: number;
  readonly value: T;
}

/** Lower bits of the number of the last turn that counts, as those of a snapshot; 0 before the first. */
export function committedTurn(region: SharedArrayBuffer, at: number): number {
  return Atomics.load(viewsOf(region).words, at / 4 + JOURNAL_COMMITTED_WORD);
}

/**
 * Reads state as one committed turn has left it, while the actor may go on.
 *
 * @param read reads the copies that are current by the mask it is given; may be called again, and may see anything if so
 * @param tries how often to read when the actor is faster
 * @returns `undefined` if the actor was faster each time, or has never committed a turn
 */
export function readCommitted<T>(
  region: SharedArrayBuffer,
  at: number,
  read: (mask: number) => T,
  tries: number,
): Snapshot<T> | undefined {
  const { words } = viewsOf(region);
  const base = at / 4;
  for (let i = 0; i < tries; i++) {
    const applied = Atomics.load(words, base + JOURNAL_APPLIED_WORD);
    const settledMask = Atomics.load(words, base + JOURNAL_MASK_WORD);
    const turn = Atomics.load(words, base + JOURNAL_COMMITTED_WORD);
    if (turn === 0) return undefined;
    const mask = turn === applied
      ? settledMask
      : Atomics.load(words, base + JOURNAL_NEXT_MASK_WORD);
    const value = read(mask);
    const seen = Atomics.compareExchange(words, base + JOURNAL_APPLIED_WORD, applied, applied);
    if (seen === applied) return { turn, value };
  }
  return undefined;
}
