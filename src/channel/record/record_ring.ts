import {
  CHANNEL_TAIL_WORD,
  type ChannelSpec,
  controlOf,
  meansOf,
  type MessageReader,
  RECORD_SLOT_BYTES,
  recordLengthWord,
  recordStartWord,
  type RingMemory,
  TxControl,
  TxEnd,
} from "../ring/mod.ts";
import type { Codec } from "./codec.ts";

/** The words of all slots: where each record's payload starts in the payload ring, and how long it is. */
export function slotWords({ region, slotsAt, spec }: RingMemory): Uint32Array {
  return new Uint32Array(region, slotsAt, spec.slots * RECORD_SLOT_BYTES / 4);
}

/** The control of a sending end whose messages vary in length: a slot in the ring, the bytes in the payload ring. */
export class RecordTxControl<T = unknown> extends TxControl<T> {
  declare readonly payload: Uint8Array;
  /** Where the next payload starts. */
  declare start: number;
  declare protected readonly slots: Uint32Array;
  /** Payload bytes in use, as far as `tailSeen` tells. */
  #used: number;
  /** Payload bytes sent in all, with those of this turn. */
  #bytes: number;
  /** Bytes of the message refused last, so that `vacant` waits for enough. */
  #wanted = 0;

  constructor(memory: RingMemory) {
    super(memory);
    this.slots = slotWords(memory);
    this.payload = memory.payload();
    // Slot HEAD - 1 may be gone only when the ring was empty: then any start will do. See the layout's argument.
    this.tailSeen = Atomics.load(memory.words, memory.base + CHANNEL_TAIL_WORD);
    this.start = this.tailSeen === this.head ? 0 : this.#endOf((this.head - 1) | 0);
    this.#used = 0;
    this.#measure();
    this.#bytes = this.trail?.bytes ?? 0;
  }

  #startOf(cursor: number): number {
    return this.slots[recordStartWord(cursor & this.mask)] as number;
  }

  #lengthOf(cursor: number): number {
    return this.slots[recordLengthWord(cursor & this.mask)] as number;
  }

  #endOf(cursor: number): number {
    return (this.#startOf(cursor) + this.#lengthOf(cursor)) & (this.payload.length - 1);
  }

  /** Finds out how much payload is in use, from the first live record to the end of the last staged one. */
  #measure(): void {
    if (this.tailSeen === this.head) {
      this.#used = 0;
      return;
    }
    const first = this.#startOf(this.tailSeen);
    const distance = (this.start - first) & (this.payload.length - 1);
    // Start and end meet when the ring is exactly full, or when all live records are empty.
    this.#used = distance === 0 && this.#hasBytes() ? this.payload.length : distance;
  }

  #hasBytes(): boolean {
    for (let cursor = this.tailSeen; cursor !== this.head; cursor = (cursor + 1) | 0) {
      if (this.#lengthOf(cursor) !== 0) return true;
    }
    return false;
  }

  override hasRoom(messages: number, bytes: number): boolean {
    if (!super.hasRoom(messages, bytes)) return false;
    const wanted = Math.max(bytes, this.#wanted);
    if (wanted === 0) return true;
    this.#measure();
    return this.payload.length - this.#used >= wanted;
  }

  /** How many bytes of payload there is room for. */
  get vacantBytes(): number {
    if (this.vacantUnits === 0) return 0;
    this.#measure();
    return this.payload.length - this.#used;
  }

  /** Sends a record, if there is room for its bytes. There must be a slot. */
  sendBytes(bytes: Uint8Array): boolean {
    const { length } = bytes;
    if (this.payload.length - this.#used < length) {
      this.look();
      if (this.away) return false;
      this.#measure();
      if (this.payload.length - this.#used < length) {
        return this.miss(length);
      }
    }
    this.#copyIn(bytes);
    this.stage(length);
    return true;
  }

  /** Up to where a record may be written that lies in one piece. */
  roomEnd(): number {
    return Math.min(this.payload.length, this.start + this.payload.length - this.#used);
  }

  /** Sends the record of `length` bytes that lies at `start`. */
  stage(length: number): void {
    const slot = this.head & this.mask;
    this.slots[recordStartWord(slot)] = this.start;
    this.slots[recordLengthWord(slot)] = length;
    this.start = (this.start + length) & (this.payload.length - 1);
    this.#used += length;
    this.#bytes += length;
    this.#wanted = 0;
    this.head = (this.head + 1) | 0;
  }

  /** Notes that records of so many bytes are staged, and where the next one starts. */
  #staged(records: number, bytes: number, start: number): void {
    this.start = start;
    this.#used += bytes;
    this.#bytes += bytes;
    this.#wanted = 0;
    this.head = (this.head + records) | 0;
  }

  /**
   * Sends the records of these lengths, from number `from` on, whose bytes lie one after the other: as many as there is room for.
   *
   * @param bytes begins with those of record number `from`
   * @returns how many were sent
   */
  sendRun(lengths: Uint32Array, from: number, bytes: Uint8Array): number {
    this.look();
    const to = Math.min(lengths.length, from + ((this.stop - this.head) | 0));
    if (to <= from) return 0;
    this.#measure();
    const room = this.payload.length - this.#used;
    let total = 0;
    let next = from;
    while (next < to && total + (lengths[next] as number) <= room) {
      total += lengths[next++] as number;
    }
    if (next === from) return 0;
    this.#copyIn(bytes.subarray(0, total));
    const { slots, mask, head } = this;
    const wrap = this.payload.length - 1;
    let { start } = this;
    for (let i = from; i < next; i++) {
      const slot = (head + i - from) & mask;
      const length = lengths[i] as number;
      slots[recordStartWord(slot)] = start;
      slots[recordLengthWord(slot)] = length;
      start = (start + length) & wrap;
    }
    this.#staged(next - from, total, start);
    return next - from;
  }

  /** A record of so many bytes finds no room. Returns whether it is dropped; if it is not, `vacant` waits for enough. */
  miss(length: number): boolean {
    if (this.full()) return true;
    this.#wanted = length;
    return false;
  }

  override unsend(): void {
    super.unsend();
    this.start = this.#startOf(this.head);
    const length = this.#lengthOf(this.head);
    this.#used -= length;
    this.#bytes -= length;
  }

  override publish(cursor: number, ending: boolean): void {
    this.trail?.countBytes(this.#bytes);
    super.publish(cursor, ending);
  }

  #copyIn(bytes: Uint8Array): void {
    const room = this.payload.length - this.start;
    if (bytes.length <= room) {
      this.payload.set(bytes, this.start);
    } else {
      this.payload.set(bytes.subarray(0, room), this.start);
      this.payload.set(bytes.subarray(room), 0);
    }
  }
}

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
    return this.fitting(bytes);
  }

  /** The bytes, if the channel can hold so many. Throws if it cannot. */
  fitting(bytes: Uint8Array): Uint8Array {
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

/** Makes records by a codec whose errors say all that there is to say, as those with a message of another kind within do. */
export class BodyEncoder<T> extends RecordEncoder<T> {
  readonly #codec: Codec<T>;

  constructor(spec: ChannelSpec, codec: Codec<T>) {
    super(spec, codec);
    this.#codec = codec;
  }

  override encode(message: T): Uint8Array {
    return this.fitting(this.#codec.encode(message));
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
      return control.full();
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
    return this.decode(this.bytesOf(cursor));
  }

  /** The message of a record. */
  decode(record: Uint8Array<ArrayBuffer>): T {
    return this.codec.decode(record);
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
