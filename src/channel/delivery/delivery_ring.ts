import {
  BodyEncoder,
  BodyReader,
  BodyWriter,
  type Codec,
  RecordReader,
  RecordTx,
  type RecordTxControl,
} from "../record/mod.ts";
import { type ChannelSpec, controlOf, type Kind, meansOf, type RingMemory } from "../ring/mod.ts";
import { type Delivery, type KeptDelivery, TakenDelivery } from "./delivery.ts";
import { LENGTH_BYTE, ORIGIN_BYTE } from "./delivery_layout.ts";

/** What a UTF-16 unit takes at most, in UTF-8. */
const UNIT_BYTES = 3;
const LAST_ASCII = 0x7f;
/** Bytes of a text that is not worth the call of an encoder, or decoder. */
const LONGEST_BY_HAND = 64;

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
    return this.record(this.originOf(delivery), this.bodyOf(delivery.message));
  }

  /** A record, in memory that the next one is in as well. */
  record(origin: string, body: Uint8Array): Uint8Array {
    this.#makeRoom(ORIGIN_BYTE + origin.length * UNIT_BYTES + body.length);
    const record = this.#record;
    const written = writePlain(record, ORIGIN_BYTE, origin) ??
      this.#toUtf8.encodeInto(origin, record.subarray(ORIGIN_BYTE)).written;
    writeLength(record, 0, written);
    record.set(body, ORIGIN_BYTE + written);
    return record.subarray(0, ORIGIN_BYTE + written + body.length);
  }

  originOf(delivery: KeptDelivery<M>): string {
    const origin: unknown = delivery?.origin;
    if (typeof origin === "string") return origin;
    throw new TypeError(
      `Cannot send on channel "${this.#spec.name}": the message is no delivery, give { origin, message }, or what with() of one makes`,
    );
  }

  bodyOf(message: M): Uint8Array {
    return (this.#writer ??= new BodyWriter(this.#kind, this.#spec)).write(message);
  }

  #makeRoom(bytes: number): void {
    if (this.#record.length < bytes) this.#record = new Uint8Array(bytes * 2);
  }

  /** The delivery of some bytes, which may be a view on the ring: nothing of it refers to them. */
  decode(record: Uint8Array): Delivery<M> {
    const bodyAt = ORIGIN_BYTE + lengthIn(record);
    // No decoder takes memory that is shared.
    const origin = plainText(record, ORIGIN_BYTE, bodyAt) ??
      this.#fromUtf8.decode(record.slice(ORIGIN_BYTE, bodyAt));
    this.#reader ??= new BodyReader(this.#kind, this.#spec);
    return new TakenDelivery(origin, this.#reader.read(record.subarray(bodyAt)));
  }
}

/** Sends deliveries: most are written where they are to lie. */
export class DeliveryTx<M> extends RecordTx<Delivery<M>> {
  readonly #control = controlOf(this);
  readonly #encoder = meansOf(this);
  readonly #codec: DeliveryCodec<M>;

  constructor(control: RecordTxControl<Delivery<M>>, codec: DeliveryCodec<M>, spec: ChannelSpec) {
    super(control, new BodyEncoder<Delivery<M>>(spec, codec));
    this.#codec = codec;
  }

  override trySend(delivery: KeptDelivery<M>): boolean {
    const control = this.#control;
    // One that has to wait, or is refused, is not looked at.
    if (control.head === control.stop) return super.trySend(delivery as Delivery<M>);
    const codec = this.#codec;
    const origin = codec.originOf(delivery);
    const body = codec.bodyOf(delivery.message);
    // A codec of one's own may have sent something meanwhile.
    if (control.head === control.stop) return super.trySend(delivery as Delivery<M>);
    const { start, payload } = control;
    const bodyAt = start + ORIGIN_BYTE + origin.length;
    const end = bodyAt + body.length;
    if (
      end > control.roomEnd() || writePlain(payload, start + ORIGIN_BYTE, origin) === undefined
    ) return control.sendBytes(this.#encoder.fitting(codec.record(origin, body)));
    writeLength(payload, start, origin.length);
    payload.set(body, bodyAt);
    control.stage(end - start);
    return true;
  }
}

/** Reads deliveries where they lie: the kind of their messages makes its own copy, and a second one would cost as much as all else. */
export class DeliveryReader<M> extends RecordReader<Delivery<M>> {
  readonly #codec: DeliveryCodec<M>;

  constructor(memory: RingMemory, codec: DeliveryCodec<M>) {
    super(memory, codec);
    this.#codec = codec;
  }

  override read(cursor: number, _until: number): Delivery<M> {
    return this.#codec.decode(this.viewOf(cursor) ?? this.bytesOf(cursor));
  }
}

/** Writes a short text that is ASCII, faster than an encoder is called; returns its length, or `undefined` for any other. */
function writePlain(bytes: Uint8Array, at: number, text: string): number | undefined {
  const { length } = text;
  if (length > LONGEST_BY_HAND) return undefined;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > LAST_ASCII) return undefined;
    bytes[at + i] = code;
  }
  return length;
}

function writeLength(bytes: Uint8Array, at: number, length: number): void {
  for (let i = 0; i < 4; i++) bytes[at + LENGTH_BYTE + i] = (length >>> (8 * i)) & 0xff;
}

/** By hand, and little-endian: a view for it would cost more than all else. */
function lengthIn(record: Uint8Array): number {
  let length = 0;
  for (let i = 3; i >= 0; i--) length = length * 256 + (record[LENGTH_BYTE + i] as number);
  return length;
}

/** The characters of a short text, for all of a thread: an array that is there costs less than one that is made. */
const codes: number[] = [];

/** A short text that is ASCII, which is read faster than a decoder is called; `undefined` for any other. */
function plainText(bytes: Uint8Array, from: number, to: number): string | undefined {
  if (to - from > LONGEST_BY_HAND) return undefined;
  codes.length = 0;
  for (let i = from; i < to; i++) {
    const code = bytes[i] as number;
    if (code > LAST_ASCII) return undefined;
    codes.push(code);
  }
  return String.fromCharCode.apply(null, codes);
}
