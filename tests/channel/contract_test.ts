import fc from "fast-check";
import {
  bool,
  bytes,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  json,
  text,
  u16,
  u32,
  u64,
  u8,
} from "../../src/channel/mod.ts";
import type { Kind } from "../../src/channel/kind.ts";
import { channelContract, type MessageArray } from "../contract/channel_contract.ts";

interface ArrayClass<T> {
  from(messages: readonly T[]): MessageArray<T>;
}

function whole(kind: Kind<number>, array: ArrayClass<number>, min: number, max: number): void {
  channelContract({ kind, messages: fc.integer({ min, max }), array: (of) => array.from(of) });
}

whole(u8, Uint8Array, 0, 255);
whole(u16, Uint16Array, 0, 65_535);
whole(u32, Uint32Array, 0, 4_294_967_295);
whole(i8, Int8Array, -128, 127);
whole(i16, Int16Array, -32_768, 32_767);
whole(i32, Int32Array, -2_147_483_648, 2_147_483_647);

channelContract<number>({
  kind: f32,
  messages: fc.double(),
  arrives: Math.fround,
  array: (of) => Float32Array.from(of),
});
channelContract<number>({
  kind: f64,
  messages: fc.double(),
  array: (of) => Float64Array.from(of),
});
channelContract<bigint>({
  kind: u64,
  messages: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  array: (of) => BigUint64Array.from(of.map(BigInt)),
});
channelContract<bigint>({
  kind: i64,
  messages: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  array: (of) => BigInt64Array.from(of.map(BigInt)),
});
channelContract({ kind: bool, messages: fc.boolean() });

/** Readable texts, and any UTF-16 at all: lone surrogates, byte order marks, zeros. */
const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12, size: "max" }),
  fc.array(fc.nat({ max: 0xffff }), { maxLength: 12, size: "max" }).map((units) =>
    String.fromCharCode(...units)
  ),
);

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

channelContract({
  kind: text,
  messages: anyText,
  arrives: (message) => message.toWellFormed(),
  payload: utf8Bytes,
});

channelContract({
  kind: bytes,
  messages: fc.uint8Array({ maxLength: 24, size: "max" }),
  payload: (message) => message.length,
});

channelContract({
  kind: json<fc.JsonValue>(),
  messages: fc.jsonValue({ maxDepth: 2 }),
  arrives: (message) => JSON.parse(JSON.stringify(message)),
  payload: (message) => utf8Bytes(JSON.stringify(message)),
});
