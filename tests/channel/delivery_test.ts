/** Messages from outside: of every inner kind, through the contract of channels, and what is said where they are misused. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  array,
  bool,
  bytes,
  customKind,
  type Delivery,
  delivery,
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
import * as layout from "../../src/channel/delivery/delivery_layout.ts";
import { ringKind } from "../../src/channel/ring/kind.ts";
import { channelContract } from "../contract/channel_contract.ts";

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

const origins = fc.string({ unit: "grapheme", maxLength: 8 });

interface Inner<T> {
  readonly kind: Kind<T>;
  readonly messages: fc.Arbitrary<T>;
  /** Bytes of the body; the slot's, if not given. */
  bytes?(message: T): number;
}

/** Puts deliveries of an inner kind through what every kind must do. */
function contract<T>({ kind, messages, bytes = () => kind.slotBytes }: Inner<T>): void {
  const deliveries = delivery(kind);
  channelContract<Delivery<T>>({
    kind: deliveries as unknown as Kind<Delivery<T>>,
    messages: fc.record({ origin: origins, message: messages }).map((kept) =>
      deliveries.from(kept)
    ),
    payload: ({ origin, message }) => layout.ORIGIN_BYTE + utf8Bytes(origin) + bytes(message),
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
  kind: struct({ id: u32, name: text(6), price: optional(f64) }) as unknown as Kind<
    { id: number; name: string; price: number | undefined }
  >,
  messages: fc.record({
    id: fc.nat(),
    name: fc.string({ maxLength: 6 }).filter((name) => utf8Bytes(name) <= 6),
    price: fc.option(fc.double(), { nil: undefined }),
  }),
});

Deno.test("deliveries of JSON carry what JSON does, message after message, as it learns their outline", () => {
  const { tx, rx, commit } = openChannel("orders", delivery(json<unknown>()), { bytes: 2 ** 16 });
  const plain = fc.record({ a: fc.integer(), b: fc.string() }, { noNullPrototype: true });
  const messages = fc.array(fc.oneof({ weight: 3, arbitrary: plain }, fc.jsonValue()), {
    maxLength: 40,
  });
  fc.assert(fc.property(messages, origins, (messages, origin) => {
    for (const message of messages) assert(tx.trySend({ origin, message }));
    commit();
    const taken = rx.takeBatch();
    commit();
    const byJson = messages.map((message) => JSON.parse(JSON.stringify(message)));
    assertEquals(taken.map(({ message }) => message), byJson);
    assert(taken.every((one) => one.origin === origin));
  }));
});

Deno.test("the layout of deliveries has these numbers", () => {
  assertEquals({ ...layout }, { DELIVERY_VERSION: 1, LENGTH_BYTE: 0, ORIGIN_BYTE: 4 });
  assertEquals(ringKind(delivery(u8)).copy.layouts.delivery, layout.DELIVERY_VERSION);
});

Deno.test("the kind is named after what is within, so ends of others do not fit", () => {
  assertEquals(delivery(json<string>()).name, "delivery(json)");
  assertEquals(delivery(delivery(u32)).name, "delivery(delivery(u32))");
});

Deno.test("a delivery of long messages, and of an array within a struct, comes as it went", () => {
  const kind = delivery(struct({ rows: array(u32, 33) }));
  const { tx, rx, commit } = openChannel("rows", kind);
  const rows = Array.from({ length: 33 }, (_, n) => n * n);
  const origin = "bucket/".repeat(100);
  tx.trySend({ origin, message: { rows } });
  commit();
  const taken = rx.takeNext();
  assertEquals([taken.origin, [...taken.message.rows]], [origin, rows]);
});

Deno.test("what is made of a delivery has its origin, and may be of another kind", () => {
  const orders = openChannel("orders", delivery(json<{ cents: number }>()));
  const prices = openChannel("prices", delivery(u32));
  orders.tx.trySend({ origin: "orders/1", message: { cents: 250 } });
  orders.commit();
  const order = orders.rx.takeNext();
  prices.tx.trySend(order.with(order.message.cents));
  prices.commit();
  const { origin, message } = prices.rx.takeNext();
  assertEquals([origin, message], ["orders/1", 250]);
});

Deno.test("a delivery is plain data for JSON and for another thread, and may be sent so", () => {
  const kind = delivery(text);
  const { tx, rx, commit } = openChannel("lines", kind);
  const line = kind.from({ origin: "log/1", message: "a" });
  assertEquals(JSON.stringify(line), '{"origin":"log/1","message":"a"}');
  tx.trySend(structuredClone(line));
  commit();
  assertEquals(rx.takeNext(), line);
  assertEquals(kind.from(JSON.parse(JSON.stringify(line))), line);
});

Deno.test("what is no delivery is refused by name, and so is a message of another kind", () => {
  const { tx } = openChannel("lines", delivery(text));
  for (const none of [undefined, null, 7, {}, "a", { message: "a" }, { origin: 1, message: "a" }]) {
    assertThrows(
      () => tx.trySend(none as never),
      TypeError,
      'Cannot send on channel "lines": the message is no delivery, give { origin, message }',
    );
  }
  assertThrows(
    () => tx.trySend({ origin: "o", message: 5 as never }),
    TypeError,
    'Cannot send on channel "lines": it is a number, give a string',
  );
  // @ts-expect-error: a number is no text
  assertThrows(() => tx.trySend({ origin: "o", message: 5 }), TypeError);
  assertEquals(tx.sent, 0);
});

Deno.test("a delivery that is too long for its channel is an error that says how long, with its origin", () => {
  const { tx } = openChannel("lines", delivery(text), { bytes: 32 });
  assert(tx.trySend({ origin: "o/12", message: "x".repeat(24) }));
  assertThrows(
    () => tx.trySend({ origin: "o/123", message: "x".repeat(24) }),
    RangeError,
    'Cannot send on channel "lines": the message has 33 bytes, the channel holds 32',
  );
});

Deno.test("a codec of one's own that sends another delivery meanwhile writes over nothing", () => {
  let isNested = false;
  const nested = customKind("nested", () => ({
    encode(message: string): Uint8Array {
      if (!isNested) {
        isNested = true;
        tx.trySend({ origin: "inner/1", message: "inner" });
      }
      return new TextEncoder().encode(message);
    },
    decode: (bytes: Uint8Array<ArrayBuffer>) => new TextDecoder().decode(bytes),
  }));
  const { tx, rx, commit } = openChannel("nested", delivery(nested));
  tx.trySend({ origin: "outer/1", message: "outer" });
  commit();
  const taken = rx.takeBatch().map(({ origin, message }) => [origin, message]);
  assertEquals(taken, [["inner/1", "inner"], ["outer/1", "outer"]]);
});

Deno.test("what is no kind cannot be delivered", () => {
  assertThrows(
    () => delivery(undefined as never),
    TypeError,
    "Cannot make a kind of deliveries of undefined as a message kind",
  );
  const alien = { ...u32, copy: { url: "x", version: "9", layouts: {} } };
  assertThrows(
    () => delivery(alien),
    TypeError,
    "Cannot make a kind of deliveries of a u32 of version 9",
  );
});
