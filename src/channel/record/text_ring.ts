import type { Codec } from "./codec.ts";
import { RecordRx } from "./record_ring.ts";
import type { RingMemory } from "../ring/ring_memory.ts";
import { TextWindow } from "./text_window.ts";

/** Takes records that are UTF-8: many are decoded at once. */
export class TextRx<T> extends RecordRx<T> {
  readonly #window: TextWindow;
  readonly #fromText: (text: string) => T;

  /** @param mark the first byte of records that are no texts; -1 if all are */
  constructor(memory: RingMemory, codec: Codec<T>, fromText: (text: string) => T, mark = -1) {
    super(memory, codec);
    this.#window = new TextWindow(this.payload, this.slots, this.mask, mark);
    this.#fromText = fromText;
  }

  protected override read(cursor: number): T {
    const text = this.#window.text(cursor, this.headSeen);
    return text === undefined ? super.read(cursor) : this.#fromText(text);
  }
}
