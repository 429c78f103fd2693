import { BodyReader, BodyWriter, type Codec, RecordTx } from "../record/mod.ts";
import type { ChannelSpec, Kind } from "../ring/mod.ts";
import {
  BODY_BYTE,
  COUNT_BYTE,
  FORM_ANSWER,
  FORM_BYTE,
  FORM_CALL,
  FORM_REFUSAL,
  ORIGIN_BYTE,
} from "./call_layout.ts";
import {
  type Answer,
  type Call,
  CallAnswer,
  callId,
  type CallNumbers,
  callNumbers,
  sendOnce,
  TakenCall,
} from "./messages.ts";

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Writes and reads records that have the id of a call, and a body. */
abstract class IdentifiedCodec<T, B> implements Codec<T> {
  readonly #kind: Kind<B>;
  readonly #spec: ChannelSpec;
  #writer: BodyWriter<B> | undefined;
  #reader: BodyReader<B> | undefined;
  #record = new DataView(new ArrayBuffer(256));

  constructor(kind: Kind<B>, spec: ChannelSpec) {
    this.#kind = kind;
    this.#spec = spec;
  }

  abstract encode(message: T): Uint8Array;
  abstract decode(bytes: Uint8Array<ArrayBuffer>): T;

  /** The body that a message of the inner kind makes. An end only ever writes, or reads. */
  protected bodyOf(message: B): Uint8Array {
    return (this.#writer ??= new BodyWriter(this.#kind, this.#spec)).write(message);
  }

  /** The message that a record has for a body. */
  protected inBody(record: Uint8Array): B {
    this.#reader ??= new BodyReader(this.#kind, this.#spec);
    return this.#reader.read(record.subarray(BODY_BYTE));
  }

  /** The id that a record begins with. */
  protected idIn({ buffer, byteOffset }: Uint8Array<ArrayBuffer>): string {
    const view = new DataView(buffer, byteOffset);
    return callId(view.getUint32(ORIGIN_BYTE, true), view.getUint32(COUNT_BYTE, true));
  }

  /** The numbers of an id. Throws for what is none, and so no message of the kind. */
  protected numbersOf(id: unknown): CallNumbers {
    const numbers = callNumbers(id);
    if (numbers !== undefined) return numbers;
    throw new TypeError(`Cannot send on channel "${this.#spec.name}": ${this.advice}`);
  }

  protected record(form: number, numbers: CallNumbers, body: Uint8Array): Uint8Array {
    const length = BODY_BYTE + body.length;
    if (this.#record.byteLength < length) this.#record = new DataView(new ArrayBuffer(length * 2));
    const view = this.#record;
    view.setUint8(FORM_BYTE, form);
    view.setUint32(ORIGIN_BYTE, numbers.origin, true);
    view.setUint32(COUNT_BYTE, numbers.count, true);
    const bytes = new Uint8Array(view.buffer, 0, length);
    bytes.set(body, BODY_BYTE);
    return bytes;
  }

  /** Why what has no id cannot be sent, and what can. */
  protected abstract readonly advice: string;
}

/** Writes and reads calls. */
export class CallCodec<M, A> extends IdentifiedCodec<Call<M, A>, M> {
  protected override readonly advice =
    "the message is no call, give one that was taken, one that it was forwarded as, or what the kind's from() makes";

  override encode(call: Call<M, A>): Uint8Array {
    // Not by class: what comes from a dead letter, or from another thread, is the plain data that was left of it.
    const numbers = this.numbersOf(call?.id);
    return this.record(FORM_CALL, numbers, this.bodyOf(call.message));
  }

  override decode(bytes: Uint8Array<ArrayBuffer>): Call<M, A> {
    return new TakenCall(this.idIn(bytes), this.inBody(bytes));
  }
}

/** Writes and reads answers. */
export class AnswerCodec<A> extends IdentifiedCodec<Answer<A>, A> {
  protected override readonly advice =
    "the message is no answer, give what answer() or refuse() of a call makes";

  override encode(answer: Answer<A>): Uint8Array {
    const numbers = this.numbersOf(answer?.id);
    const { refusal, value } = answer;
    return typeof refusal === "string"
      ? this.record(FORM_REFUSAL, numbers, utf8.encode(refusal))
      : this.record(FORM_ANSWER, numbers, this.bodyOf(value as A));
  }

  override decode(bytes: Uint8Array<ArrayBuffer>): Answer<A> {
    const id = this.idIn(bytes);
    return bytes[FORM_BYTE] === FORM_REFUSAL
      ? new CallAnswer<A>(id, undefined, fromUtf8.decode(bytes.subarray(BODY_BYTE)))
      : new CallAnswer<A>(id, this.inBody(bytes), undefined);
  }
}

/** Sends answers, one for each call. */
export class AnswerTx<A> extends RecordTx<Answer<A>> {
  override trySend(answer: Answer<A>): boolean {
    return sendOnce(answer, this, (answer) => super.trySend(answer));
  }
}
