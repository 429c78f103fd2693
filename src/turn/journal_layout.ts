/**
 * Layout of a turn journal: what makes the inputs taken, the outputs sent and the state changed in one turn of an actor
 * become visible together, or not at all.
 *
 * ```text
 * byte  0  VERSION     i32
 * byte  4  ENDS        i32   how many channel ends the actor has
 * byte  8  GENERATION  i32   which generation of the actor may commit: the fence
 * byte 12  COMMITTED   i32   number of the last turn that counts: its lower bits, wrapping past 0
 * byte 16  APPLIED     i32   number of the last turn whose cursors are published, wrapping
 * byte 20  MASK        i32   which copies of the state are current
 * byte 24  NEXT_MASK   i32   the MASK of turn COMMITTED                                    ┐
 * byte 28  LAST        i32   number of the actor's last turn, 0 as long as there is none   │ the record
 * byte 32  REPLAYED    i32   number of the last dead letter that the actor has sent for the host
 * byte 36  NEXT_REPL.  i32   the REPLAYED of turn COMMITTED                               (part of the record)
 * byte 40  TURN_HIGH   i32   the upper bits of COMMITTED
 * byte 44  BETWEEN     i32   1 while the actor waits between two turns                    (no part of the record)
 * byte 48  record      ENDS × (CURSOR i32, ENDING i32) of turn COMMITTED                   ┘
 *          touched     ENDS × TOUCHED i32                                                 (no part of the record)
 *          IDENTITY    i32   number of the actor in ids of effects                        ┐
 *          ENDS_EVER   i32   how many ends it has had, in all graphs that were drawn      │ by the host, before any worker starts
 *          identities  ENDS × i32   number of each end in ids of effects                  ┘
 * ```
 *
 * A commit of an actor with two ends touches 64 bytes, which are one cache line.
 *
 * A commit takes these steps, each a store that other threads see in this order:
 *
 * 1. write the record: the cursor of every end, and the mask (the state's other copies were written before)
 * 2. COMMITTED = n, the commit point
 * 3. publish every cursor in its channel, MASK = NEXT_MASK, REPLAYED = NEXT_REPLAYED, ring the peers
 * 4. APPLIED = n
 *
 * COMMITTED is always stored by `Atomics`: that keeps compiler and processor from moving the record behind it, or a cursor before it,
 * also where the cursors are plain because both ends of a channel are in one thread (see the layout of a channel). A thread ends at a
 * call or at the end of a loop's round, never between two stores of a sequence without either, and what it had stored is all there for
 * whoever begins after it. APPLIED is plain for an actor without state: while the actor runs nobody compares it but looks that allow for
 * that, see below, and the next COMMITTED comes after it. With state, snapshots compare it, and it is stored by `Atomics`.
 *
 * What the host finds, wherever the actor died. It finishes what is to be finished before it lets a successor in or tells anybody
 * that the actor has ended:
 * - in or before step 1: COMMITTED = APPLIED. The record may be half written; nobody reads it. The channels and MASK show
 *   the turn before, so the turn never happened.
 * - in step 3, between 2 and 4: COMMITTED ≠ APPLIED. The record is whole, because COMMITTED was stored after it, and no
 *   later turn has begun. Publishing it again stores the same values, and a ring too many is harmless: step 3 is
 *   idempotent. The turn happened.
 * - after step 4: COMMITTED = APPLIED and everything is in place. The turn happened.
 *
 * LAST is part of the record too: it holds n once the actor has ended with turn n. The actor has ended if LAST is not 0 and equals
 * COMMITTED. If the actor died before it committed turn n, they differ, but only until the successor commits a turn n of its own,
 * which need not be its last. So the host sets LAST to 0 before it lets a successor in, unless the actor has ended; and if it has, once
 * people want it to begin again. A fence that
 * lets nobody in leaves LAST as it is: the thread may be between writing it and COMMITTED.
 *
 * TOUCHED is no part of the commit: it says which inputs the turn under way has taken or looked at messages of, the one touched
 * last with the highest number, and is kept up to date only while a generation goes on with caution after a death. The host reads
 * it to learn what was under work.
 *
 * BETWEEN is no part of the commit either. It is 1 before a generation begins, and while it is parked in a wait of `actor.wait`: the
 * turn before is committed then, and none has begun. The host reads it once the thread is gone: of an actor that waited so, no message
 * was under work. A wait in the middle of a turn (`actor.send`) leaves it 0, and so does a wait that is over at once, which must cost
 * nothing: 0 says only that a turn may have been under way.
 *
 * What may be concluded from outside while the actor runs, or dies. Three looks at it, one after the other: the first sees TAIL of an input
 * at t; the second finds APPLIED = COMMITTED; the third sees HEAD of an output at h. Then all that the actor has sent because of the
 * messages below t stands below h, but for what it keeps in its state or in variables:
 *
 * - TAIL = t was published in step 3 of a turn n, be it by the actor or by the host that finishes its turn. So COMMITTED was n or later
 *   before the first look ended, and is in the second.
 * - APPLIED was the same then, so step 3 of turn n was over: its outputs were published, and with them those of all turns before, in which
 *   the messages below t were taken. What the actor sends because of a message it sends by the turn that takes it, or earlier.
 * - HEAD only grows, so the third look sees all of that.
 *
 * The same holds where t is not TAIL but what a cell of the actor's state says: it commits with the turn, and is read as one that has
 * committed.
 *
 * Without the second look it would be wrong: who dies in step 3 between two cursors leaves TAIL published and HEAD not, until the host has
 * heard of the death. The looks are rounds of the host's event loop apart, for the sake of what is stored without atomics: where both ends of
 * a channel are in one thread its cursors are, and so is APPLIED of an actor without state. No processor keeps back for that long what a
 * thread has stored, so what is there at one look is seen by the next one together with all that was stored before it.
 *
 * IDENTITY and the identities of ends are the numbers that they have in the graph, as long as a region is used by programs that draw the same
 * one. Where another program draws it otherwise, what it has of the old graph keeps them, and what is new gets some that nobody has had: so an
 * effect outside that is done again has its id again, and no other one has. An end is the same as long as it is of the same channel.
 *
 * COMMITTED and APPLIED can differ by one at most, so their wrapping does not matter. COMMITTED and TURN_HIGH are one count of
 * 64 bits (`wide_count.ts`): the number of a turn never comes again. TURN_HIGH is stored right before step 2 where it changes; an
 * actor that dies in between leaves the count as it was. The numbers whose lower bits are all 0 are left out: 0 is no turn.
 *
 * The fence: a generation may commit, and write the copies of the state that are not current, only while GENERATION is its
 * own: what is not current for it may be current for its successor. A host that gives up an actor without being sure
 * that its thread is gone raises GENERATION first. So does a host that ends a thread from outside, before it does: code that is
 * stopped in the middle loses the reactions that were due, among them the one that makes an actor that has thrown commit no
 * more, and a timer may run after that.
 */

export const JOURNAL_VERSION = 7;

export const JOURNAL_VERSION_WORD = 0;
export const JOURNAL_ENDS_WORD = 1;
export const JOURNAL_GENERATION_WORD = 2;
export const JOURNAL_COMMITTED_WORD = 3;
export const JOURNAL_APPLIED_WORD = 4;
export const JOURNAL_MASK_WORD = 5;
export const JOURNAL_NEXT_MASK_WORD = 6;
export const JOURNAL_LAST_WORD = 7;
export const JOURNAL_REPLAYED_WORD = 8;
export const JOURNAL_NEXT_REPLAYED_WORD = 9;
export const JOURNAL_TURN_HIGH_WORD = 10;
export const JOURNAL_BETWEEN_WORD = 11;
const JOURNAL_RECORD_WORD = 12;
const RECORD_WORDS_PER_END = 2;

/** Nobody notes what is touched. */
export const UNNOTED = 0;
/** Nothing of the end was touched in the turn; any higher number says that something was. */
export const UNTOUCHED = 1;

/** What the journal of an actor with `ends` channel ends takes, in bytes. */
export function journalBytes(ends: number): number {
  return journalEndIdentityWord(ends, ends) * 4;
}

/** Where the record has the CURSOR of the end with that number. */
export function journalCursorWord(end: number): number {
  return JOURNAL_RECORD_WORD + end * RECORD_WORDS_PER_END;
}

/** Where the record has the ENDING of the end with that number. */
export function journalEndingWord(end: number): number {
  return journalCursorWord(end) + 1;
}

/** Where TOUCHED of the end with that number stands, in the journal of an actor with `ends` channel ends. */
export function journalTouchedWord(ends: number, end: number): number {
  return journalCursorWord(ends) + end;
}

/** Where IDENTITY stands, in the journal of an actor with `ends` channel ends. */
export function journalIdentityWord(ends: number): number {
  return journalTouchedWord(ends, ends);
}

/** Where ENDS_EVER stands, in the journal of an actor with `ends` channel ends. */
export function journalEndsEverWord(ends: number): number {
  return journalIdentityWord(ends) + 1;
}

/** Where the identity of the end with that number stands, in the journal of an actor with `ends` channel ends. */
export function journalEndIdentityWord(ends: number, end: number): number {
  return journalEndsEverWord(ends) + 1 + end;
}
