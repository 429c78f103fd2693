/**
 * Layout of the ring of letters: the dead letters of a graph, so that they outlive its process.
 *
 * ```text
 * byte   0  VERSION  i32
 * byte   4  BYTES    i32   bytes of the ring, a multiple of 8
 * byte   8  FIRST    i32   where the oldest entry starts ┐ modulo 2 × BYTES, so that a full ring is not an empty one;
 * byte  12  NEXT     i32   where the next one will       ┘ modulo BYTES, the place in the ring
 * byte 128  ring     u8 × BYTES, of entries, each on a multiple of 8:
 *             byte  0  LENGTH  i32   bytes of the letter's text
 *             byte  4  STATUS  i32   LETTER_*
 *             byte  8  ACTOR   i32   number of the actor; −1: of one that the graph does not have, as another program has drawn it
 *             byte 12  END     i32   number of the actor's end that the message is taken out of; −1: the actor wrote the letter itself
 *             byte 16  CURSOR  i32   TAIL of that end while the message is in it
 *             byte 20  TOLD    i32   1 once the program has been told
 *             byte 24  TURN    f64   number of the actor's turn that wrote it
 *             byte 32  TEXT    u8 × LENGTH
 * ```
 *
 * An entry does not wrap: what is left at the end of the ring is filled by one of LETTER_FILLER, of which there are LENGTH and STATUS alone,
 * and LENGTH counts what follows these.
 *
 * Only the host writes it. An entry is whole before NEXT is moved behind it, and FIRST is moved before anything is written over the oldest. A
 * letter is LETTER_OPEN first: one that the actor wrote counts once its turn has committed; one whose message is taken out counts from then on,
 * and if its host is cut off before it has moved TAIL, the next one does, because the letter is there already. So there is no moment at which a
 * message is in neither of the two, and none at which the next host takes it to be in both.
 */

export const LETTERS_VERSION = 2;

export const LETTERS_VERSION_WORD = 0;
export const LETTERS_BYTES_WORD = 1;
export const LETTERS_FIRST_WORD = 2;
export const LETTERS_NEXT_WORD = 3;
export const LETTERS_RING_BYTE = 128;

/** Words of an entry. */
export const LETTER_LENGTH_WORD = 0;
export const LETTER_STATUS_WORD = 1;
export const LETTER_ACTOR_WORD = 2;
export const LETTER_END_WORD = 3;
export const LETTER_CURSOR_WORD = 4;
export const LETTER_TOLD_WORD = 5;
export const LETTER_TURN_F64 = 3;
const LETTER_TEXT_BYTE = 32;
const FILLER_BYTES = 8;

/** What STATUS is. No bit that is another one makes one of these of another. */
export const LETTER_FILLER = 0x6669_6c6c;
/** It is not known yet whether it counts. */
export const LETTER_OPEN = 0x6f70_656e;
export const LETTER_COUNTS = 0x636f_756e;
/** The turn that wrote it never committed. */
export const LETTER_VOID = 0x766f_6964;

/** The ACTOR of a letter whose actor the graph does not have. */
export const ACTOR_GONE = -1;

/** The END of a letter that its actor wrote. */
export const WRITTEN_BY_ACTOR = -1;

/** Byte offset, from the ring's structure, of the entry at that place of the ring. */
export function letterByte(place: number): number {
  return LETTERS_RING_BYTE + place;
}

/** Byte offset, from the ring's structure, of the text of the entry at that place. */
export function letterTextByte(place: number): number {
  return letterByte(place) + LETTER_TEXT_BYTE;
}

/** What an entry with a text of so many bytes takes. */
export function letterBytes(length: number): number {
  return LETTER_TEXT_BYTE + Math.ceil(length / 8) * 8;
}

/** What an entry that fills takes, by its LENGTH; and the other way round. */
export function fillerBytes(length: number): number {
  return FILLER_BYTES + length;
}

/** The LENGTH of an entry that fills so many bytes. */
export function fillerLength(bytes: number): number {
  return bytes - FILLER_BYTES;
}

/** What the structure takes with a ring of so many bytes. */
export function lettersBytes(ring: number): number {
  return LETTERS_RING_BYTE + ring;
}
