import type { Codec } from "../record/mod.ts";
import { OUTLINED_MARK } from "./json_layout.ts";
import { OutlineReaders, OutlineWriters } from "./json_outlines.ts";
import { NO_ROOM, PartReader, viewOf } from "./json_parts.ts";
import { RecordTx } from "../record/mod.ts";
import type { RingMemory } from "../ring/mod.ts";
import { TextRx } from "../record/mod.ts";

/** Sends JSON values: those of an outline that it has learned as their parts, all others as text. */
export class JsonTx<T> extends RecordTx<T> {
  readonly #view: DataView;
  readonly #writers: OutlineWriters;
  /** For records that do not lie in one piece, or not yet. */
  #scratch = new Uint8Array(256);
  /** Whether a message is being looked at: a getter of it that sends would write over it. */
  #busy = false;

  constructor(memory: RingMemory, codec: Codec<T>, writers: OutlineWriters = new OutlineWriters()) {
    super(memory, codec);
    this.#view = viewOf(this.payload);
    this.#writers = writers;
  }

  override trySend(message: T): boolean {
    if (this.head === this.stop) {
      if (this.limit === 0) throw this.refusal();
      return false;
    }
    const { start } = this;
    const stopped = this.#write(message, this.payload, this.#view, start, this.roomEnd());
    if (stopped < 0) return this.sendBytes(this.encode(message));
    this.stage(stopped - start);
    return true;
  }

  protected override encode(message: T): Uint8Array {
    const bytes = this.#encodeParts(message);
    if (bytes !== undefined) return bytes;
    const text = super.encode(message);
    this.#begin();
    try {
      this.#writers.learn(message);
    } catch (cause) {
      throw this.faulty(cause);
    } finally {
      this.#busy = false;
    }
    return text;
  }

  #write(message: T, bytes: Uint8Array, view: DataView, at: number, end: number): number {
    this.#begin();
    try {
      return this.#writers.write(message, bytes, view, at, end);
    } catch (cause) {
      throw this.faulty(cause); // A getter threw.
    } finally {
      this.#busy = false;
    }
  }

  #begin(): void {
    if (this.#busy) throw this.faulty("a getter of another message sends it, send it afterwards");
    this.#busy = true;
  }

  /** The record in parts; `undefined` for a message without a known outline, or too long for the channel. */
  #encodeParts(message: T): Uint8Array | undefined {
    for (;;) {
      const bytes = this.#scratch;
      const stopped = this.#write(message, bytes, viewOf(bytes), 0, bytes.length);
      if (stopped >= 0) {
        return stopped <= this.payload.length ? bytes.subarray(0, stopped) : undefined;
      }
      if (stopped !== NO_ROOM || bytes.length >= this.payload.length) return undefined;
      this.#scratch = new Uint8Array(bytes.length * 2);
    }
  }
}

/** Takes what {@link JsonTx} sends. */
export class JsonRx<T> extends TextRx<T> {
  readonly #readers = new OutlineReaders();
  readonly #parts: PartReader;

  constructor(memory: RingMemory, codec: Codec<T>) {
    super(memory, codec, JSON.parse, OUTLINED_MARK);
    this.#parts = new PartReader(this.payload);
  }

  protected override read(cursor: number): T {
    const slot = (cursor & this.mask) * 2;
    const start = this.slots[slot] as number;
    if (this.payload[start] !== OUTLINED_MARK) return super.read(cursor);
    if (start + (this.slots[slot + 1] as number) <= this.payload.length) {
      return this.#readers.read(this.payload, this.#parts, start) as T;
    }
    const bytes = this.bytesOf(cursor);
    return this.#readers.read(bytes, new PartReader(bytes), 0) as T;
  }
}
