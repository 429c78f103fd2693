/** Calls and answers as messages: of every inner kind, through the contract of channels, and what is said where they are misused. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  type Answer,
  bool,
  bytes,
  type Call,
  call,
  type Codec,
  customKind,
  f64,
  json,
  type Kind,
  openChannel,
  optional,
  struct,
  text,
  u32,
  u64,
  u8,
} from "../../src/channel/mod.ts";
import * as layout from "../../src/channel/call/call_layout.ts";
import { callId, callNumbers } from "../../src/channel/call/messages.ts";
import { ringKind } from "../../src/channel/ring/kind.ts";
import { ChannelMemory } from "../contract/channel_memory.ts";
import { channelContract } from "../contract/channel_contract.ts";

const HEADER = layout.BODY_BYTE;

class DateCodec implements Codec<Date> {
  readonly #bytes = new Uint8Array(8);
  encode(date: Date): Uint8Array {
    new DataView(this.#bytes.buffer).setFloat64(0, date.getTime());
    return this.#bytes;
  }
  decode(bytes: Uint8Array<ArrayBuffer>): Date {
    return new Date(new DataView(bytes.buffer).getFloat64(0));
  }
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

const ids = fc.tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.nat({ max: 2 ** 32 - 1 }))
  .map(([origin, count]) => callId(origin, count));

interface Inner<T> {
  readonly kind: Kind<T>;
  readonly messages: fc.Arbitrary<T>;
  /** Bytes of the body; the slot's, if not given. */
  bytes?(message: T): number;
}

/** Puts calls and answers of an inner kind through what every kind must do. */
function contract<T>({ kind, messages, bytes = () => kind.slotBytes }: Inner<T>): void {
  const calls = call(kind, kind);
  channelContract<Call<T, T>>({
    kind: calls as unknown as Kind<Call<T, T>>,
    messages: fc.record({ id: ids, message: messages }).map((kept) => calls.from(kept)),
    payload: ({ message }) => HEADER + bytes(message),
  });
  const answers = fc.record({ id: ids, value: messages }).map(({ id, value }) =>
    ({ id, value, refusal: undefined }) as Answer<T>
  );
  const refusals = fc.record({ id: ids, refusal: fc.string({ unit: "grapheme", maxLength: 9 }) })
    .map(({ id, refusal }) => ({ id, value: undefined, refusal }) as Answer<T>);
  channelContract<Answer<T>>({
    kind: calls.answers as unknown as Kind<Answer<T>>,
    messages: fc.oneof({ weight: 3, arbitrary: answers }, refusals),
    arrives: (answer) => calls.answers.from(answer),
    payload: ({ value, refusal }) =>
      HEADER + (refusal === undefined ? bytes(value as T) : utf8Bytes(refusal)),
  });
}

contract({ kind: u8, messages: fc.nat({ max: 255 }) });
contract({ kind: f64 as Kind<number>, messages: fc.double() });
contract({ kind: u64 as Kind<bigint>, messages: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) });
contract({ kind: bool as Kind<boolean>, messages: fc.boolean() });
contract({
  kind: text as Kind<string>,
  messages: fc.string({ unit: "grapheme", maxLength: 12, size: "max" }),
  bytes: utf8Bytes,
});
contract({
  kind: bytes as unknown as Kind<Uint8Array>,
  messages: fc.uint8Array({ maxLength: 24, size: "max" }),
  bytes: ({ length }) => length,
});
contract({
  kind: customKind("date", () => new DateCodec()) as Kind<Date>,
  messages: fc.date({ noInvalidDate: true }),
  bytes: () => 8,
});
contract({
  kind: struct({ id: u32, name: text(6), price: optional(f64) }) as unknown as Kind<
    { id: number; name: string; price: number | undefined }
  >,
  messages: fc.record({
    id: fc.nat(),
    name: fc.string({ maxLength: 6 }).filter((name) => utf8Bytes(name) <= 6),
    price: fc.option(fc.double(), { nil: undefined }),
  }),
});

Deno.test("calls of JSON carry what JSON does, message after message, as it learns their outline", () => {
  const purchase = call(json<unknown>(), json<unknown>());
  const { tx, rx, commit } = openChannel("orders", purchase, { capacity: 64, bytes: 2 ** 16 });
  const back = openChannel("receipts", purchase.answers, { capacity: 64, bytes: 2 ** 16 });
  const plain = fc.record({ a: fc.integer(), b: fc.string() }, { noNullPrototype: true });
  const messages = fc.array(fc.oneof({ weight: 3, arbitrary: plain }, fc.jsonValue()), {
    maxLength: 40,
  });
  fc.assert(fc.property(messages, (messages) => {
    const sent = messages.map((message) => purchase.from({ message }));
    for (const order of sent) assert(tx.trySend(order));
    commit();
    const taken = rx.takeBatch();
    commit();
    const byJson = messages.map((message) => JSON.parse(JSON.stringify(message)));
    assertEquals(taken.map(({ message }) => message), byJson);
    assertEquals(taken.map(({ id }) => id), sent.map(({ id }) => id));
    for (const order of taken) assert(back.tx.trySend(order.answer(order.message)));
    back.commit();
    assertEquals(back.rx.takeBatch().map(({ value }) => value), byJson);
    back.commit();
  }));
});

Deno.test("the layout of calls and answers has these numbers", () => {
  assertEquals({ ...layout }, {
    CALL_VERSION: 1,
    FORM_BYTE: 0,
    ORIGIN_BYTE: 4,
    COUNT_BYTE: 8,
    BODY_BYTE: 12,
    FORM_CALL: 0,
    FORM_ANSWER: 1,
    FORM_REFUSAL: 2,
  });
  assertEquals(ringKind(call(u8, u8)).copy.layouts.call, layout.CALL_VERSION);
});

Deno.test("an id is the same number as a text, and what is none is known", () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 2 ** 32 - 1 }),
      fc.nat({ max: 2 ** 32 - 1 }),
      (origin, count) => assertEquals(callNumbers(callId(origin, count)), { origin, count }),
    ),
  );
  for (const none of ["", "1", "1-", "-1", "1-1-1", "zzzzzzz-1", "1-4294967296", 1, null, {}]) {
    assertEquals(callNumbers(none), undefined, String(none));
  }
});

Deno.test("the kinds are named after what is asked and answered, so ends of others do not fit", () => {
  const purchase = call(json<string>(), u32);
  assertEquals([purchase.name, purchase.answers.name], ["call(json, u32)", "answer(u32)"]);
});

Deno.test("an answer and a refusal have the id of the call, also of one that was forwarded", () => {
  const purchase = call(text, u32);
  const priced = call(u32, u32);
  const order = purchase.from({ id: "k-7", message: "tea" });
  const onward = openChannel("priced", priced);
  const back = openChannel("receipts", purchase.answers);
  onward.tx.trySend(order.forward(250));
  onward.commit();
  const taken = onward.rx.takeNext();
  assertEquals([taken.id, taken.message], ["k-7", 250]);
  back.tx.trySend(taken.answer(500));
  back.tx.trySend(purchase.from({ id: "k-8", message: "" }).refuse("no such thing"));
  back.commit();
  assertEquals(back.rx.takeBatch().map(({ id, value, refusal }) => ({ id, value, refusal })), [
    { id: "k-7", value: 500, refusal: undefined },
    { id: "k-8", value: undefined, refusal: "no such thing" },
  ]);
});

/** What has room for so many. */
function receipts(capacity: number) {
  const purchase = call(text, u32);
  return { purchase, ...openChannel("receipts", purchase.answers, { capacity }) };
}

Deno.test("a second answer to a call is refused where it is made, and where it is sent", () => {
  const { purchase, tx } = receipts(4);
  const order = purchase.from({ id: "k-7", message: "tea" });
  const [first, second] = [order.answer(1), order.refuse("no")];
  assert(tx.trySend(first));
  const twice = "Cannot answer call k-7: this actor has answered it already";
  assertThrows(() => order.answer(2), TypeError, twice);
  assertThrows(() => order.refuse("no"), TypeError, twice);
  assertThrows(() => order.forward("milk").answer(2), TypeError, twice);
  assertThrows(() => tx.trySend(second), TypeError, twice);
  assertThrows(() => tx.trySend(first), TypeError, twice);
  assertEquals(tx.sent, 1);
});

Deno.test("an answer that found no room, or was faulty, is none: it can be made and sent again", () => {
  const { purchase, tx, rx, commit } = receipts(1);
  assert(tx.trySend(purchase.from({ message: "" }).answer(0)));
  commit();
  const order = purchase.from({ message: "tea" });
  assertEquals(tx.trySend(order.answer(1)), false);
  rx.advance(rx.availUnits);
  commit();
  assertThrows(
    () => tx.trySend(order.answer(-1)),
    RangeError,
    'Cannot send -1 on channel "receipts"',
  );
  assert(tx.trySend(order.answer(2)));
});

Deno.test("what a test sends again by the end of a later generation is no second answer", () => {
  const purchase = call(text, u32);
  const memory = new ChannelMemory(purchase.answers as unknown as Kind<Answer<number>>);
  const answer = purchase.from({ message: "tea" }).answer(1);
  assert(memory.tx().trySend(answer)); // not committed
  assert(memory.tx().trySend(answer));
});

Deno.test("a call is plain data for JSON and for another thread, and comes back from it", () => {
  const purchase = call(json<{ item: string }>(), u32);
  const { tx, rx, commit } = openChannel("orders", purchase);
  const order = purchase.from({ id: "k-7", message: { item: "tea" } });
  assertEquals(JSON.stringify(order), '{"id":"k-7","message":{"item":"tea"}}');
  assertEquals(purchase.from(JSON.parse(JSON.stringify(order))), order);
  assert(purchase.from(order) === order);
  // As a dead letter that is replayed: the end takes what is left of it.
  tx.trySend(structuredClone(order) as unknown as typeof order);
  commit();
  assertEquals(rx.takeNext(), order);
  const answer = order.answer(3);
  assertEquals(purchase.answers.from(JSON.parse(JSON.stringify(answer))), answer);
});

Deno.test("what is no call and no answer is refused by name, and so is an id that is none", () => {
  const purchase = call(text, u32);
  const orders = openChannel("orders", purchase);
  const back = openChannel("receipts", purchase.answers);
  for (const none of [undefined, null, 7, {}, { message: "tea" }, { id: "tea", message: "tea" }]) {
    assertThrows(
      () => orders.tx.trySend(none as never),
      TypeError,
      'Cannot send on channel "orders": the message is no call, give one that was taken',
    );
  }
  assertThrows(
    () => back.tx.trySend({ value: 1 } as never),
    TypeError,
    'Cannot send on channel "receipts": the message is no answer, give what answer() or refuse()',
  );
  assertThrows(() => back.tx.trySend(5 as never), TypeError, "Cannot send");
  assertThrows(
    () => purchase.from({ id: "7", message: "tea" }),
    TypeError,
    "Cannot go on with a call or an answer that was kept: its id is 7, give it as it was",
  );
});

Deno.test("a call whose message is too long for its channel is an error that says how long", () => {
  const orders = openChannel("orders", call(text, u32), { bytes: 32 });
  const order = (length: number) => call(text, u32).from({ message: "x".repeat(length) });
  assert(orders.tx.trySend(order(20)));
  for (const [length, bytes] of [[21, 33], [40, 40]] as const) {
    assertThrows(
      () => orders.tx.trySend(order(length)),
      RangeError,
      `Cannot send on channel "orders": the message has ${bytes} bytes, the channel holds 32`,
    );
  }
});

Deno.test("what is no kind cannot be asked or answered", () => {
  assertThrows(
    () => call(undefined as never, u32),
    TypeError,
    "Cannot make a kind of calls of undefined as a message kind",
  );
  const alien = { ...u32, copy: { url: "x", version: "9", layouts: {} } };
  assertThrows(
    () => call(u32, alien),
    TypeError,
    "Cannot make a kind of calls of a u32 of version 9",
  );
});

Deno.test("the compiler lets a call go on only where it is answered alike", () => {
  const purchase = call(text, u32);
  const alike = openChannel("alike", call(json<number[]>(), u32));
  const other = openChannel("other", call(json<number[]>(), text));
  const back = openChannel("back", call(text, text).answers);
  const order = purchase.from({ message: "tea" });
  alike.tx.trySend(order.forward([1]));
  // @ts-expect-error: answered by a text
  other.tx.trySend(order.forward([1]));
  // @ts-expect-error: a number is no text
  assertThrows(() => back.tx.trySend(order.answer(1)), TypeError);
});
