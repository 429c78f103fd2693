/** How values look in each kind of message, and how they are sent and taken by every verb that the kind has. */
import {
  bytes,
  type BytesRx,
  f64,
  json,
  type KindShape,
  type Rx,
  type SliceRx,
  type SliceTx,
  struct,
  type StructRx,
  type StructTx,
  text,
  type Tx,
  u32,
  u64,
} from "@steady-state/deno/actor";
import type { KindName } from "./shape.ts";

/** A struct with columns of several widths. */
interface Row {
  value: number;
  quarter: number;
  tag: string;
}

type Json = { readonly v: number; readonly pad?: readonly number[]; readonly deep?: { s: string } };

/** The kinds by name. */
export const KINDS: Readonly<Record<KindName, KindShape>> = {
  u32,
  f64,
  u64,
  struct: struct({ value: u32, quarter: f64, tag: text(12) }),
  text,
  bytes,
  json: json<Json>(),
};

/** How a value looks as a message. */
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
};

const ARRAYS = { u32: Uint32Array, f64: Float64Array, u64: BigUint64Array };

type Scalar = keyof typeof ARRAYS;
type Elements = Uint32Array | Float64Array | BigUint64Array;

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

/** A value as a message of that kind. */
export function messageOf(kind: KindName, value: number): unknown {
  return FORMS[kind].encode(value);
}
