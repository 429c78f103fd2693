import { assert, assertEquals, assertThrows } from "@std/assert";
import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import * as layout from "../../src/channel/json/json_layout.ts";
import { json, openChannel } from "../../src/channel/mod.ts";
import { ChannelMemory, commit, controlOf, nextTurns } from "../contract/channel_memory.ts";

/** Often enough for a channel to learn the outline of what it carries. */
const TILL_KNOWN = 10;

/** What must arrive: the same as by way of JSON text, the order of keys included. */
function assertArrived(actual: unknown, sent: unknown): void {
  const text = JSON.stringify(sent);
  deepStrictEqual(actual, JSON.parse(text));
  assertEquals(JSON.stringify(actual), text);
}

/** A channel that has carried `known` until it knows its outline. */
function channelKnowing(known: unknown, bytes = 1 << 16) {
  const channel = openChannel("pipe", json<unknown>(), { capacity: 64, bytes });
  for (let i = 0; i < TILL_KNOWN; i++) through(channel, known);
  return channel;
}

function through(channel: ReturnType<typeof channelKnowing>, message: unknown): unknown {
  assert(channel.tx.trySend(message));
  channel.commit();
  const arrived = channel.rx.tryTake();
  channel.commit();
  return arrived;
}

class Point {
  constructor(readonly x: number, readonly y: number) {}
}

class Weight {
  readonly #grams = 5;
  toJSON(): unknown {
    return { grams: this.#grams };
  }
}

/** Values that JSON carries in a way of its own. */
const ODD: readonly unknown[] = [
  undefined,
  () => 1,
  Symbol("s"),
  NaN,
  Infinity,
  -Infinity,
  -0,
  new Date(0),
  new Weight(),
  new Point(1, 2),
  new Map([[1, 2]]),
  new Number(7),
  new String("seven"),
  new Boolean(false),
  Object(Symbol("s")),
  Object.create(null),
  Object.assign(Object.create(null), { a: 1 }),
  Object.create({ inherited: 1 }),
  Object.create({ a: 1 }, { b: { value: 2, enumerable: true }, hidden: { value: 3 } }),
  { a: undefined },
  { toJSON: 5 },
  { toJSON: () => undefined },
  { toJSON: () => [1] },
  {
    get a() {
      return 7;
    },
  },
  new Proxy({ a: 1 }, {}),
  new Proxy([1, 2], {}),
  { b: 1, a: 2, 7: 3, 1: 4 },
  { "-1": 1, "1.5": 2, "01": 3, "4294967294": 4, "4294967295": 5, "4294967296": 6 },
  JSON.parse('{"__proto__":1,"a":2}'),
  JSON.parse('{"a":{"__proto__":{"b":1}}}'),
  { constructor: 1, hasOwnProperty: 2, toString: 3, valueOf: null },
  { "": 1, " ": 2, "\n": 3, "\u2028": 4, "'\"`\\${x}*/": 5, "\uD800": 6, "ключ": 7, "🎭": 8 },
  // deno-lint-ignore no-sparse-arrays
  [1, , 3],
  [],
  {},
  [[]],
  [[], [1], ["a", null, true]],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, { b: 2 }],
  [1, { a: 1 }],
  Object.assign([1, 2], { extra: 3 }),
  Object.assign([1, 2], { toJSON: () => "list" }),
  class extends Array {}.from([1, 2]),
  new Uint8Array([1, 2]),
  new Array(3),
  Array.from({ length: 70_000 }, (_, i) => i % 10),
  [[[[[[[[[[[[1]]]]]]]]]]]],
  { a: { a: { a: { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } } } } },
  0,
  127,
  128,
  -1,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  -(2 ** 31) - 1,
  2 ** 53,
  5e-324,
  1.7976931348623157e308,
  "",
  "x".repeat(255),
  "x".repeat(256),
  "é".repeat(255),
  "é".repeat(256),
  "€".repeat(255),
  "€".repeat(256),
  "Āǿ",
  "\u0000\u007f\u0080\u00ff\u0100\uffff\ufeff",
  "\uD800",
  "a\uDC00b€",
  "𝄞🎭",
];

const odd = fc.constantFrom(...ODD);
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.array(fc.nat({ max: 0xffff }), { maxLength: 20 }).map((units) =>
    String.fromCharCode(...units)
  ),
);
const leaf = fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null), anyText);
const plain = { noNullPrototype: true };
const place = fc.record({ room: leaf, floor: leaf }, plain);
const reading = fc.record({
  id: leaf,
  'a key of "many" words': leaf,
  values: fc.array(leaf, { maxLength: 6 }),
  place,
  places: fc.array(place, { maxLength: 3 }),
}, plain);
const KNOWN = {
  id: 1,
  'a key of "many" words': 2,
  values: [3],
  place: { room: 4, floor: 5 },
  places: [{ room: 6, floor: 7 }],
};

/** Where a value may stand. */
const BOXES: readonly ((value: unknown) => unknown)[] = [
  (value) => value,
  (value) => ({ in: value }),
  (value) => [value],
  (value) => ({ a: { b: [value] } }),
  (value) => ({ list: [{ of: value }] }),
];

for (const message of ODD) {
  const name = Deno.inspect(message).slice(0, 70);
  Deno.test(`a json channel carries ${name} as JSON does, whatever it has learned`, () => {
    for (const box of BOXES) {
      const sent = box(message);
      const text = JSON.stringify(sent);
      if (text === undefined) continue;
      // Its own outline, that of what arrives, and outlines that look like it.
      for (const known of [sent, JSON.parse(text), box({}), box([]), box({ a: 1 }), box([1])]) {
        const channel = channelKnowing(known, 1 << 18);
        for (let i = 0; i < 2; i++) assertArrived(through(channel, sent), sent);
      }
    }
  });
}

Deno.test("a json channel that knows an outline carries all values of it, and all others", () => {
  const box = fc.oneof(
    { weight: 6, arbitrary: reading },
    // One that looks the same at first.
    fc.tuple(reading, fc.constantFrom(...Object.keys(KNOWN)), odd).map(([value, key, other]) => ({
      ...value,
      [key]: other,
    })),
    fc.tuple(reading, odd).map(([value, other]) => ({ ...value, extra: other })),
    fc.tuple(reading, odd).map(([value, other]) => ({
      ...value,
      place: { ...value.place, floor: other },
    })),
    reading.map(({ id: _id, ...rest }) => rest),
    reading.map(({ id, ...rest }) => ({ ...rest, id })),
    fc.jsonValue({ maxDepth: 3 }),
  );
  fc.assert(
    fc.property(fc.array(box, { maxLength: 30, size: "max" }), (messages) => {
      const { tx, rx, commit } = channelKnowing(KNOWN, 1 << 21);
      assertEquals(tx.sendBatch(messages), messages.length);
      commit();
      const arrived = rx.takeBatch();
      assertEquals(arrived.length, messages.length);
      arrived.forEach((message, i) => assertArrived(message, messages[i]));
    }),
    { numRuns: 500 },
  );
});

Deno.test("a reader that begins in the middle reads what is there, wherever the records lie", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1, 3, 16),
      fc.constantFrom(1024, 2048),
      fc.array(fc.record({ a: leaf, b: fc.array(leaf, { maxLength: 3 }) }, plain), {
        minLength: 40,
        maxLength: 80,
        size: "max",
      }),
      (capacity, bytes, messages) => {
        const memory = new ChannelMemory(json<unknown>(), { capacity, bytes });
        const tx = memory.tx();
        const teach = Array.from({ length: TILL_KNOWN }, () => ({ a: 1, b: [2] }));
        const all: unknown[] = [...teach, ...messages];
        const arrived: unknown[] = [];
        for (let sent = 0; sent < all.length;) {
          const count = tx.sendBatch(all, sent);
          assert(count > 0, "an empty channel took nothing");
          sent += count;
          commit(tx as never);
          // Another reader for each message.
          for (let i = 0; i < count; i++) {
            const rx = memory.rx();
            arrived.push(rx.tryTake());
            commit(rx);
          }
          controlOf(tx).look();
        }
        arrived.forEach((message, i) => assertArrived(message, all[i]));
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("a json channel carries values of more outlines than it keeps, by turns", () => {
  const channel = openChannel("pipe", json<unknown>(), { capacity: 4 });
  for (let i = 0; i < 40_000; i++) {
    const message = { id: i, [`key${(i >> 8) % 40}`]: i / 2, [`other${i % 3}`]: [i] };
    assertEquals(through(channel, message), message);
  }
});

Deno.test("one reader reads what writer after writer has learned", () => {
  const memory = new ChannelMemory(json<unknown>(), { capacity: 16 });
  const rx = memory.rx();
  for (let writer = 0; writer < 100; writer++) {
    const tx = memory.tx();
    for (let i = 0; i < TILL_KNOWN + 2; i++) {
      const message = { [`key${writer % 30}`]: i, name: "€".repeat(i) };
      assert(tx.trySend(message));
      commit(tx as never);
      controlOf(rx).look();
      assertEquals(rx.tryTake(), message);
      commit(rx);
    }
  }
});

Deno.test("a json channel that knows an outline refuses what has no JSON form, and is unharmed", () => {
  const channel = channelKnowing(KNOWN);
  const cycle: Record<string, unknown> = { ...KNOWN };
  cycle.place = cycle;
  const thrower = Object.defineProperty({ ...KNOWN }, "id", {
    enumerable: true,
    get() {
      throw new RangeError("not today");
    },
  });
  for (const bad of [{ ...KNOWN, id: 7n }, { ...KNOWN, values: [7n] }, cycle, thrower]) {
    const { sent } = channel.tx;
    assertThrows(() => channel.tx.trySend(bad), TypeError, 'Cannot send on channel "pipe": ');
    assertEquals(channel.tx.sent, sent);
    assertEquals(through(channel, KNOWN), KNOWN);
  }
});

for (const prototype of [Object.prototype, Array.prototype]) {
  for (const [key, value] of [["toJSON", () => "patched"], ["added", 7], ["id", 8]] as const) {
    for (const enumerable of [true, false]) {
      const where = prototype === Object.prototype ? "Object" : "Array";
      const how = enumerable ? "enumerable" : "hidden";
      Deno.test(`an ${how} ${key} in ${where}.prototype counts as it does for JSON`, () => {
        const { id: _id, ...rest } = KNOWN;
        const channel = channelKnowing(KNOWN);
        for (let i = 0; i < TILL_KNOWN; i++) through(channel, { name: i, id: i });
        const sent = [KNOWN, rest, { added: 1, ...KNOWN }, { name: "a", id: 1 }, { name: "a" }];
        let texts: string[] = [];
        Object.defineProperty(prototype, key, { value, enumerable, configurable: true });
        try {
          // Often enough to learn something wrong.
          for (let i = 0; i < TILL_KNOWN; i++) {
            assertEquals(channel.tx.sendBatch(sent), sent.length);
          }
          texts = sent.map((message) => JSON.stringify(message));
        } finally {
          delete (prototype as unknown as Record<string, unknown>)[key];
        }
        channel.commit();
        channel.rx.takeBatch().forEach((arrived, i) => {
          assertEquals(JSON.stringify(arrived), texts[i % sent.length]);
        });
        channel.commit();
        for (const message of sent) assertArrived(through(channel, message), message);
      });
    }
  }
}

Deno.test("a record in parts has the bytes that the layout says", () => {
  const memory = new ChannelMemory(json<unknown>(), { capacity: 16, bytes: 4096 });
  const tx = memory.tx();
  const message = { n: [1, 300, 0.5], s: ["aé", "€"], o: { t: true, f: false, z: null } };
  for (let i = 0; i < 16; i++) assert(tx.trySend(message));
  const slots = new Uint32Array(memory.region, memory.at + 384, 32);
  const payload = new Uint8Array(memory.region, memory.at + 384 + 16 * 8, 4096);
  const [start, length] = [slots[30]!, slots[31]!];
  const outline = '{"n":[0],"s":[0],"o":{"t":0,"f":0,"z":0}}   ';
  const half = [...new Uint8Array(Float64Array.of(0.5).buffer)];
  assertEquals([...payload.subarray(start, start + length)], [
    ...[1, outline.length, 0, 0, ...new TextEncoder().encode(outline)],
    ...[3, 0, 1, 128, 44, 1, 0, 0, 129, ...half],
    ...[2, 0, 130, 2, 0x61, 0xe9, 131, 1, 0xac, 0x20],
    ...[133, 134, 132],
  ]);
  assertEquals({ ...layout }, {
    JSON_VERSION: 1,
    OUTLINED_MARK: 1,
    OUTLINE_BYTE: 4,
    MAX_SMALL: 127,
    INT32_PART: 128,
    FLOAT64_PART: 129,
    LATIN_PART: 130,
    UTF16_PART: 131,
    NULL_PART: 132,
    TRUE_PART: 133,
    FALSE_PART: 134,
    MAX_OUTLINE_CHARACTERS: 1024,
    MAX_DEPTH: 8,
    MAX_TEXT: 255,
    MAX_ELEMENTS: 65_535,
  });
});

Deno.test("values of a known outline are sent in parts, wherever the ring stands", () => {
  const memory = new ChannelMemory(json<unknown>(), { capacity: 16, bytes: 2048 });
  const [tx, rx] = [memory.tx(), memory.rx()];
  const message = { name: "x".repeat(200), other: "y".repeat(200) };
  const slots = new Uint32Array(memory.region, memory.at + 384, 32);
  const payload = new Uint8Array(memory.region, memory.at + 384 + 16 * 8, 2048);
  for (let i = 0; i < 50; i++) {
    assert(tx.trySend(message));
    if (i >= TILL_KNOWN) assertEquals(payload[slots[i % 16 * 2]!], layout.OUTLINED_MARK);
    nextTurns(tx as never, rx);
    assertEquals(rx.tryTake(), message);
    nextTurns(rx, tx as never);
  }
});

Deno.test("a message that cannot be looked at twice is refused as one that cannot be encoded", () => {
  const { tx } = openChannel("pipe", json<unknown>());
  let looks = 0;
  const once = {
    get a() {
      if (++looks > 1) throw new RangeError("once only");
      return 1;
    },
  };
  assertThrows(() => tx.trySend(once), TypeError, 'Cannot send on channel "pipe": once only');
  assertEquals(tx.sent, 0);
});

Deno.test("a getter that sends on the channel of its own message is refused, and harms nothing", () => {
  const channel = channelKnowing({ a: 1, b: 2 });
  const sending = {
    a: 1,
    get b() {
      channel.tx.trySend({ a: 3, b: 4 });
      return 2;
    },
  };
  assertThrows(() => channel.tx.trySend(sending), TypeError, "send it afterwards");
  assertEquals(through(channel, { a: 5, b: 6 }), { a: 5, b: 6 });
  assertEquals(channel.rx.isEmpty, true);
});

Deno.test("a value in parts that is longer than the channel is sent as text, if that fits", () => {
  const channel = channelKnowing({ a: [0.1, 0.2] }, 64);
  const decimals = { a: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] };
  assertEquals(through(channel, decimals), decimals);
  const long = { a: Array.from({ length: 30 }, () => 0.1) };
  assertThrows(
    () => channel.tx.trySend(long),
    RangeError,
    "the message has 127 bytes, the channel holds 64",
  );
});
