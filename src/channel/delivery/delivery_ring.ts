import { BodyReader, BodyWriter, type Codec } from "../record/mod.ts";
import type { ChannelSpec, Kind } from "../ring/mod.ts";
import { type Delivery, type KeptDelivery, TakenDelivery } from "./delivery.ts";
import { LENGTH_BYTE, ORIGIN_BYTE } from "./delivery_layout.ts";

/** What a UTF-16 unit takes at most, in UTF-8. */
const UNIT_BYTES = 3;

/** Writes and reads deliveries. */
export class DeliveryCodec<M> implements Codec<Delivery<M>> {
  readonly #kind: Kind<M>;
  readonly #spec: ChannelSpec;
  readonly #toUtf8 = new TextEncoder();
  readonly #fromUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  // An end only ever writes, or reads.
  #writer: BodyWriter<M> | undefined;
  #reader: BodyReader<M> | undefined;
  #record = new Uint8Array(256);

  constructor(kind: Kind<M>, spec: ChannelSpec) {
    this.#kind = kind;
    this.#spec = spec;
  }

  encode(delivery: KeptDelivery<M>): Uint8Array {
    const origin: unknown = delivery?.origin;
    if (typeof origin !== "string") {
      throw new TypeError(
        `Cannot send on channel "${this.#spec.name}": the message is no delivery, give { origin, message }, or what with() of one makes`,
      );
    }
    const body = (this.#writer ??= new BodyWriter(this.#kind, this.#spec)).write(delivery.message);
    this.#makeRoom(ORIGIN_BYTE + origin.length * UNIT_BYTES + body.length);
    const record = this.#record;
    const { written } = this.#toUtf8.encodeInto(origin, record.subarray(ORIGIN_BYTE));
    new DataView(record.buffer).setUint32(LENGTH_BYTE, written, true);
    record.set(body, ORIGIN_BYTE + written);
    return record.subarray(0, ORIGIN_BYTE + written + body.length);
  }

  #makeRoom(bytes: number): void {
    if (this.#record.length < bytes) this.#record = new Uint8Array(bytes * 2);
  }

  decode(record: Uint8Array<ArrayBuffer>): Delivery<M> {
    const length = new DataView(record.buffer, record.byteOffset).getUint32(LENGTH_BYTE, true);
    const bodyAt = ORIGIN_BYTE + length;
    const origin = this.#fromUtf8.decode(record.subarray(ORIGIN_BYTE, bodyAt));
    this.#reader ??= new BodyReader(this.#kind, this.#spec);
    return new TakenDelivery(origin, this.#reader.read(record.subarray(bodyAt)));
  }
}
