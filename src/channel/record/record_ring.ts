import {
  type ChannelSpec,
  controlOf,
  meansOf,
  type MessageReader,
  recordLengthWord,
  recordStartWord,
  type RingMemory,
  TxEnd,
} from "../ring/mod.ts";
import type { Codec } from "./codec.ts";
import { type RecordTxControl, slotWords } from "./record_control.ts";

/** Makes records of messages, with errors that say which channel they are for. */
export class RecordEncoder<T> {
  /** How many bytes a record may have at most. */
  protected readonly maxBytes: number;
  readonly #channel: string;
  readonly #codec: Codec<T>;

  constructor({ name, payloadBytes }: ChannelSpec, codec: Codec<T>) {
    this.#channel = name;
    this.maxBytes = payloadBytes;
    this.#codec = codec;
  }

  /** The bytes of a message. Throws for one that cannot be sent at all. */
  encode(message: T): Uint8Array {
    let bytes: Uint8Array;
    try {
      bytes = this.#codec.encode(message);
    } catch (cause) {
      throw this.faulty(cause);
    }
    if (bytes.length > this.maxBytes) {
      throw new RangeError(
        `Cannot send on channel "${this.#channel}": the message has ${bytes.length} bytes, the channel holds ` +
          `${this.maxBytes}, raise its \`bytes\` option`,
      );
    }
    return bytes;
  }

  /** The error for a message that cannot be encoded. */
  protected faulty(cause: unknown): TypeError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new TypeError(`Cannot send on channel "${this.#channel}": ${why}`, { cause });
  }
}

/** Sends messages of varying length. */
export class RecordTx<T> extends TxEnd<T, RecordTxControl<T>, RecordEncoder<T>> {
  readonly #control = controlOf(this);
  readonly #encoder = meansOf(this);

  override trySend(message: T): boolean {
    const control = this.#control;
    if (control.head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return false;
    }
    return control.sendBytes(this.#encoder.encode(message));
  }
}

/** Reads what {@link RecordTx} sends. */
export class RecordReader<T> implements MessageReader<T> {
  declare protected readonly payload: Uint8Array;
  /** Start and length of each record; see {@link slotWords}. */
  declare protected readonly slots: Uint32Array;
  declare protected readonly mask: number;
  declare protected readonly codec: Codec<T>;

  constructor(memory: RingMemory, codec: Codec<T>) {
    this.slots = slotWords(memory);
    this.mask = memory.spec.slots - 1;
    this.payload = memory.payload();
    this.codec = codec;
  }

  read(cursor: number, _until: number): T {
    return this.codec.decode(this.bytesOf(cursor));
  }

  /** A copy of the record at `cursor`. */
  bytesOf(cursor: number): Uint8Array<ArrayBuffer> {
    const slot = cursor & this.mask;
    const start = this.slots[recordStartWord(slot)] as number;
    const length = this.slots[recordLengthWord(slot)] as number;
    const room = this.payload.length - start;
    if (length <= room) return this.payload.slice(start, start + length);
    const bytes = new Uint8Array(length);
    bytes.set(this.payload.subarray(start));
    bytes.set(this.payload.subarray(0, length - room), room);
    return bytes;
  }

  /** The bytes of the record at `cursor` where they lie; `undefined` if they go round the ring's end. */
  viewOf(cursor: number): Uint8Array | undefined {
    const slot = cursor & this.mask;
    const start = this.slots[recordStartWord(slot)] as number;
    const end = start + (this.slots[recordLengthWord(slot)] as number);
    return end <= this.payload.length ? this.payload.subarray(start, end) : undefined;
  }
}
