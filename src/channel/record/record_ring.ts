import { CHANNEL_TAIL_WORD, type RingMemory, RxEnd, TxEnd } from "../ring/mod.ts";
import type { Codec } from "./codec.ts";

/** The two words of each slot: start of the payload, modulo its ring, and length in bytes. */
function slotWords({ region, slotsAt, spec }: RingMemory): Uint32Array {
  return new Uint32Array(region, slotsAt, spec.slots * 2);
}

/** Sends messages of varying length: a slot in the ring, the bytes in the payload ring. */
export class RecordTx<T> extends TxEnd<T> {
  protected readonly payload: Uint8Array;
  /** Where the next payload starts. */
  protected start: number;
  readonly #slots: Uint32Array;
  readonly #codec: Codec<T>;
  /** Payload bytes in use, as far as `tailSeen` tells. */
  #used: number;
  /** Payload bytes sent in all, with those of this turn. */
  #bytes: number;
  /** Bytes of the message refused last, so that `vacant` waits for enough. */
  #wanted = 0;

  constructor(memory: RingMemory, codec: Codec<T>) {
    super(memory);
    this.#slots = slotWords(memory);
    this.payload = memory.payload();
    this.#codec = codec;
    // Slot HEAD - 1 may be gone only when the ring was empty: then any start will do. See the layout's argument.
    this.tailSeen = Atomics.load(memory.words, memory.base + CHANNEL_TAIL_WORD);
    this.start = this.tailSeen === this.head ? 0 : this.#endOf((this.head - 1) | 0);
    this.#used = 0;
    this.#measure();
    this.#bytes = this.trail?.bytes ?? 0;
  }

  /** How many bytes a message may have at most. */
  get maxBytes(): number {
    return this.payload.length;
  }

  #endOf(cursor: number): number {
    const slot = (cursor & this.mask) * 2;
    return ((this.#slots[slot] as number) + (this.#slots[slot + 1] as number)) &
      (this.payload.length - 1);
  }

  /** Finds out how much payload is in use, from the first live record to the end of the last staged one. */
  #measure(): void {
    if (this.tailSeen === this.head) {
      this.#used = 0;
      return;
    }
    const first = this.#slots[(this.tailSeen & this.mask) * 2] as number;
    const distance = (this.start - first) & (this.payload.length - 1);
    // Start and end meet when the ring is exactly full, or when all live records are empty.
    this.#used = distance === 0 && this.#hasBytes() ? this.payload.length : distance;
  }

  #hasBytes(): boolean {
    for (let cursor = this.tailSeen; cursor !== this.head; cursor = (cursor + 1) | 0) {
      if (this.#slots[(cursor & this.mask) * 2 + 1] !== 0) return true;
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

  override trySend(message: T): boolean {
    if (this.head === this.stop) {
      if (this.limit === 0) throw this.refusal();
      return false;
    }
    return this.sendBytes(this.encode(message));
  }

  /** Sends a record, if there is room. */
  protected sendBytes(bytes: Uint8Array): boolean {
    const { length } = bytes;
    if (this.payload.length - this.#used < length) {
      this.look();
      if (this.gone) return false;
      this.#measure();
      if (this.payload.length - this.#used < length) {
        this.#wanted = length;
        return false;
      }
    }
    this.#copyIn(bytes);
    this.stage(length);
    return true;
  }

  /** Up to where a record may be written that lies in one piece. */
  protected roomEnd(): number {
    return Math.min(this.payload.length, this.start + this.payload.length - this.#used);
  }

  /** Sends the record of `length` bytes that lies at `start`. */
  protected stage(length: number): void {
    const slot = (this.head & this.mask) * 2;
    this.#slots[slot] = this.start;
    this.#slots[slot + 1] = length;
    this.start = (this.start + length) & (this.payload.length - 1);
    this.#used += length;
    this.#bytes += length;
    this.#wanted = 0;
    this.head = (this.head + 1) | 0;
  }

  override unsend(): void {
    super.unsend();
    const slot = (this.head & this.mask) * 2;
    this.start = this.#slots[slot] as number;
    const length = this.#slots[slot + 1] as number;
    this.#used -= length;
    this.#bytes -= length;
  }

  override publish(cursor: number, ending: boolean): void {
    this.trail?.countBytes(this.#bytes);
    super.publish(cursor, ending);
  }

  /** The bytes of a message. Throws for one that cannot be sent at all. */
  protected encode(message: T): Uint8Array {
    let bytes: Uint8Array;
    try {
      bytes = this.#codec.encode(message);
    } catch (cause) {
      throw this.faulty(cause);
    }
    if (bytes.length > this.payload.length) {
      throw new RangeError(
        `Cannot send on channel "${this.name}": the message has ${bytes.length} bytes, the channel holds ` +
          `${this.payload.length}, raise its \`bytes\` option`,
      );
    }
    return bytes;
  }

  /** The error for a message that cannot be encoded. */
  protected faulty(cause: unknown): TypeError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new TypeError(`Cannot send on channel "${this.name}": ${why}`, { cause });
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

/** Takes what {@link RecordTx} sends. */
export class RecordRx<T> extends RxEnd<T> {
  protected readonly payload: Uint8Array;
  /** Start and length of each record; see {@link slotWords}. */
  protected readonly slots: Uint32Array;
  readonly #codec: Codec<T>;

  constructor(memory: RingMemory, codec: Codec<T>) {
    super(memory);
    this.slots = slotWords(memory);
    this.payload = memory.payload();
    this.#codec = codec;
  }

  protected override read(cursor: number): T {
    return this.#codec.decode(this.bytesOf(cursor));
  }

  /** A copy of the record at `cursor`. */
  protected bytesOf(cursor: number): Uint8Array<ArrayBuffer> {
    const slot = (cursor & this.mask) * 2;
    const start = this.slots[slot] as number;
    const length = this.slots[slot + 1] as number;
    const room = this.payload.length - start;
    if (length <= room) return this.payload.slice(start, start + length);
    const bytes = new Uint8Array(length);
    bytes.set(this.payload.subarray(start));
    bytes.set(this.payload.subarray(0, length - room), room);
    return bytes;
  }
}
