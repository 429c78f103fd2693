/** How many bytes are decoded together at most, and how many records. */
const MAX_WINDOW_BYTES = 64 * 1024;
const MAX_WINDOW_RECORDS = 1024;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Where a record lies in the payload ring. */
export interface RecordPlace {
  readonly start: number;
  readonly length: number;
}

/**
 * Decodes the texts of several records at once: a call of the decoder costs as much as hundreds of characters. What was
 * published is never changed before it is taken, so the decoded text of a record stays right however long it is kept.
 *
 * Only where all characters are ASCII does a position in the bytes equal a position in the text; other windows say so, and
 * their records are decoded one by one.
 */
export class TextWindow {
  #first = 0;
  #count = 0;
  #from = 0;
  #text = "";

  /** The text of the record at `cursor`; `undefined` if the window does not have it. */
  text(cursor: number, { start, length }: RecordPlace): string | undefined {
    const index = (cursor - this.#first) | 0;
    if (index < 0 || index >= this.#count) return undefined;
    const at = start - this.#from;
    return this.#text.slice(at, at + length);
  }

  /**
   * Decodes the record at `cursor` and those after it, as far as they lie in one piece.
   *
   * @param until the first cursor that is not there yet
   * @param place where a record lies
   */
  fill(
    payload: Uint8Array,
    cursor: number,
    until: number,
    place: (cursor: number) => RecordPlace,
  ): void {
    const { start, length } = place(cursor);
    let end = start + length;
    let count = 1;
    const most = Math.min((until - cursor) | 0, MAX_WINDOW_RECORDS);
    while (count < most) {
      const next = place((cursor + count) | 0);
      if (next.start !== end || next.start + next.length > payload.length) break;
      if (end - start + next.length > MAX_WINDOW_BYTES) break;
      end += next.length;
      count++;
    }
    this.#count = 0;
    if (end > payload.length) return;
    // A copy first: shared memory is not for decoders.
    const text = decoder.decode(payload.slice(start, end));
    if (text.length !== end - start) return;
    this.#first = cursor;
    this.#count = count;
    this.#from = start;
    this.#text = text;
  }
}
