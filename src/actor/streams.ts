import type { BytesTx } from "../channel/record/mod.ts";
import type { Rx } from "../channel/rx.ts";
import type { Tx } from "../channel/tx.ts";
import { textOf } from "../errors.ts";
import type { Actor } from "./actor.ts";
import { any, FlagCondition } from "./conditions.ts";
import { deskOf } from "./stream_desk.ts";

/**
 * A channel of bytes as a stream, for web APIs: the body of a request, a compression, a file. Each message is a chunk, taken when
 * the stream's consumer asks for it.
 *
 * The stream ends when the channel is closed and empty, and in no other case. A stop does not cut it short: the senders stop, what
 * they have sent comes, and then it ends. If the actor's generation ends first, or the actor waits for something else in `run`, the
 * stream fails, so that whoever gets it knows that it is not whole. Cancelling the stream leaves the rest in the channel.
 *
 * Streams use the actor's one wait. So await what they do by a plain `await`, as below, and not by `actor.wait(actor.settled(…))`;
 * several of one actor may be at work at once. Each chunk ends a turn: what came before it is not read again if the actor dies. A
 * successor's stream begins in the middle, so let whoever gets it throw away what is not whole.
 *
 * ```ts
 * import { bytes, Graph } from "@steady-state/deno";
 * import { assert } from "@std/assert";
 *
 * // In a program, actors are exported from a module of their own.
 * const { sender, reader } = await import("data:text/javascript," + encodeURIComponent(`
 *   import { bytes, defineActor, readableOf, rx, tx } from "@steady-state/deno/actor";
 *
 *   export const sender = defineActor(import.meta, "sender", {
 *     ports: { out: tx(bytes) },
 *     run: ({ ports }) => void ports.out.trySend(new TextEncoder().encode("hello")),
 *   });
 *   export const reader = defineActor(import.meta, "reader", {
 *     ports: { in: rx(bytes) },
 *     async run(actor) {
 *       const response = new Response(readableOf(actor, actor.ports.in));
 *       actor.log.info(await response.text());
 *     },
 *   });
 * `));
 * const texts: string[] = [];
 * const graph = new Graph("download", { log: ({ text }) => texts.push(text) });
 * const chunks = graph.channel("chunks", bytes);
 * graph.actor("SENDER", sender, { ports: { out: chunks.tx } })
 *   .actor("READER", reader, { ports: { in: chunks.rx } });
 * await graph.start();
 * await graph.finished;
 * assert(texts.includes("hello"));
 * ```
 */
export function readableOf(
  actor: Pick<Actor, "take">,
  rx: Rx<Uint8Array>,
): ReadableStream<Uint8Array> {
  const desk = deskOf(actor, `read channel "${rx.name}" as a stream`);
  const ready = any(rx.avail(), rx.closedAndEmpty());
  const cancelled = new AbortController();
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      const attempt = () => {
        for (let chunk = rx.tryTake(); chunk !== undefined; chunk = rx.tryTake()) {
          // A chunk without bytes says nothing, and would be taken for the end by some.
          if (chunk.length === 0) continue;
          controller.enqueue(chunk);
          return true;
        }
        if (!rx.isClosedAndEmpty) return false;
        controller.close();
        return true;
      };
      return desk.perform({ ready, attempt, isSending: false }, cancelled.signal);
    },
    cancel() {
      cancelled.abort();
    },
  }, { highWaterMark: 0 });
}

/**
 * A channel of bytes as a place to write a stream to. A chunk longer than the channel takes is sent in parts; a full channel
 * holds the stream back, and a stop does not cut it short. Each chunk ends a turn.
 *
 * Closing the stream closes the channel: what the reader then has is whole. Aborting it, as `pipeTo` does when its source fails, does
 * not: the channel stays open, the reader sees no end, and what becomes of it is for the actor to decide, which gets the error. If
 * the reader is gone for good, the stream fails, and so it does if the actor's generation ends first.
 *
 * Await it by a plain `await`, for the reason that {@link readableOf} gives.
 *
 * ```ts
 * import { bytes, Graph } from "@steady-state/deno";
 * import { assert } from "@std/assert";
 *
 * // In a program, actors are exported from a module of their own.
 * const { packer, reader } = await import("data:text/javascript," + encodeURIComponent(`
 *   import { bytes, defineActor, rx, tx, writableOf } from "@steady-state/deno/actor";
 *
 *   export const packer = defineActor(import.meta, "packer", {
 *     ports: { out: tx(bytes) },
 *     async run(actor) {
 *       const plain = new Blob(["a".repeat(100_000)]).stream();
 *       await plain.pipeThrough(new CompressionStream("gzip")).pipeTo(writableOf(actor, actor.ports.out));
 *     },
 *   });
 *   export const reader = defineActor(import.meta, "reader", {
 *     ports: { in: rx(bytes) },
 *     async run(actor) {
 *       let size = 0;
 *       for (let chunk; (chunk = await actor.take(actor.ports.in)) !== undefined;) size += chunk.length;
 *       actor.log.info(size < 1000 ? "small" : "large");
 *     },
 *   });
 * `));
 * const texts: string[] = [];
 * const graph = new Graph("upload", { log: ({ text }) => texts.push(text) });
 * const chunks = graph.channel("chunks", bytes);
 * graph.actor("PACKER", packer, { ports: { out: chunks.tx } })
 *   .actor("READER", reader, { ports: { in: chunks.rx } });
 * await graph.start();
 * await graph.finished;
 * assert(texts.includes("small"));
 * ```
 */
export function writableOf(
  actor: Pick<Actor, "send" | "commit">,
  tx: BytesTx,
): WritableStream<Uint8Array> {
  const desk = deskOf(actor, `write a stream to channel "${tx.name}"`);
  const ready = any(tx.vacant(), new FlagCondition(() => tx.isClosed || tx.isAbandoned));
  const now = new FlagCondition(() => true);
  let aborted: AbortSignal;
  return new WritableStream<Uint8Array>({
    start({ signal }) {
      aborted = signal;
    },
    write(chunk) {
      checkChunk(tx, chunk);
      let at = 0;
      const attempt = () => {
        while (at < chunk.length) {
          const part = chunk.subarray(at, at + tx.maxBytes);
          if (!tx.trySend(part)) {
            if (tx.isAbandoned) throw readerGone(tx);
            return false;
          }
          at += part.length;
        }
        return true;
      };
      return desk.perform({ ready, attempt, isSending: true }, aborted);
    },
    close() {
      return desk.perform({ ready: now, attempt: () => tx.close(), isSending: true }, aborted);
    },
  }, { highWaterMark: 1 });
}

function checkChunk({ name }: Tx<Uint8Array>, chunk: unknown): void {
  if (chunk instanceof Uint8Array) return;
  throw new TypeError(
    `Cannot write to channel "${name}": a chunk is ${
      typeof chunk === "string" ? "a string" : textOf(chunk)
    }, give Uint8Arrays; for text, pipe through a TextEncoderStream`,
  );
}

function readerGone({ name }: Tx<Uint8Array>): TypeError {
  return new TypeError(
    `Cannot write to channel "${name}": its reader is gone, and so is the rest of the stream`,
  );
}
