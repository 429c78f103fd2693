import { controlOf, meansOf, RxEnd, type Touches } from "../ring/mod.ts";
import type { Rx } from "../rx.ts";
import type { Tx } from "../tx.ts";
import { type RecordReader, RecordTx } from "./record_ring.ts";

/** The sending end of a channel of byte arrays. */
export interface BytesTx extends Tx<Uint8Array> {
  /** How many bytes a message may have at most: the channel's payload bytes. */
  readonly maxBytes: number;
}

/** The taking end of a channel of byte arrays. */
export interface BytesRx extends Rx<Uint8Array> {
  /**
   * The bytes of a message where they lie in the ring, without a copy; where they go round the ring's end, a copy. Nothing
   * is taken; take with {@link Rx.advance}. They are valid until the turn that takes them commits; a view that
   * is kept longer shows other messages, unless the channel is `checked`. Many times as fast as {@link Rx.tryTake}, which
   * has to make an array for each message. It is for reading: what is written there is the message from then on, also for a
   * successor that takes it.
   *
   * ```ts
   * import { bytes, openChannel } from "@steady-state/deno/channel";
   * import { assertEquals } from "@std/assert";
   *
   * const { tx, rx, commit } = openChannel("frames", bytes);
   * tx.sendBatch([Uint8Array.of(1, 2), Uint8Array.of(3)]);
   * commit();
   * let sum = 0;
   * for (let frame = rx.peekBytes(); frame !== undefined; frame = rx.peekBytes()) {
   *   for (const byte of frame) sum += byte;
   *   rx.advance(1);
   * }
   * assertEquals(sum, 6);
   * ```
   *
   * @param offset how many messages behind the next one
   * @returns `undefined` if there is no such message
   * @throws {RangeError} if the offset is negative
   */
  peekBytes(offset?: number): Uint8Array | undefined;
}

/** Sends byte arrays. */
export class BytesTxEnd extends RecordTx<Uint8Array> implements BytesTx {
  readonly #control = controlOf(this);

  get maxBytes(): number {
    return this.#control.payload.length;
  }
}

/** Takes byte arrays. */
export class BytesRxEnd extends RxEnd<Uint8Array, RecordReader<Uint8Array>> implements BytesRx {
  static override readonly touches: Touches<BytesRx> = { ...RxEnd.touches, peekBytes: true };

  readonly #control = controlOf(this);
  readonly #reader = meansOf(this);

  peekBytes(offset = 0): Uint8Array | undefined {
    const control = this.#control;
    if (!control.has(offset)) return undefined;
    const cursor = (control.tail + offset) | 0;
    const view = this.#reader.viewOf(cursor);
    const bytes = view ?? this.#reader.bytesOf(cursor);
    if (control.loans !== undefined) return control.loans.lend([bytes], cursor, 1)[0];
    if (view !== undefined) control.lent(cursor);
    return bytes;
  }
}
