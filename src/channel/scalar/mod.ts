/**
 * Messages of one number or truth value.
 *
 * @module
 */
import { type Kind, KIND_COPY, type RingKind, type RingMemory } from "../ring/mod.ts";
import { BoolRx, BoolTx, RangedTx, ScalarRx, ScalarTx, type Slots } from "./scalar_ring.ts";
import type { SliceRx, SliceTx } from "./slice_ends.ts";

export type { SliceRx, SliceTx } from "./slice_ends.ts";

/** A kind whose messages are elements of a typed array `A`. */
export interface ScalarKind<T, N extends string, A> extends Kind<T, N> {
  /** Never set: it makes the type of the sending end part of the kind's type. */
  readonly sends?: SliceTx<T, A>;
  /** Never set: it makes the type of the taking end part of the kind's type. */
  readonly takes?: SliceRx<T, A>;
}

interface SlotArray<A> {
  new (region: SharedArrayBuffer, at: number, length: number): A;
  readonly BYTES_PER_ELEMENT: number;
}

function scalar<T extends number | bigint, N extends string, A extends Slots<T, A>>(
  name: N,
  array: SlotArray<A>,
  ranged: boolean,
): ScalarKind<T, N, A> {
  const slots = ({ region, slotsAt, spec }: RingMemory) => new array(region, slotsAt, spec.slots);
  const kind: RingKind<T, N> = {
    name,
    slotBytes: array.BYTES_PER_ELEMENT,
    hasPayload: false,
    copy: KIND_COPY,
    createTx(memory) {
      return ranged
        ? new RangedTx(memory, slots(memory), name)
        : new ScalarTx(memory, slots(memory));
    },
    createRx: (memory) => new ScalarRx(memory, slots(memory)),
  };
  return kind as ScalarKind<T, N, A>;
}

/** Whole numbers from 0 to 255. */
export const u8: ScalarKind<number, "u8", Uint8Array> = scalar("u8", Uint8Array, true);
/** Whole numbers from 0 to 65,535. */
export const u16: ScalarKind<number, "u16", Uint16Array> = scalar("u16", Uint16Array, true);
/** Whole numbers from 0 to 4,294,967,295. */
export const u32: ScalarKind<number, "u32", Uint32Array> = scalar("u32", Uint32Array, true);
/** Whole numbers from −128 to 127. */
export const i8: ScalarKind<number, "i8", Int8Array> = scalar("i8", Int8Array, true);
/** Whole numbers from −32,768 to 32,767. */
export const i16: ScalarKind<number, "i16", Int16Array> = scalar("i16", Int16Array, true);
/** Whole numbers from −2,147,483,648 to 2,147,483,647. */
export const i32: ScalarKind<number, "i32", Int32Array> = scalar("i32", Int32Array, true);
/** Numbers of single precision: what is sent is rounded to about seven digits. */
export const f32: ScalarKind<number, "f32", Float32Array> = scalar("f32", Float32Array, false);
/** Any number. */
export const f64: ScalarKind<number, "f64", Float64Array> = scalar("f64", Float64Array, false);
/** Bigints from 0 to 2⁶⁴ − 1. */
export const u64: ScalarKind<bigint, "u64", BigUint64Array> = scalar("u64", BigUint64Array, true);
/** Bigints from −2⁶³ to 2⁶³ − 1. */
export const i64: ScalarKind<bigint, "i64", BigInt64Array> = scalar("i64", BigInt64Array, true);

const boolRing: RingKind<boolean, "bool"> = {
  name: "bool",
  slotBytes: 1,
  hasPayload: false,
  copy: KIND_COPY,
  createTx: (memory) => new BoolTx(memory, byteSlots(memory)),
  createRx: (memory) => new BoolRx(memory, byteSlots(memory)),
};

/** `true` or `false`. */
export const bool: Kind<boolean, "bool"> = boolRing;

function byteSlots({ region, slotsAt, spec }: RingMemory): Uint8Array {
  return new Uint8Array(region, slotsAt, spec.slots);
}
