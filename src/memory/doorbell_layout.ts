/**
 * Layout of a doorbell: what wakes the actors of one worker. Each actor has a seat in its worker, numbered from 0.
 *
 * ```text
 * byte   0  VERSION   i32
 * byte   4  SEATS     i32   how many actors the worker runs
 * byte 128  SEQUENCE  i32   raised by every ring; the worker parks on this word
 * byte 132  SLEEPING  i32   not 0 while the worker is parked (or about to be): only then is a notify needed. Bits 0 to 9: the
 *                           number of its process in the graph, 1 for that of the host; the others count its parks where
 *                           other processes share the region
 * byte 136  SUMMARY   i32 × 30                   one bit for each word of READY that is not 0
 * byte 256  READY     i32 × ceil(SEATS / 32)   one bit a seat: rung and not yet looked at
 *           WAITING   i32 × SEATS              not 0 while the actor of the seat waits: only then is a ring needed. Bit 0: it waits;
 *                                              bit 1: messages may end the wait; bit 2: room may
 * ```
 *
 * Why no wake-up is lost. An actor that is about to wait stores WAITING, then checks its condition once more. A peer first
 * publishes (its cursor), then loads WAITING. All four accesses are sequentially consistent, so at least one side sees
 * the other: either the actor finds its condition met, or the peer finds that it waits and rings.
 *
 * A peer that has sent messages rings only if messages may end the wait, and one that has taken some only if room may: to wake a thread
 * in vain costs more than a turn. Whoever ends its part in a channel, and the host, ring whoever waits. So what an actor says in WAITING
 * must be all that may end its wait. Where that depends on how things stand, as for one that waits for messages and room at once (as long
 * as there is no room, messages alone do not help), it works out bits, stores them, checks its condition, and works them out again: if
 * those are among what it has stored, then after the store something was missing which only such a ring can bring, and that ring comes.
 * If not, it stores all bits, and checks once more. Peers in its own thread do not look at WAITING: whatever they do that may change what
 * is missing has the actor check its condition, and store bits anew.
 *
 * The same argument, one level down, holds for SLEEPING and SEQUENCE: the worker reads SEQUENCE, stores SLEEPING and
 * parks on the value it read; a ringer raises SEQUENCE, then loads SLEEPING. Either the worker's park returns "not-equal"
 * at once, or the ringer sees that it sleeps and notifies.
 *
 * A notify is heard within a process alone. Where the sleeper is of another one, the ringer sends it a byte, and its thread notifies itself.
 * So that one byte a park is enough, the ringer then puts SLEEPING back to 0, if it is still the number that it saw: the next
 * park has another. Who dies between the two leaves it set, and the next ringer sends a byte once more.
 *
 * A worker that naps blocks on SEQUENCE (`Atomics.wait`) in place of a park (`waitAsync`), after the same steps: to whoever rings it is the
 * same, and a notify wakes both.
 *
 * To ring is to set the READY bit, then that of its word in SUMMARY, to raise SEQUENCE, and to notify. Who answers reads SEQUENCE, then
 * takes SUMMARY, then the words of READY that it names: so a ring that it does not see has still to raise SEQUENCE, and is seen next
 * time. SUMMARY is what makes an answer cheap where ten thousand actors share a worker; word w of READY has bit w modulo 960, and a
 * bit that is set for a word that is 0 costs one look. Only the actor itself takes WAITING back, once it
 * looks; so whoever rings in the meantime does it all again. That is a little work lost, but nothing is when a thread dies
 * between two of those steps: the next ringer, or its own successor, finds in WAITING that it waits.
 *
 * WAITING may stay set for good where all peers of an actor share its thread: they ask it directly, so only the host rings it, and seldom.
 * Such an actor is armed before its first wait, and need not check its condition again after that: nobody else has run since it did.
 *
 * A ring that nobody needed is harmless: the actor looks at its condition and goes on waiting. That is why a crashed
 * worker may leave WAITING and SLEEPING set.
 */

export const DOORBELL_VERSION = 4;

export const DOORBELL_VERSION_WORD = 0;
export const DOORBELL_SEATS_WORD = 1;
export const DOORBELL_SEQUENCE_WORD = 32;
export const DOORBELL_SLEEPING_WORD = 33;
export const DOORBELL_SUMMARY_WORD = 34;
export const DOORBELL_READY_WORD = 64;

/** Bit of WAITING: the actor waits. */
export const DOORBELL_WAITS = 1;
/** Bit of WAITING: messages may end the wait. */
export const DOORBELL_HEEDS_MESSAGES = 2;
/** Bit of WAITING: room may end the wait. */
export const DOORBELL_HEEDS_ROOM = 4;
/** All bits of WAITING. */
export const DOORBELL_HEEDS_ALL = 7;
/** In SLEEPING: nobody sleeps there. */
export const DOORBELL_AWAKE = 0;
/** In SLEEPING: the number of the sleeper's process. */
export const DOORBELL_PROCESS_MASK = 1023;
/** In SLEEPING: what the next park adds. */
export const DOORBELL_PARKS_STEP = 1024;
/** The number of the host's process. */
export const HOST_PROCESS = 1;

/** How many words of READY have a bit of their own in SUMMARY. */
export const SUMMARY_BITS = (DOORBELL_READY_WORD - DOORBELL_SUMMARY_WORD) * 32;

/** How many words the READY bits of `seats` actors take. */
export function doorbellReadyWords(seats: number): number {
  return (seats + 31) >>> 5;
}

/** How many words of SUMMARY those bits need. */
export function doorbellSummaryWords(seats: number): number {
  return (Math.min(doorbellReadyWords(seats), SUMMARY_BITS) + 31) >>> 5;
}

/** The first of the WAITING words. */
export function doorbellWaitingWord(seats: number): number {
  return DOORBELL_READY_WORD + doorbellReadyWords(seats);
}

/** What the doorbell of a worker with `seats` actors takes, in bytes. */
export function doorbellBytes(seats: number): number {
  return (doorbellWaitingWord(seats) + seats) * 4;
}
