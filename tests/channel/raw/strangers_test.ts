/** A body may come from anybody. Whatever it is, it is refused whole, or all that reads it finds messages made of its bytes alone. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  array,
  bool,
  bytes,
  call,
  delivery,
  json,
  type Kind,
  oneOf,
  optional,
  struct,
  text,
  u32,
} from "../../../src/channel/mod.ts";
import { CHANNEL_HEADER_BYTES } from "../../../src/channel/ring/channel_layout.ts";
import { commit } from "../../contract/channel_memory.ts";
import { KIND_CASES, type KindCase } from "../../contract/kind_cases.ts";
import { bodyOf, messagesIn, RawMemory } from "../../contract/raw_memory.ts";

/** A channel that has seen other messages, of which the last is still there. */
function usedChannel<T>(kind: Kind<T>, before: T, filling: number): RawMemory<T> {
  const memory = new RawMemory(kind, { capacity: 32, bytes: 4096 });
  const { at } = memory;
  // What earlier messages have left behind.
  new Uint8Array(memory.region, at + CHANNEL_HEADER_BYTES).fill(filling);
  const tx = memory.tx();
  tx.trySend(before);
  commit(tx);
  return memory;
}

/** What comes out of a channel after a body was sent; `undefined` if it was refused. */
function outcome(
  { kind, seen = (message: unknown) => message }: KindCase<unknown>,
  before: unknown,
  filling: number,
  count: number,
  body: Uint8Array,
): unknown[] | undefined {
  const memory = usedChannel(kind, before, filling);
  const tx = memory.rawTx();
  let isRefused = false;
  try {
    assertEquals(tx.sendBody(count, body), count);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    assertEquals(tx.sent, 1, "nothing of it is sent");
    isRefused = true;
  }
  commit(tx);
  const [first, ...rest] = memory.rx().takeBatch();
  assertEquals(seen(first), seen(before), "what was there is as it was");
  assertEquals(rest.length, isRefused ? 0 : count);
  return isRefused ? undefined : rest.map(seen);
}

/** How a body is spoilt: bytes that are set, and where it is cut or lengthened. */
const spoilings = fc.record({
  sets: fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(0, 1, 255))), {
    maxLength: 4,
  }),
  length: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -9, max: 9 })),
  count: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -2, max: 2 })),
});

for (const kindCase of KIND_CASES) {
  const { kind, messages } = kindCase;
  // What a codec of the program's own makes of bytes is its own affair.
  if (kind.name === "date") continue;
  Deno.test(`a spoilt body of ${kind.name.slice(0, 40)} is refused, or makes messages of its own bytes`, () => {
    let refused = 0;
    let taken = 0;
    fc.assert(
      fc.property(
        fc.array(messages, { minLength: 1, maxLength: 24, size: "max" }),
        messages,
        spoilings,
        (sent, before, { sets, length, count }) => {
          const body = bodyOf(kind, sent);
          for (const [at, value] of sets) body[at % body.length] = value;
          const spoilt = new Uint8Array(Math.max(0, body.length + length)).fill(7);
          spoilt.set(body.subarray(0, spoilt.length));
          const told = Math.max(0, sent.length + count);
          const [one, other] = [0x00, 0x41].map((filling) =>
            outcome(kindCase, before, filling, told, spoilt)
          );
          assertEquals(one, other);
          if (one === undefined) refused++;
          else taken++;
        },
      ),
      { numRuns: 300 },
    );
    assert(refused > 10 && taken > 10, `${refused} refused, ${taken} taken`);
  });
}

const order = struct({
  id: u32,
  side: oneOf("buy", "sell"),
  name: text(8),
  flags: array(bool, 2),
  limit: optional(u32),
});
const orders = [1, 2].map((id) => ({
  id,
  side: "buy" as const,
  name: "tea",
  flags: [true, false],
  limit: id,
}));

/** Sends a body with one byte changed, and says what is wrong with it. */
function refusalOf<T>(kind: Kind<T>, body: Uint8Array, count: number, options = {}): string {
  const memory = new RawMemory(kind, { capacity: 8, bytes: 256, ...options });
  return assertThrows(() => memory.rawTx().sendBody(count, body), RangeError).message;
}

function changed(body: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = body.slice();
  copy.set(values, at);
  return copy;
}

Deno.test("what is wrong with a body of structs is said, with message and field", () => {
  const body = bodyOf(order, orders);
  // Two ids and two limits of 4 bytes, two lengths of 2, and then a byte each: side, name, flags, limit.
  const said = (at: number, ...values: number[]) =>
    refusalOf(order, changed(body, at, ...values), 2);
  const refusal = (message: number, why: string) =>
    `Cannot send a body on channel "numbers": of message ${message}, ${why}`;
  assertEquals(said(16, 9), refusal(0, 'field "name" holds 9, and 8 is the most that there is'));
  assertEquals(
    said(18, 0, 1),
    refusal(1, 'field "name" holds 256, and 8 is the most that there is'),
  );
  assertEquals(said(21, 2), refusal(1, 'field "side" holds 2, and 1 is the most that there is'));
  assertEquals(
    said(22 + 16 + 1, 2),
    refusal(0, 'field "flags" holds 2, and 1 is the most that there is'),
  );
  assertEquals(
    said(22 + 16 + 5, 2),
    refusal(1, 'field "limit" holds 2, and 1 is the most that there is'),
  );
  assertEquals(
    refusalOf(order, body, 1),
    'Cannot send a body on channel "numbers": 1 messages of 22 bytes are told of, and it has 44 bytes',
  );
});

Deno.test("what is wrong with the lengths of a body is said", () => {
  const body = bodyOf(bytes, [Uint8Array.of(1, 2), Uint8Array.of(3)]);
  const refusal = (why: string) => `Cannot send a body on channel "numbers": ${why}`;
  assertEquals(
    refusalOf(bytes, body, 3),
    refusal("3 messages are told of, and it has 11 bytes, which is less than their lengths take"),
  );
  assertEquals(
    refusalOf(bytes, changed(body, 4, 2), 2),
    refusal("its 2 messages and their lengths make 12 bytes, and it has 11"),
  );
  assertEquals(
    refusalOf(bytes, changed(body, 5, 1), 2),
    refusal("of message 1, it has 257 bytes, and the channel holds 256, raise its `bytes` option"),
  );
  for (const count of [-1, 0.5, NaN]) {
    assertEquals(
      refusalOf(bytes, body, count),
      refusal(`it is to have ${count} messages, give a whole number from 0 on`),
    );
  }
  const memory = new RawMemory(bytes);
  assertThrows(
    () => memory.rawTx().sendBody(2, body, 3),
    RangeError,
    "from message 3 on, and has 2",
  );
});

/** A body of one record. */
function record(...parts: (readonly number[] | string)[]): Uint8Array {
  const bytes = parts.flatMap((part) =>
    typeof part === "string" ? [...new TextEncoder().encode(part)] : [...part]
  );
  return Uint8Array.from([bytes.length & 0xff, bytes.length >> 8, 0, 0, ...bytes]);
}

/** A record of JSON with an outline. */
function outlined(outline: string, ...parts: number[]): Uint8Array {
  const length = Math.ceil(outline.length / 4) * 4;
  return record([1, length, 0, 0], outline.padEnd(length), parts);
}

Deno.test("what is no JSON is refused, as text and with an outline", () => {
  const text = (body: Uint8Array) => refusalOf(json(), body, 1);
  for (const no of ["", "{", "nul", "[1,]", '{"a":1}}']) {
    assert(text(record(no)).endsWith("of message 0, it is no JSON"), no);
  }
  const outline = [
    record([1]),
    record([1, 4, 0, 0]),
    record([1, 3, 0, 0], "[0]", [0, 0]),
    outlined('{"__proto__":0}', 1),
    outlined("[0,0]", 1),
    outlined("[1]", 0, 0),
    outlined('{"b":0,"b":0}', 1, 1),
    outlined('{ "a":0}', 1),
    outlined("0", 1),
    outlined("[[[[[[[[[0]]]]]]]]]", 0, 0),
    record([1, 12, 0, 0], '{"a":0}     ', [1]),
    outlined(
      JSON.stringify(Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`k${i}`, 0]))),
    ),
  ];
  for (const body of outline) {
    const said = refusalOf(json(), body, 1, { bytes: 4096 });
    assert(said.endsWith("its outline of JSON is none"), said);
  }
  const parts = [
    outlined('{"a":0}'),
    outlined('{"a":0}', 135),
    outlined('{"a":0}', 1, 1),
    outlined('{"a":0}', 128, 1, 1, 1),
    outlined('{"a":0}', 129, 1, 1, 1, 1, 1, 1, 1),
    outlined('{"a":0}', 130, 3, 65, 65),
    outlined('{"a":0}', 131, 2, 65, 0, 65),
    outlined("[0]", 2, 0, 1),
    outlined("[0]", 2),
    // More objects than there is memory for, from a few bytes.
    outlined("[[{}]]", 255, 255, ...Array.from({ length: 100 }, () => 255)),
  ];
  for (const body of parts) {
    const said = refusalOf(json(), body, 1);
    assert(said.endsWith("its parts of JSON are not those of its outline"), said);
  }
});

Deno.test("what is JSON is let through, as text and with an outline", () => {
  const bodies: readonly (readonly [Uint8Array, unknown])[] = [
    [record('{"__proto__":[1]}'), JSON.parse('{"__proto__":[1]}')],
    [outlined('{"a":0,"b":[{"c":0}]}', 128, 1, 0, 0, 0, 1, 0, 132), { a: 1, b: [{ c: null }] }],
    [outlined('{"a":0}', 130, 2, 65, 66), { a: "AB" }],
    [outlined("[0]", 2, 0, 133, 134), [true, false]],
    [outlined("{}"), {}],
    [outlined("[{}]", 3, 0), [{}, {}, {}]],
  ];
  for (const [body, wanted] of bodies) assertEquals(messagesIn(json(), 1, body), [wanted]);
});

Deno.test("a text of a stranger that is no UTF-8 arrives with U+FFFD where it is none", () => {
  assertEquals(messagesIn(text, 1, record("a", [0xff], "b")), ["a\ufffdb"]);
  const named = struct({ name: text(4) });
  const body = changed(bodyOf(named, [{ name: "abc" }]), 3, 0xff);
  assertEquals(messagesIn(named, 1, body), [{ name: "a\ufffdc" }]);
});

Deno.test("what is wrong with a call, an answer and a delivery is said", () => {
  const purchase = call(order, json());
  const asked = bodyOf(purchase, [purchase.from({ message: orders[0]! })]);
  const said = (kind: Kind<unknown>, body: Uint8Array) =>
    refusalOf(kind, body, 1).replace(/^.*of message 0, /, "");
  const calls = purchase as Kind<unknown>;
  assertEquals(said(calls, changed(asked, 4, 1)), "it is of form 1, which no call is");
  assertEquals(said(calls, record([0, 0])), "it has 2 bytes, too few for a call");
  assertEquals(
    said(calls, record([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9])),
    "it has 1 bytes for a message of 22",
  );
  assertEquals(
    said(calls, changed(asked, 4 + 12 + 8, 9)),
    'field "name" holds 9, and 8 is the most that there is',
  );

  const answers = purchase.answers as Kind<unknown>;
  const header = (form: number) => [form, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0];
  assertEquals(said(answers, record([1])), "it has 1 bytes, too few for an answer");
  assertEquals(said(answers, record(header(0), "1")), "it is of form 0, which no answer is");
  assertEquals(said(answers, record(header(1), "}")), "it is no JSON");
  assertEquals(messagesIn(purchase.answers, 1, record(header(2), [0xff]))[0]?.refusal, "\ufffd");

  const deliveries = delivery(json()) as Kind<unknown>;
  assertEquals(said(deliveries, record([1, 0, 0])), "it has 3 bytes, too few for a delivery");
  assertEquals(
    said(deliveries, record([255, 255, 255, 255], "1")),
    "it has 5 bytes, and an origin of 4294967295",
  );
  assertEquals(said(deliveries, record([1, 0, 0, 0], "a}")), "it is no JSON");
});
