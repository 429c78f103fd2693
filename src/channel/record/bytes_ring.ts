import { RecordRx } from "./record_ring.ts";
import type { Rx } from "../rx.ts";

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

/** Takes byte arrays. */
export class BytesRxEnd extends RecordRx<Uint8Array> implements BytesRx {
  peekBytes(offset = 0): Uint8Array | undefined {
    if (!this.has(offset)) return undefined;
    const cursor = (this.tail + offset) | 0;
    const slot = (cursor & this.mask) * 2;
    const start = this.slots[slot] as number;
    const end = start + (this.slots[slot + 1] as number);
    const isWhole = end <= this.payload.length;
    const view = isWhole ? this.payload.subarray(start, end) : this.bytesOf(cursor);
    if (this.loans !== undefined) return this.loans.lend([view], cursor, 1)[0];
    if (isWhole) this.lent(cursor);
    return view;
  }
}
