import fc from "fast-check";
import {
  array,
  bool,
  f32,
  f64,
  i64,
  oneOf,
  optional,
  struct,
  text,
  u16,
  u32,
  u64,
  u8,
} from "../../src/channel/mod.ts";
import { channelContract } from "../contract/channel_contract.ts";

/** A text of so many UTF-8 bytes at most. */
function textOf(maxBytes: number): fc.Arbitrary<string> {
  return fc.string({ unit: "binary", maxLength: maxBytes, size: "max" }).filter((text) =>
    new TextEncoder().encode(text).length <= maxBytes
  );
}

const number = fc.oneof(fc.double(), fc.constantFrom(NaN, -0, 0));

channelContract({
  name: "one-field struct",
  kind: struct({ id: u32 }),
  messages: fc.record({ id: fc.nat({ max: 2 ** 32 - 1 }) }),
});

channelContract({
  name: "many-field struct",
  kind: struct({
    id: u32,
    price: f64,
    ratio: f32,
    big: u64,
    debt: i64,
    open: bool,
    side: oneOf("buy", "sell", "€"),
    symbol: text(7),
    pixels: array(u16, 3),
    flags: array(bool, 2),
    at: { x: f64, deeper: { label: text(3) } },
    hint: optional(text(5)),
    extra: optional({ level: u8 }),
  }),
  messages: fc.record({
    id: fc.nat({ max: 2 ** 32 - 1 }),
    price: number,
    ratio: number.map(Math.fround),
    big: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    debt: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    open: fc.boolean(),
    side: fc.constantFrom("buy", "sell", "€"),
    symbol: textOf(7),
    pixels: fc.array(fc.nat({ max: 65_535 }), { minLength: 3, maxLength: 3 }),
    flags: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
    at: fc.record({ x: number, deeper: fc.record({ label: textOf(3) }) }),
    hint: fc.option(textOf(5), { nil: undefined }),
    extra: fc.option(fc.record({ level: fc.nat({ max: 255 }) }), { nil: undefined }),
  }),
});
