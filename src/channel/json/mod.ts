/**
 * Messages of JSON: as text, or, where they come again and again with the same keys, as an outline and what differs.
 *
 * @module
 */
import { type Codec, RECORD_SHAPE, recordRx, RecordTxControl, TextCodec } from "../record/mod.ts";
import { type Kind, type RingKind, type RingMemory, strangeType } from "../ring/mod.ts";
import type { OutlineWriters } from "./json_outlines.ts";
import { JsonEncoder, JsonReader, JsonTx } from "./json_ring.ts";

/** Encodes values as JSON text. */
export class JsonCodec<T> implements Codec<T> {
  readonly #text = new TextCodec();

  encode(message: T): Uint8Array {
    const text: string | undefined = JSON.stringify(message);
    if (text === undefined) {
      throw new TypeError(strangeType(message, "a value that has a JSON form"));
    }
    return this.#text.encode(text);
  }

  decode(bytes: Uint8Array<ArrayBuffer>): T {
    return JSON.parse(this.#text.decode(bytes));
  }
}

/** Builds the sending end. */
export function jsonTx<T>(memory: RingMemory, writers?: OutlineWriters): RecordTxControl<T> {
  const control = new RecordTxControl<T>(memory);
  return control.of(new JsonTx(control, new JsonEncoder(memory, new JsonCodec<T>(), writers)));
}

/**
 * Any JSON value. What JSON cannot say is lost as `JSON.stringify` loses it: `NaN` becomes `null`, a `Date` a string;
 * `undefined`, a function, a bigint or a cycle is an error at send.
 *
 * Plain objects that come again and again with the same keys in the same order travel many times as fast as others: the
 * channel learns their outline, and sends numbers, booleans and strings of up to 255 characters as they are, not as text.
 * Such a message takes about as many bytes as its JSON text; one full of decimal fractions up to twice as many.
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
  const kind: RingKind<T, "json"> = {
    ...RECORD_SHAPE,
    name: "json",
    composition: { of: "json" },
    createTx: (memory) => jsonTx(memory),
    createRx: (memory) => recordRx(memory, new JsonReader(memory, new JsonCodec<T>())),
  };
  return kind;
}
