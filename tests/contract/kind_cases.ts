import fc from "fast-check";
import {
  array,
  bool,
  bytes,
  call,
  customKind,
  delivery,
  f32,
  f64,
  i16,
  i64,
  json,
  type Kind,
  oneOf,
  optional,
  struct,
  text,
  u16,
  u32,
  u64,
  u8,
} from "../../src/channel/mod.ts";

/** Messages of a kind. */
export interface KindCase<T> {
  readonly kind: Kind<T>;
  readonly messages: fc.Arbitrary<T>;
  /** What is told apart of a message; the message itself if it is plain data. */
  readonly seen?: (message: T) => unknown;
}

function of<T>(
  kind: Kind<T>,
  messages: fc.Arbitrary<T>,
  seen?: (message: T) => unknown,
): KindCase<unknown> {
  return { kind, messages, ...(seen && { seen }) } as KindCase<unknown>;
}

const words = fc.string({ unit: "grapheme", maxLength: 6 });
const u32s = fc.nat({ max: 0xffff_ffff });
const u64s = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

const trade = struct({
  id: u32,
  price: f64,
  side: oneOf("buy", "sell", "none"),
  symbol: text(8),
  place: { x: f32, "the y": i16, deep: { flag: bool } },
  tags: array(u16, 3),
  flags: array(bool, 2),
  limit: optional(u64),
  client: optional({ id: u8, name: text(4) }),
});
const many = oneOf(...Array.from({ length: 300 }, (_, i) => `v${i}`));
const trades = fc.record({
  id: u32s,
  price: fc.double(),
  side: fc.constantFrom("buy", "sell", "none"),
  symbol: fc.string({ maxLength: 2, unit: "grapheme" }).filter((text) =>
    new TextEncoder().encode(text).length <= 8
  ),
  place: fc.record({
    x: fc.double().map(Math.fround),
    "the y": fc.integer({ min: -32768, max: 32767 }),
    deep: fc.record({ flag: fc.boolean() }),
  }),
  tags: fc.tuple(...[1, 2, 3].map(() => fc.nat({ max: 65535 }))),
  flags: fc.tuple(fc.boolean(), fc.boolean()),
  limit: fc.option(u64s, { nil: undefined }),
  client: fc.option(
    fc.record({
      id: fc.nat({ max: 255 }),
      name: fc.string({ maxLength: 4, unit: fc.constantFrom("a", "b") }),
    }),
    { nil: undefined },
  ),
}, { noNullPrototype: true });

const reading = fc.record({
  sensor: words,
  celsius: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0)),
  path: fc.array(u32s, { maxLength: 4 }),
}, { noNullPrototype: true });
const jsonValues = fc.oneof({ weight: 8, arbitrary: reading }, {
  weight: 1,
  arbitrary: fc.jsonValue({ maxDepth: 2 }),
})
  .map((value) => JSON.parse(JSON.stringify(value)));

const date = customKind("date", () => ({
  encode: (date: Date) => new Uint8Array(new Float64Array([date.getTime()]).buffer),
  decode: (bytes) => new Date(new Float64Array(bytes.buffer)[0] as number),
}));

const purchase = call(trade, json());
const origins = fc.string({ unit: "grapheme", maxLength: 8 });
const plainCall = ({ id, message }: { id: string; message: unknown }) => ({ id, message });
const ids = fc.tuple(u32s, u32s).map(([origin, count]) => `${origin.toString(36)}-${count}`);

/** Every kind, with any messages of it. */
export const KIND_CASES: readonly KindCase<unknown>[] = [
  of(u8, fc.nat({ max: 255 })),
  of(u16, fc.nat({ max: 65535 })),
  of(u32, u32s),
  of(f64, fc.double()),
  of(i64, u64s.map((n) => n - 2n ** 63n)),
  of(bool, fc.boolean()),
  of(text, words),
  of(bytes, fc.uint8Array({ maxLength: 20 })),
  of(json<unknown>(), jsonValues),
  of(date, fc.date({ noInvalidDate: true })),
  of(trade as Kind<unknown>, trades as fc.Arbitrary<unknown>),
  of(struct({ one: many }) as Kind<unknown>, fc.nat({ max: 299 }).map((i) => ({ one: `v${i}` }))),
  of(
    delivery(json<unknown>()) as Kind<unknown>,
    fc.record({ origin: origins, message: jsonValues }),
    (message) => ({ ...(message as object) }),
  ),
  of(
    delivery(trade) as Kind<unknown>,
    fc.record({ origin: origins, message: trades }),
    (message) => ({ ...(message as object) }),
  ),
  of(
    purchase as Kind<unknown>,
    fc.record({ id: ids, message: trades }).map((kept) => purchase.from(kept as never)),
    (message) => plainCall(message as never),
  ),
  of(
    purchase.answers as Kind<unknown>,
    fc.oneof(
      fc.record({ id: ids, value: jsonValues }),
      fc.record({ id: ids, refusal: words }),
    ).map((kept) => purchase.answers.from(kept)),
    (message) => {
      const { id, value, refusal } = message as Record<string, unknown>;
      return { id, value, refusal };
    },
  ),
  of(
    call(delivery(u32), text) as Kind<unknown>,
    fc.record({ id: ids, message: fc.record({ origin: origins, message: u32s }) }).map(
      (kept) => call(delivery(u32), text).from(kept as never) as unknown,
    ),
    (message) => {
      const { id, message: { origin, message: inner } } = message as {
        id: string;
        message: { origin: string; message: number };
      };
      return { id, origin, inner };
    },
  ),
];
