/**
 * What a program can call and see of a channel's ends: what is documented, and nothing else. The lists are held against the
 * interfaces by the compiler.
 */
import { assertEquals } from "@std/assert";
import * as channel from "../../src/channel/mod.ts";
import { raw, rawOf, type RawRx, type RawTx } from "../../src/channel/raw/mod.ts";
import { ChannelMemory } from "../contract/channel_memory.ts";

type Names<E> = Readonly<Record<keyof E, true>>;

const RX: Names<channel.Rx<unknown>> = {
  name: true,
  capacity: true,
  availUnits: true,
  isEmpty: true,
  isClosed: true,
  isClosedAndEmpty: true,
  taken: true,
  tryTake: true,
  takeNext: true,
  takeBatch: true,
  tryPeek: true,
  peekBatch: true,
  advance: true,
  avail: true,
  closedAndEmpty: true,
  messageBytes: true,
  memoryBytes: true,
};
const SLICE_RX: Names<channel.SliceRx<unknown, unknown>> = {
  ...RX,
  peekSlices: true,
  takeInto: true,
};
const BYTES_RX: Names<channel.BytesRx> = { ...RX, peekBytes: true };
const STRUCT_RX: Names<channel.StructRx<unknown>> = {
  ...RX,
  peekRow: true,
  takeRow: true,
  peekColumns: true,
};

const TX: Names<channel.Tx<unknown>> = {
  name: true,
  capacity: true,
  vacantUnits: true,
  isFull: true,
  isEmpty: true,
  isClosed: true,
  isAbandoned: true,
  isAsleep: true,
  sent: true,
  trySend: true,
  sendBatch: true,
  close: true,
  vacant: true,
  drained: true,
  settled: true,
  settledTo: true,
  messageBytes: true,
  memoryBytes: true,
  obstacle: true,
};
const SLICE_TX: Names<channel.SliceTx<unknown, unknown>> = {
  ...TX,
  pokeSlices: true,
  advance: true,
  sendFrom: true,
};
const BYTES_TX: Names<channel.BytesTx> = { ...TX, maxBytes: true };
const STRUCT_TX: Names<channel.StructTx<unknown>> = {
  ...TX,
  pokeRow: true,
  pokeColumns: true,
  advance: true,
};

const RAW_TX: Names<RawTx> = { ...TX, shapedAs: true, vacantBytes: true, sendBody: true };
const RAW_RX: Names<RawRx> = {
  ...RX,
  shapedAs: true,
  peekParts: true,
  newsBeyond: true,
  hadEnded: true,
};

const { bool, bytes, call, json, struct, text, u32 } = channel;
const { u8, u16, i8, i16, i32, f32, f64, u64, i64 } = channel;
const custom = channel.customKind("custom", () => ({
  encode: () => new Uint8Array(1),
  decode: () => 1,
}));

/** Every kind, with what its sending and its taking end show. */
const KINDS: readonly (readonly [channel.KindShape, object, object])[] = [
  ...[u8, u16, u32, i8, i16, i32, f32, f64, u64, i64].map((kind) =>
    [kind, SLICE_TX, SLICE_RX] as const
  ),
  [bool, TX, RX],
  [text, TX, RX],
  [json(), TX, RX],
  [call(json(), u32), TX, RX],
  [call(json(), u32).answers, TX, RX],
  [custom, TX, RX],
  [bytes, BYTES_TX, BYTES_RX],
  [struct({ n: u32, inner: { word: text(8) } }), STRUCT_TX, STRUCT_RX],
  [raw, RAW_TX, RAW_RX],
  [rawOf(u32), RAW_TX, RAW_RX],
];

/** All that an object has, whichever class it is of; what has a symbol for a name as well. */
function namesOf(end: object): string[] {
  const names = new Set<string>();
  for (let type = end; type !== Object.prototype; type = Object.getPrototypeOf(type)) {
    for (const name of Reflect.ownKeys(type)) if (name !== "constructor") names.add(String(name));
  }
  return [...names].sort();
}

for (const [kind, tx, rx] of KINDS) {
  for (const checked of [false, true]) {
    const name = kind.name.replace(/\(.*/, "");
    Deno.test(`the ends of ${name}${checked ? ", checked," : ""} have what is documented, and nothing else`, () => {
      const memory = new ChannelMemory(kind as channel.Kind<unknown>, { checked });
      assertEquals(namesOf(memory.tx()), Object.keys(tx).sort());
      assertEquals(namesOf(memory.rx()), Object.keys(rx).sort());
    });
  }
}

Deno.test("a console shows nothing of an end but whose it is", () => {
  const { tx, rx } = channel.openChannel("numbers", u32);
  assertEquals([tx, rx].map((end) => Deno.inspect(end)), ["UnsignedTx {}", "UnsignedRx {}"]);
});
