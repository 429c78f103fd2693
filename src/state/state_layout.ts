/**
 * Layout of an actor's state: every cell twice, so that a turn can write one copy while the other still holds what the
 * turn before it committed.
 *
 * ```text
 * byte  0  VERSION  i32
 * byte  8  scalars, copy 0   8 bytes a cell: f64, or i64 for bigints     ┐ group 0
 *          scalars, copy 1                                              ┘
 *          record cell 1, copy 0   LENGTH i32, unused i32, UTF-8 bytes  ┐ group 1
 *          record cell 1, copy 1                                        ┘
 *          record cell 2, …
 * ```
 *
 * Which copy of a group is current is bit `group` of the mask that the turn journal commits. A turn that changes a group
 * writes the copy that is not current and flips the bit in the mask it stages; if it never commits, nothing happened.
 */

export const STATE_VERSION = 1;

export const STATE_VERSION_WORD = 0;
export const STATE_HEADER_BYTES = 8;
export const SCALAR_CELL_BYTES = 8;
export const RECORD_CELL_HEADER_BYTES = 8;

/** Groups are bits of one word: one for all scalars, one for each record cell. */
export const MAX_RECORD_CELLS = 30;

/** Byte offset, from the state's start, of one copy of the scalars. */
export function scalarsByte(scalars: number, copy: number): number {
  return STATE_HEADER_BYTES + copy * scalars * SCALAR_CELL_BYTES;
}

/** What one copy of a record cell takes, in bytes. */
export function recordCopyBytes(maxBytes: number): number {
  return RECORD_CELL_HEADER_BYTES + Math.ceil(maxBytes / 8) * 8;
}
