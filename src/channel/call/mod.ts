/**
 * Requests that know their way back, and their answers.
 *
 * @module
 */
import { textOf } from "../../errors.ts";
import type { KindShape } from "../kind_shape.ts";
import {
  BodyEncoder,
  checkBodyKind,
  RECORD_SHAPE,
  RecordReader,
  recordRx,
  RecordTx,
  RecordTxControl,
} from "../record/mod.ts";
import { isKind, type Kind, type RingKind } from "../ring/mod.ts";
import { AnswerCodec, AnswerTx, CallCodec } from "./call_ring.ts";
import {
  type Answer,
  type Call,
  CallAnswer,
  callId,
  callNumbers,
  type KeptAnswer,
  TakenCall,
} from "./messages.ts";

export {
  type Answer,
  type Call,
  callId,
  type KeptAnswer,
  type KeptCall,
  TakenCall,
} from "./messages.ts";

/** The kind of answers: `purchase.answers` of a kind of calls. */
export interface AnswerKind<A, N extends string = string> extends Kind<Answer<A>, N> {
  /** An answer made of what was kept of one as plain data, or by hand in a test. */
  from(kept: KeptAnswer<A>): Answer<A>;
}

/** A kind of calls, made by {@link call}. */
export interface CallKind<M, A, MN extends string = string, AN extends string = string>
  extends Kind<Call<M, A>, `call(${MN}, ${AN})`> {
  /** The kind of the channels by which the answers come back. */
  readonly answers: AnswerKind<A, `answer(${AN})`>;

  /**
   * A call made of what was kept of one: in `state`, as JSON, or in a dead letter. It has the same asker, who gets the first answer,
   * by whichever of them.
   *
   * Where `kept` has no id, the call is a new one that nobody waits for, so it does for tests of an actor.
   *
   * @throws {TypeError} if what it has for an id is none
   */
  from(kept: { readonly id?: string | undefined; readonly message: M }): Call<M, A>;
}

/**
 * The kind of channels of requests that know their way back. `message` is what is asked, `answer` what comes back: any kinds, scalars,
 * `struct`, `text`, `bytes`, `json`, or ones of your own.
 *
 * A call is a message like any other: what is done with it counts with the turn, so it is answered once, whoever dies meanwhile. Actors
 * may filter calls, keep them, share them out by key and answer them in any order.
 *
 * ```ts
 * import { call, json, openChannel, u32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const purchase = call(json<{ item: string; count: number }>(), u32);
 * const orders = openChannel("orders", purchase);
 * const prices = openChannel("prices", purchase.answers);
 *
 * orders.tx.trySend(purchase.from({ message: { item: "tea", count: 2 } })); // as a test does; a program asks by graph.service
 * orders.commit();
 *
 * const order = orders.rx.takeNext();
 * if (order.message.count > 100) prices.tx.trySend(order.refuse("at most 100 a customer"));
 * else prices.tx.trySend(order.answer(order.message.count * 250));
 * prices.commit();
 * assertEquals(prices.rx.tryTake()?.value, 500);
 * ```
 *
 * @throws {TypeError} if one of them is no kind, or of a copy of this package that does not fit this one
 */
export function call<M, MN extends string, A, AN extends string>(
  message: Kind<M, MN>,
  answer: Kind<A, AN>,
): CallKind<M, A, MN, AN> {
  for (const kind of [message, answer]) checkBodyKind("calls", kind);
  const kind: RingKind<Call<M, A>, `call(${MN}, ${AN})`> = {
    ...RECORD_SHAPE,
    name: `call(${message.name}, ${answer.name})`,
    composition: { of: "call", message, answer },
    createTx(memory) {
      const control = new RecordTxControl<Call<M, A>>(memory);
      const codec = new CallCodec<M, A>(message, memory.spec);
      return control.of(new RecordTx(control, new BodyEncoder(memory.spec, codec)));
    },
    createRx: (memory) =>
      recordRx(memory, new RecordReader(memory, new CallCodec<M, A>(message, memory.spec))),
  };
  return Object.assign(kind, {
    answers: answersOf(answer),
    from(kept: { readonly id?: string | undefined; readonly message: M }): Call<M, A> {
      if (kept instanceof TakenCall) return kept;
      const { id, message } = kept;
      return new TakenCall<M, A>(id === undefined ? idOfNobody() : known(id), message);
    },
  }) as CallKind<M, A, MN, AN>;
}

/** Whether it is a kind of calls, of whichever copy of this package. */
export function isCallKind(kind: KindShape): boolean {
  return isKind((kind as Partial<CallKind<unknown, unknown>>).answers);
}

function answersOf<A, N extends string>(answer: Kind<A, N>): AnswerKind<A, `answer(${N})`> {
  const kind: RingKind<Answer<A>, `answer(${N})`> = {
    ...RECORD_SHAPE,
    name: `answer(${answer.name})`,
    composition: { of: "answer", answer },
    createTx(memory) {
      const control = new RecordTxControl<Answer<A>>(memory);
      const codec = new AnswerCodec<A>(answer, memory.spec);
      return control.of(new AnswerTx(control, new BodyEncoder(memory.spec, codec)));
    },
    createRx: (memory) =>
      recordRx(memory, new RecordReader(memory, new AnswerCodec<A>(answer, memory.spec))),
  };
  return Object.assign(kind, {
    from: ({ id, value, refusal }: KeptAnswer<A>): Answer<A> =>
      new CallAnswer<A>(known(id), value, refusal),
  }) as AnswerKind<A, `answer(${N})`>;
}

/** The id of what was kept, if it is one. */
function known(id: string): string {
  if (callNumbers(id) !== undefined) return id;
  throw new TypeError(
    `Cannot go on with a call or an answer that was kept: its id is ${
      textOf(id)
    }, give it as it was`,
  );
}

/** Of an asker that there is not: ids by chance never are. */
const NOBODY = 0;
let made = 0;

function idOfNobody(): string {
  return callId(NOBODY, made++ >>> 0);
}
