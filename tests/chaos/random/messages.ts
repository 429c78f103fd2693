/** How values look in each kind of message, and how they are sent and taken by every verb that the kind has. */
import {
  array,
  bool,
  bytes,
  type BytesRx,
  customKind,
  f32,
  f64,
  i16,
  i32,
  i64,
  i8,
  json,
  type KindShape,
  oneOf,
  optional,
  type Rx,
  type SliceRx,
  type SliceTx,
  struct,
  type StructRx,
  type StructTx,
  text,
  type Tx,
  u16,
  u32,
  u64,
  u8,
} from "@steady-state/deno/actor";
import type { KindName } from "./shape.ts";

/** A struct with columns of several widths. */
interface Row {
  value: number;
  quarter: number;
  tag: string;
}

/** A struct with a field of each kind that a struct may have. */
interface Crate {
  value: number;
  weight: number | undefined;
  corners: readonly number[];
  color: string;
}

const COLORS = ["red", "green", "blue"] as const;

type Json = { readonly v: number; readonly pad?: readonly number[]; readonly deep?: { s: string } };

/** A number and its square, in fourteen bytes and now and then some more. */
const squares = customKind("squares", () => {
  const scratch = new Uint8Array(14 + 7);
  const view = new DataView(scratch.buffer);
  return {
    encode(value: number): Uint8Array {
      view.setUint32(0, value);
      view.setFloat64(4, value * value);
      return scratch.subarray(0, 14 + value % 7);
    },
    decode(read: Uint8Array): number {
      const { buffer, byteOffset, byteLength } = read;
      const whole = new DataView(buffer, byteOffset, byteLength);
      const value = whole.getUint32(0);
      return whole.getFloat64(4) === value * value && byteLength === 14 + value % 7
        ? value
        : torn(read);
    },
  };
});

/** The kinds by name. */
export const KINDS: Readonly<Record<KindName, KindShape>> = {
  u32,
  f64,
  u64,
  struct: struct({ value: u32, quarter: f64, tag: text(12) }),
  text,
  bytes,
  json: json<Json>(),
  u8,
  u16,
  i8,
  i16,
  i32,
  f32,
  i64,
  bool,
  crate: struct({
    value: u32,
    weight: optional(f64),
    corners: array(u16, 3),
    color: oneOf(...COLORS),
  }),
  custom: squares,
};

/** How a value looks as a message. A narrow kind carries its lower bits only: see {@link carried}. */
interface Form {
  encode(value: number): unknown;
  decode(message: unknown): number;
}

const tagOf = (value: number) => `t${value % 100_000}`;

function torn(message: unknown): never {
  throw new Error(`a torn message: ${Deno.inspect(message)}`);
}

const FORMS: Readonly<Record<KindName, Form>> = {
  u32: { encode: (value) => value, decode: (message) => message as number },
  f64: { encode: (value) => value / 8, decode: (message) => message as number * 8 },
  u64: { encode: (value) => BigInt(value) << 20n, decode: (m) => Number((m as bigint) >> 20n) },
  struct: {
    encode: (value) => ({ value, quarter: value / 4, tag: tagOf(value) }),
    decode(message) {
      const { value, quarter, tag } = message as Row;
      return quarter === value / 4 && tag === tagOf(value) ? value : torn({ value, quarter, tag });
    },
  },
  text: {
    encode: (value) => `${value}:${"ä".repeat(value % 23)}`,
    decode(message) {
      const [number, rest] = (message as string).split(":");
      const value = Number(number);
      return rest?.length === value % 23 ? value : torn(message);
    },
  },
  bytes: {
    encode(value) {
      const array = new Uint8Array(4 + value % 61).fill(value & 0xff);
      new DataView(array.buffer).setUint32(0, value);
      return array;
    },
    decode(message) {
      const array = message as Uint8Array;
      const value = new DataView(array.buffer, array.byteOffset, 4).getUint32(0);
      const isWhole = array.length === 4 + value % 61 &&
        array.subarray(4).every((byte) => byte === (value & 0xff));
      return isWhole ? value : torn(array);
    },
  },
  json: {
    encode(value): Json {
      if (value % 3 === 0) return { v: value };
      return value % 3 === 1
        ? { v: value, pad: [value, 1] }
        : { v: value, deep: { s: tagOf(value) } };
    },
    decode(message) {
      const { v, pad, deep } = message as Json;
      const isWhole = (v % 3 !== 1 || pad?.[0] === v) && (v % 3 !== 2 || deep?.s === tagOf(v));
      return isWhole ? v : torn(message);
    },
  },
  u8: narrow(0xff, 0),
  u16: narrow(0xffff, 0),
  i8: narrow(0xff, 0x80),
  i16: narrow(0xffff, 0x8000),
  i32: { encode: (value) => -value, decode: (message) => -(message as number) },
  f32: { encode: (value) => value / 8, decode: (message) => message as number * 8 },
  i64: { encode: (value) => -BigInt(value), decode: (message) => Number(-(message as bigint)) },
  // The bit above the laps.
  bool: { encode: (value) => (value & 8) !== 0, decode: (message) => message === true ? 8 : 0 },
  crate: {
    encode: (value): Crate => ({
      value,
      weight: value % 3 === 0 ? undefined : value / 2,
      corners: [value & 0xffff, value % 7, 1],
      color: COLORS[value % 3] as string,
    }),
    decode(message) {
      const { value, weight, corners: [first, second, third], color } = message as Crate;
      const isWhole = weight === (value % 3 === 0 ? undefined : value / 2) &&
        first === (value & 0xffff) && second === value % 7 && third === 1 &&
        color === COLORS[value % 3];
      return isWhole ? value : torn(message);
    },
  },
  custom: { encode: (value) => value, decode: (message) => message as number },
};

/** The lower bits of a value, as a number from `-low` on. */
function narrow(bits: number, low: number): Form {
  return {
    encode: (value) => (value & bits) - low,
    decode: (message) => (message as number) + low,
  };
}

/** What is left of a value that has travelled as a message of that kind. */
export function carried(kind: KindName, value: number): number {
  const { encode, decode } = FORMS[kind];
  return decode(encode(value));
}

const ARRAYS = {
  u32: Uint32Array,
  f64: Float64Array,
  u64: BigUint64Array,
  u8: Uint8Array,
  u16: Uint16Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  f32: Float32Array,
  i64: BigInt64Array,
};

type Scalar = keyof typeof ARRAYS;
type Elements = InstanceType<typeof ARRAYS[Scalar]>;

function isScalar(kind: KindName): kind is Scalar {
  return kind in ARRAYS;
}

/** What the verbs need of whoever uses them. */
export interface Hand {
  /** A whole number from 0 to `n` − 1. */
  below(n: number): number;
  /** Lets some time go by in the middle of the turn, now and then. */
  dawdle(): Promise<void> | undefined;
}

/** Takes `count` values, which must be there, by a verb that the dice choose. */
export async function takeValues(
  rx: Rx<unknown>,
  kind: KindName,
  count: number,
  hand: Hand,
): Promise<number[]> {
  const { decode } = FORMS[kind];
  switch (hand.below(6)) {
    case 0:
      return rx.takeBatch(count).map(decode);
    case 1: {
      const values = rx.peekBatch(count).map(decode);
      await hand.dawdle();
      rx.advance(values.length);
      return values;
    }
    case 2: {
      const values = Array.from({ length: count }, (_, i) => decode(rx.tryPeek(i)));
      rx.advance(count);
      return values;
    }
    case 3:
      if (isScalar(kind)) {
        return await takeSlices(rx as SliceRx<unknown, Elements>, kind, count, hand);
      }
      if (kind === "struct") return await takeColumns(rx as StructRx<Row>, count, hand);
      if (kind === "bytes") return await takeInPlace(rx as BytesRx, count, hand);
      break;
    case 4:
      if (isScalar(kind)) return takeInto(rx as SliceRx<unknown, Elements>, kind, count);
      if (kind === "struct") return takeRows(rx as StructRx<Row>, count);
      break;
  }
  return Array.from({ length: count }, () => {
    const message = rx.tryTake();
    return message === undefined ? torn("a message that availUnits told of") : decode(message);
  });
}

async function takeSlices(
  rx: SliceRx<unknown, Elements>,
  kind: Scalar,
  count: number,
  hand: Hand,
): Promise<number[]> {
  const slices = rx.peekSlices(count);
  await hand.dawdle();
  const values = slices.flatMap((slice) => [...slice].map(FORMS[kind].decode));
  rx.advance(values.length);
  return values;
}

async function takeColumns(rx: StructRx<Row>, count: number, hand: Hand): Promise<number[]> {
  const parts = rx.peekColumns(count);
  await hand.dawdle();
  const values = parts.flatMap(({ columns }) => {
    const quarters = columns.quarter as Float64Array;
    return Array.from(
      columns.value as Uint32Array,
      (value, i) => quarters[i] === value / 4 ? value : torn([value, quarters[i]]),
    );
  });
  rx.advance(values.length);
  return values;
}

async function takeInPlace(rx: BytesRx, count: number, hand: Hand): Promise<number[]> {
  const views = Array.from({ length: count }, (_, i) => rx.peekBytes(i));
  await hand.dawdle();
  const values = views.map(FORMS.bytes.decode);
  rx.advance(count);
  return values;
}

function takeInto(rx: SliceRx<unknown, Elements>, kind: Scalar, count: number): number[] {
  const target = new ARRAYS[kind](count);
  const taken = rx.takeInto(target);
  return Array.from({ length: taken }, (_, i) => FORMS[kind].decode(target[i]));
}

function takeRows(rx: StructRx<Row>, count: number): number[] {
  return Array.from({ length: count }, () => FORMS.struct.decode(rx.takeRow()));
}

/** Sends values, for which there must be room, by a verb that the dice choose. */
export async function sendValues(
  tx: Tx<unknown>,
  kind: KindName,
  values: readonly number[],
  hand: Hand,
): Promise<void> {
  const messages = values.map(FORMS[kind].encode);
  let sent = 0;
  switch (hand.below(4)) {
    case 0:
      sent = tx.sendBatch(messages);
      break;
    case 1:
      if (isScalar(kind)) {
        sent = await sendSlices(tx as SliceTx<unknown, Elements>, messages, hand);
        break;
      }
      if (kind === "struct") {
        sent = await sendColumns(tx as StructTx<Row>, messages as Row[], hand);
        break;
      }
      // falls through
    case 2:
      if (isScalar(kind)) {
        const source = new ARRAYS[kind](messages.length);
        messages.forEach((message, i) => source[i] = message as never);
        sent = (tx as SliceTx<unknown, Elements>).sendFrom(source);
        break;
      }
      if (kind === "struct") {
        sent = await sendRows(tx as StructTx<Row>, messages as Row[], hand);
        break;
      }
      // falls through
    default:
      for (const message of messages) if (tx.trySend(message)) sent++;
  }
  if (sent !== values.length) torn(`${sent} of ${values.length} sent, where there was room`);
}

async function sendSlices(
  tx: SliceTx<unknown, Elements>,
  messages: readonly unknown[],
  hand: Hand,
): Promise<number> {
  const slices = tx.pokeSlices(messages.length);
  await hand.dawdle();
  let next = 0;
  for (const slice of slices) {
    for (let i = 0; i < slice.length; i++) slice[i] = messages[next++] as never;
  }
  tx.advance(next);
  return next;
}

async function sendColumns(
  tx: StructTx<Row>,
  rows: readonly Row[],
  hand: Hand,
): Promise<number> {
  const parts = tx.pokeColumns(rows.length);
  await hand.dawdle();
  let next = 0;
  for (const { length, columns } of parts) {
    for (let i = 0; i < length; i++) {
      const { value, quarter, tag } = rows[next++] as Row;
      (columns.value as Uint32Array)[i] = value;
      (columns.quarter as Float64Array)[i] = quarter;
      // A tag is ASCII, so its characters are its bytes.
      (columns["tag.length"] as Uint16Array)[i] = tag.length;
      (columns.tag as Uint8Array).set([...tag].map((c) => c.charCodeAt(0)), i * 12);
    }
  }
  tx.advance(next);
  return next;
}

async function sendRows(tx: StructTx<Row>, rows: readonly Row[], hand: Hand): Promise<number> {
  let sent = 0;
  for (const { value, quarter, tag } of rows) {
    const row = tx.pokeRow();
    if (row === undefined) break;
    await hand.dawdle();
    row.value = value;
    row.quarter = quarter;
    row.tag = tag;
    tx.advance(1);
    sent++;
  }
  return sent;
}

/** The value of a message of that kind. */
export function valueIn(kind: KindName, message: unknown): number {
  return FORMS[kind].decode(message);
}

/** A value as a message of that kind. */
export function messageOf(kind: KindName, value: number): unknown {
  return FORMS[kind].encode(value);
}
