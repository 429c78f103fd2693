/**
 * Layout of the ledger: what the host of a graph knows and has decided, where the next host can read it.
 *
 * ```text
 * byte   0  VERSION     i32
 * byte   4  ACTORS      i32
 * byte   8  ENDS        i32   channel ends of all actors together
 * byte  12  ACTORS_EVER i32   how many actors the graph has had, with those of programs that drew it otherwise
 * byte 128  actors      ACTORS × 256 bytes, each:
 *             byte  0  FATE        i32   FATE_*
 *             byte  4  GENERATIONS i32   how many generations of the actor were let in
 *             byte  8  WAKINGS     i32   how many of them followed no crash
 *             byte 12  WHY         i32   bytes of the reason for FATE
 *             byte 16  TEXT        u8 × 240   the reason
 *           ends        ENDS × 16 bytes, those of the first actor first, each:
 *             byte  0  CURSOR      i32   the message that DEATHS is about
 *             byte  4  DEATHS      i32   how many deaths count against it
 *             byte  8  UNTIL       i32   the messages up to here, without this one, are suspected
 *             byte 12  SUSPECTED   i32   1 if any are
 * ```
 *
 * Only the host writes it, and what it writes may be cut off between any two stores:
 *
 * - FATE is stored after its reason, and before the first thing that is done because of it (the end of a channel is closed, say). All that is
 *   done because of it can be done again, and the next host does.
 * - GENERATIONS is stored before the fence is raised for the generation, so no number is ever given twice.
 * - DEATHS is stored as 0, then CURSOR, then DEATHS. Who is cut off in between forgets how many there were: the message is tried so
 *   many times more. UNTIL is stored before SUSPECTED for the same reason.
 */

export const LEDGER_VERSION = 2;

export const LEDGER_VERSION_WORD = 0;
export const LEDGER_ACTORS_WORD = 1;
export const LEDGER_ENDS_WORD = 2;
export const LEDGER_ACTORS_EVER_WORD = 3;
const LEDGER_ENTRIES_BYTE = 128;
const ENTRY_BYTES = 256;
const END_BYTES = 16;

/** Words of an actor's entry. */
export const ENTRY_FATE_WORD = 0;
export const ENTRY_GENERATIONS_WORD = 1;
export const ENTRY_WAKINGS_WORD = 2;
export const ENTRY_WHY_WORD = 3;
export const ENTRY_TEXT_BYTE = 16;
export const ENTRY_TEXT_MAX_BYTES = 240;

/** Words of an end's entry. */
export const END_CURSOR_WORD = 0;
export const END_DEATHS_WORD = 1;
export const END_UNTIL_WORD = 2;
export const END_SUSPECTED_WORD = 3;

/** Nothing was decided: the actor is at work, or is to be. No bit that is another one makes one of these of another. */
export const FATE_NONE = 0;
/** It has come to its end by itself, before anybody asked for a stop. */
export const FATE_ENDED = 0x656e_6465;
export const FATE_FAILED = 0x6661_696c;
export const FATE_REMOVED = 0x7265_6d6f;
export const FATE_UNSTOPPED = 0x756e_7374;

/** Byte offset, from the ledger's start, of the entry of the actor with that number. */
export function ledgerEntryByte(actor: number): number {
  return LEDGER_ENTRIES_BYTE + actor * ENTRY_BYTES;
}

/** Byte offset, from the start of the ledger of `actors` actors, of the entry of the end with that number. */
export function ledgerEndByte(actors: number, end: number): number {
  return ledgerEntryByte(actors) + end * END_BYTES;
}

/** What the ledger of so many actors with so many ends takes, in bytes. */
export function ledgerBytes(actors: number, ends: number): number {
  return ledgerEndByte(actors, ends);
}
