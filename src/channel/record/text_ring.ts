import { recordLengthWord, recordStartWord, type RingMemory } from "../ring/mod.ts";
import type { Codec } from "./codec.ts";
import { RecordReader } from "./record_ring.ts";

/** How many bytes are decoded together at most, and how many records. */
const MAX_WINDOW_BYTES = 64 * 1024;
const MAX_WINDOW_RECORDS = 1024;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Decodes the texts of several records at once: a call of the decoder costs as much as hundreds of characters. What was
 * published is never changed before it is taken, so the decoded text of a record stays right however long it is kept.
 *
 * Only where all characters are ASCII does a position in the bytes equal a position in the text. Other windows are without
 * text, and their records are decoded one by one.
 */
class TextWindow {
  declare protected readonly payload: Uint8Array;
  declare protected readonly slots: Uint32Array;
  declare protected readonly mask: number;
  declare protected readonly mark: number;
  /** The records of the window, whether it has their text or not. */
  #first = 0;
  #count = 0;
  #from = 0;
  #text: string | undefined;

  /**
   * @param slots start and length of each record
   * @param mark the first byte of records that are no texts; -1 if all are
   */
  constructor(payload: Uint8Array, slots: Uint32Array, mask: number, mark: number) {
    this.payload = payload;
    this.slots = slots;
    this.mask = mask;
    this.mark = mark;
  }

  /**
   * The text of the record at `cursor`, which is one; `undefined` if it has to be decoded by itself.
   *
   * @param until the first cursor that is not there yet
   */
  text(cursor: number, until: number): string | undefined {
    if (((cursor - this.#first) >>> 0) >= this.#count) this.#fill(cursor, until);
    if (this.#text === undefined) return undefined;
    const slot = cursor & this.mask;
    const at = (this.slots[recordStartWord(slot)] as number) - this.#from;
    return this.#text.slice(at, at + (this.slots[recordLengthWord(slot)] as number));
  }

  /** Decodes the record at `cursor` and those after it, as far as they lie in one piece. */
  #fill(cursor: number, until: number): void {
    const payload = this.payload;
    const slots = this.slots;
    const first = cursor & this.mask;
    const start = slots[recordStartWord(first)] as number;
    let end = start + (slots[recordLengthWord(first)] as number);
    let count = 1;
    const most = Math.min((until - cursor) | 0, MAX_WINDOW_RECORDS);
    for (; count < most; count++) {
      const slot = (cursor + count) & this.mask;
      const next = end + (slots[recordLengthWord(slot)] as number);
      if (
        slots[recordStartWord(slot)] !== end || next > payload.length ||
        next - start > MAX_WINDOW_BYTES
      ) break;
      if (payload[end] === this.mark) break;
      end = next;
    }
    this.#first = cursor;
    this.#count = count;
    this.#from = start;
    // A copy first: shared memory is not for decoders.
    const text = end > payload.length ? undefined : decoder.decode(payload.slice(start, end));
    this.#text = text?.length === end - start ? text : undefined;
  }
}

/** Reads records that are UTF-8: many are decoded at once. */
export class TextReader<T> extends RecordReader<T> {
  declare protected readonly window: TextWindow;
  declare protected readonly fromText: (text: string) => T;

  /** @param mark the first byte of records that are no texts; -1 if all are */
  constructor(memory: RingMemory, codec: Codec<T>, fromText: (text: string) => T, mark = -1) {
    super(memory, codec);
    this.window = new TextWindow(this.payload, this.slots, this.mask, mark);
    this.fromText = fromText;
  }

  override read(cursor: number, until: number): T {
    const text = this.window.text(cursor, until);
    return text === undefined ? super.read(cursor, until) : this.fromText(text);
  }
}
