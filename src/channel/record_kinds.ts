import { RECORD_SLOT_BYTES } from "./channel_layout.ts";
import type { Kind, RingKind } from "./kind.ts";
import { type RecordFormat, RecordRx, RecordTx } from "./record_ring.ts";

function record<T, N extends string>(name: N, format: () => RecordFormat<T>): RingKind<T, N> {
  return {
    name,
    slotBytes: RECORD_SLOT_BYTES,
    hasPayload: true,
    createTx: (memory) => new RecordTx(memory, format()),
    createRx: (memory) => new RecordRx(memory, format()),
  };
}

/** Encodes strings as UTF-8 into memory that it uses again. */
class TextFormat implements RecordFormat<string> {
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #scratch = new Uint8Array(1024);

  encode(message: string): Uint8Array {
    if (typeof message !== "string") throw new TypeError(`${typeof message} is not a text`);
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

class BytesFormat implements RecordFormat<Uint8Array> {
  encode(message: Uint8Array): Uint8Array {
    if (!(message instanceof Uint8Array)) {
      throw new TypeError(`${typeof message} is not a Uint8Array`);
    }
    return message;
  }

  decode(bytes: Uint8Array<ArrayBuffer>): Uint8Array {
    return bytes;
  }
}

class JsonFormat<T> implements RecordFormat<T> {
  readonly #text = new TextFormat();

  encode(message: T): Uint8Array {
    const text: string | undefined = JSON.stringify(message);
    if (text === undefined) throw new TypeError(`${typeof message} has no JSON form`);
    return this.#text.encode(text);
  }

  decode(bytes: Uint8Array<ArrayBuffer>): T {
    return JSON.parse(this.#text.decode(bytes));
  }
}

/** Strings, as UTF-8. A lone surrogate arrives as U+FFFD. */
export const text: Kind<string, "text"> = record("text", () => new TextFormat());

/** Byte arrays. The reader gets a copy of its own. */
export const bytes: Kind<Uint8Array, "bytes"> = record("bytes", () => new BytesFormat());

/**
 * Any JSON value. What JSON cannot say is lost as `JSON.stringify` loses it: `NaN` becomes `null`, a `Date` a string;
 * `undefined`, a function, a bigint or a cycle is an error at send.
 *
 * ```ts
 * import { json, openChannel } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("readings", json<{ sensor: string; celsius: number }>());
 * tx.trySend({ sensor: "roof", celsius: 21.5 });
 * commit();
 * assertEquals(rx.tryTake(), { sensor: "roof", celsius: 21.5 });
 * ```
 */
export function json<T>(): Kind<T, "json"> {
  return record<T, "json">("json", () => new JsonFormat<T>());
}
