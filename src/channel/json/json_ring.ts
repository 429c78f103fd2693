import {
  controlOf,
  meansOf,
  recordLengthWord,
  recordStartWord,
  type RingMemory,
  TxEnd,
} from "../ring/mod.ts";
import { type Codec, RecordEncoder, type RecordTxControl, TextReader } from "../record/mod.ts";
import { OUTLINED_MARK } from "./json_layout.ts";
import { OutlineReaders, OutlineWriters } from "./json_outlines.ts";
import { NO_ROOM, PartReader, viewOf } from "./json_parts.ts";

/** Makes records of JSON values: of those whose outline it has learned from their parts, of all others as text. */
export class JsonEncoder<T> extends RecordEncoder<T> {
  readonly #writers: OutlineWriters;
  /** For records that do not lie in one piece, or not yet. */
  #scratch = new Uint8Array(256);
  /** Whether a message is being looked at: a getter of it that sends would write over it. */
  #busy = false;

  constructor(
    { spec }: RingMemory,
    codec: Codec<T>,
    writers: OutlineWriters = new OutlineWriters(),
  ) {
    super(spec, codec);
    this.#writers = writers;
  }

  override encode(message: T): Uint8Array {
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

  /** Writes the parts of a message from `at` on; returns where they end, or a number below 0 that says why they cannot be written. */
  write(message: T, bytes: Uint8Array, view: DataView, at: number, end: number): number {
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
      const stopped = this.write(message, bytes, viewOf(bytes), 0, bytes.length);
      if (stopped >= 0) {
        return stopped <= this.maxBytes ? bytes.subarray(0, stopped) : undefined;
      }
      if (stopped !== NO_ROOM || bytes.length >= this.maxBytes) return undefined;
      this.#scratch = new Uint8Array(bytes.length * 2);
    }
  }
}

/** Sends JSON values. */
export class JsonTx<T> extends TxEnd<T, RecordTxControl<T>, JsonEncoder<T>> {
  readonly #control = controlOf(this);
  readonly #encoder = meansOf(this);
  readonly #view = viewOf(this.#control.payload);

  override trySend(message: T): boolean {
    const control = this.#control;
    if (control.head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return control.full();
    }
    const { start, payload } = control;
    const encoder = this.#encoder;
    const stopped = encoder.write(message, payload, this.#view, start, control.roomEnd());
    if (stopped < 0) return control.sendBytes(encoder.encode(message));
    control.stage(stopped - start);
    return true;
  }
}

/** Reads what {@link JsonTx} sends. */
export class JsonReader<T> extends TextReader<T> {
  readonly #readers = new OutlineReaders();
  readonly #parts: PartReader;

  constructor(memory: RingMemory, codec: Codec<T>) {
    super(memory, codec, JSON.parse, OUTLINED_MARK);
    this.#parts = new PartReader(this.payload);
  }

  override read(cursor: number, until: number): T {
    const slot = cursor & this.mask;
    const start = this.slots[recordStartWord(slot)] as number;
    if (this.payload[start] !== OUTLINED_MARK) return super.read(cursor, until);
    if (start + (this.slots[recordLengthWord(slot)] as number) <= this.payload.length) {
      return this.#readers.read(this.payload, this.#parts, start) as T;
    }
    const bytes = this.bytesOf(cursor);
    return this.#readers.read(bytes, new PartReader(bytes), 0) as T;
  }
}
