import type { BytesTx } from "../channel/record_kinds.ts";
import type { Rx } from "../channel/rx.ts";
import type { Actor } from "./actor.ts";

/**
 * A channel of bytes as a stream, for web APIs: the body of a response, a decompression, a file. Each message is a chunk,
 * taken when the stream's consumer asks for it; the stream ends when the channel is closed and empty, or when a stop cuts
 * the wait short.
 *
 * Every chunk waits, so it ends a turn: what the consumer has not finished with when the actor dies is not read again. Cancelling the
 * stream leaves the rest in the channel.
 *
 * ```ts ignore
 * await fetch(url, { method: "POST", body: readableOf(actor, actor.ports.upload) });
 * ```
 */
export function readableOf(
  actor: Pick<Actor, "take">,
  rx: Rx<Uint8Array>,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = await actor.take(rx);
      if (chunk === undefined) controller.close();
      else controller.enqueue(chunk);
    },
  }, { highWaterMark: 0 });
}

/**
 * A channel of bytes as a place to write a stream to. A chunk longer than the channel takes is sent in parts; a full channel
 * holds the stream back. Closing the stream closes the channel. If the reader is gone for good, the stream fails.
 *
 * ```ts ignore
 * const { body } = await fetch(url);
 * await body?.pipeTo(writableOf(actor, actor.ports.download));
 * ```
 */
export function writableOf(
  actor: Pick<Actor, "send" | "commit">,
  tx: BytesTx,
): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    async write(chunk) {
      for (let at = 0; at < chunk.length; at += tx.maxBytes) {
        const part = chunk.subarray(at, at + tx.maxBytes);
        if (await actor.send(tx, part)) continue;
        throw new TypeError(
          `Cannot write to channel "${tx.name}": its reader is gone, and so is the rest of the stream`,
        );
      }
      actor.commit();
    },
    close() {
      tx.close();
      actor.commit();
    },
  }, { highWaterMark: 1 });
}
