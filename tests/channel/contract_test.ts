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
import { OutlineWriters } from "../../src/channel/json/json_outlines.ts";
import { type Kind, type RingKind, ringKind } from "../../src/channel/ring/kind.ts";
import { jsonTx } from "../../src/channel/json/mod.ts";
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

function textBytes(message: unknown): number {
  return utf8Bytes(JSON.stringify(message));
}

const byJson = <T>(message: T): T => JSON.parse(JSON.stringify(message));

/** The kind of JSON values, with writers that know the outlines of `known`, and learn no others. */
function jsonKnowing(known: readonly unknown[]): { kind: Kind<unknown>; writers: OutlineWriters } {
  const writers = new OutlineWriters();
  for (const value of known) for (let i = 0; i < 10; i++) writers.learn(value);
  writers.learn = () => {};
  const kind: RingKind<unknown> = {
    ...ringKind(json<unknown>()),
    createTx: (memory) => jsonTx(memory, writers),
  };
  return { kind: kind as Kind<unknown>, writers };
}

channelContract({
  name: "json text",
  kind: jsonKnowing([]).kind,
  messages: fc.jsonValue({ maxDepth: 2 }),
  arrives: byJson,
  payload: textBytes,
});

const knowing = jsonKnowing([{ a: 1 }, [1], {}]);
const scratch = new Uint8Array(2048);
const scratchView = new DataView(scratch.buffer);

const small = fc.record(
  { a: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), anyText) },
  // What arrives has one, and would need as many bytes again.
  { noNullPrototype: true },
);

channelContract<unknown>({
  name: "json of known outlines",
  kind: knowing.kind,
  messages: fc.oneof(
    { weight: 3, arbitrary: small },
    { weight: 3, arbitrary: fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 5 }) },
    fc.jsonValue({ maxDepth: 1 }),
  ),
  arrives: byJson,
  payload(message, ringBytes) {
    const bytes = knowing.writers.write(message, scratch, scratchView, 0, scratch.length);
    return bytes < 0 || bytes > ringBytes ? textBytes(message) : bytes;
  },
});
