/**
 * Messages of any length: texts, bytes, and what a codec of one's own writes.
 *
 * @module
 */
import { type BytesRx, BytesRxEnd, type BytesTx, BytesTxEnd } from "./bytes_ring.ts";
import {
  type Kind,
  KIND_COPY,
  type MessageReader,
  RECORD_SLOT_BYTES,
  type RingKind,
  type RingMemory,
  RxControl,
  RxEnd,
  strangeType,
} from "../ring/mod.ts";
import type { Codec } from "./codec.ts";
import type { TextField } from "./text_field.ts";
import { RecordEncoder, RecordReader, RecordTx, RecordTxControl } from "./record_ring.ts";
import { TextReader } from "./text_ring.ts";

/** What all kinds of records have in common. */
export const RECORD_SHAPE = {
  slotBytes: RECORD_SLOT_BYTES,
  hasPayload: true,
  copy: KIND_COPY,
} as const;

/** Builds the sending end of a kind whose messages are as `codec` writes them. */
function recordTx<T>(memory: RingMemory, codec: Codec<T>): RecordTxControl<T> {
  const control = new RecordTxControl<T>(memory);
  return control.of(new RecordTx(control, new RecordEncoder(memory.spec, codec)));
}

/** Builds the taking end of a kind whose messages are as `reader` reads them. */
export function recordRx<T>(memory: RingMemory, reader: MessageReader<T>): RxControl<T> {
  const control = new RxControl<T>(memory);
  return control.of(new RxEnd(control, reader));
}

/**
 * A kind of your own, for messages that are none of the others.
 *
 * ```ts
 * import { type Codec, customKind, openChannel } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * class DateCodec implements Codec<Date> {
 *   readonly #bytes = new Uint8Array(8);
 *   encode(date: Date): Uint8Array {
 *     new DataView(this.#bytes.buffer).setFloat64(0, date.getTime());
 *     return this.#bytes;
 *   }
 *   decode(bytes: Uint8Array<ArrayBuffer>): Date {
 *     return new Date(new DataView(bytes.buffer).getFloat64(0));
 *   }
 * }
 * const date = customKind("date", () => new DateCodec());
 * const { tx, rx, commit } = openChannel("dates", date);
 * tx.trySend(new Date(0));
 * commit();
 * assertEquals(rx.tryTake(), new Date(0));
 * ```
 *
 * @param name the kind's name: two ends fit when their kinds have the same
 * @param create makes the codec of one end; it may keep memory to use again
 */
export function customKind<T, N extends string>(name: N, create: () => Codec<T>): Kind<T, N> {
  const kind: RingKind<T, N> = {
    ...RECORD_SHAPE,
    name,
    composition: { of: "custom", name },
    createTx: (memory) => recordTx(memory, create()),
    createRx: (memory) => recordRx(memory, new RecordReader(memory, create())),
  };
  return kind as Kind<T, N>;
}

export type { BytesRx, BytesTx } from "./bytes_ring.ts";
export type { Codec } from "./codec.ts";
export { BodyReader, BodyWriter, checkBodyKind } from "./body_code.ts";
export {
  BodyEncoder,
  RecordEncoder,
  RecordReader,
  RecordTx,
  RecordTxControl,
  slotWords,
} from "./record_ring.ts";
export type { TextField } from "./text_field.ts";
export { TextReader } from "./text_ring.ts";

/** Encodes strings as UTF-8 into memory that it uses again. */
export class TextCodec implements Codec<string> {
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #scratch = new Uint8Array(1024);

  encode(message: string): Uint8Array {
    if (typeof message !== "string") {
      throw new TypeError(strangeType(message, "a string"));
    }
    // One UTF-16 unit takes at most three bytes.
    if (this.#scratch.length < message.length * 3) {
      this.#scratch = new Uint8Array(message.length * 3);
    }
    const { written } = this.#encoder.encodeInto(message, this.#scratch);
    return this.#scratch.subarray(0, written);
  }

  decode(bytes: Uint8Array<ArrayBuffer>): string {
    return this.#decoder.decode(bytes);
  }
}

class BytesCodec implements Codec<Uint8Array> {
  encode(message: Uint8Array): Uint8Array {
    if (!(message instanceof Uint8Array)) {
      throw new TypeError(strangeType(message, "a Uint8Array"));
    }
    return message;
  }

  decode(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
    return bytes;
  }
}

/** The kind of strings, which also makes text fields for structs. */
export interface TextKind extends Kind<string, "text"> {
  /** A text field for a struct, of so many UTF-8 bytes at most. */
  (maxBytes: number): TextField;
}

/** The text kind but for its name, which a function has already. */
const textRing: Omit<RingKind<string, "text">, "name"> = {
  ...RECORD_SHAPE,
  composition: { of: "text" },
  createTx: (memory) => recordTx(memory, new TextCodec()),
  createRx: (memory) => recordRx(memory, new TextReader(memory, new TextCodec(), (text) => text)),
};

/**
 * Strings, as UTF-8. A lone surrogate arrives as U+FFFD. As a field of a struct, `text(16)` is a string of at most 16 UTF-8
 * bytes.
 *
 * ```ts
 * import { openChannel, struct, text, u32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const lines = openChannel("lines", text, { capacity: 16, bytes: 4096 });
 * lines.tx.trySend("größer");
 * lines.commit();
 * assertEquals(lines.rx.tryTake(), "größer");
 *
 * const people = openChannel("people", struct({ id: u32, name: text(16) }));
 * people.tx.trySend({ id: 1, name: "Ada" });
 * people.commit();
 * assertEquals(people.rx.tryTake(), { id: 1, name: "Ada" });
 * ```
 */
export const text: TextKind = Object.assign(
  Object.defineProperty(
    (maxBytes: number): TextField => ({ field: "text", maxBytes }),
    "name",
    { value: "text" },
  ),
  textRing,
) as TextKind;

/** The kind of byte arrays. */
export interface BytesKind extends Kind<Uint8Array, "bytes"> {
  /** Never set: it makes the type of the sending end part of the kind's type. */
  readonly sends?: BytesTx;
  /** Never set: it makes the type of the taking end part of the kind's type. */
  readonly takes?: BytesRx;
}

const bytesRing: RingKind<Uint8Array, "bytes"> = {
  ...RECORD_SHAPE,
  name: "bytes",
  composition: { of: "bytes" },
  createTx(memory) {
    const control = new RecordTxControl<Uint8Array>(memory);
    const encoder = new RecordEncoder(memory.spec, new BytesCodec());
    return control.of(new BytesTxEnd(control, encoder));
  },
  createRx(memory) {
    const control = new RxControl<Uint8Array>(memory);
    return control.of(new BytesRxEnd(control, new RecordReader(memory, new BytesCodec())));
  },
};

/**
 * Byte arrays. The reader gets a copy of its own, or looks at them where they lie: {@link BytesRx.peekBytes}.
 *
 * ```ts
 * import { bytes, openChannel } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("frames", bytes, { capacity: 16, bytes: 65_536 });
 * tx.trySend(Uint8Array.of(1, 2, 3));
 * commit();
 * assertEquals(rx.tryTake(), Uint8Array.of(1, 2, 3)); // a copy, to be kept
 * ```
 */
export const bytes: BytesKind = bytesRing;
