import type { Kind, RingKind } from "./kind.ts";
import type { RingMemory } from "./ring_memory.ts";
import { BoolRx, BoolTx, RangedTx, ScalarRx, ScalarTx, type Slots } from "./scalar_ring.ts";

interface SlotArray<T extends number | bigint> {
  new (region: SharedArrayBuffer, at: number, length: number): Slots<T>;
  readonly BYTES_PER_ELEMENT: number;
}

function scalar<T extends number | bigint, N extends string>(
  name: N,
  array: SlotArray<T>,
  ranged: boolean,
): RingKind<T, N> {
  const slots = ({ region, slotsAt, spec }: RingMemory) => new array(region, slotsAt, spec.slots);
  return {
    name,
    slotBytes: array.BYTES_PER_ELEMENT,
    hasPayload: false,
    createTx(memory) {
      return ranged
        ? new RangedTx(memory, slots(memory), name)
        : new ScalarTx(memory, slots(memory));
    },
    createRx: (memory) => new ScalarRx(memory, slots(memory)),
  };
}

/** Whole numbers from 0 to 255. */
export const u8: Kind<number, "u8"> = scalar("u8", Uint8Array, true);
/** Whole numbers from 0 to 65,535. */
export const u16: Kind<number, "u16"> = scalar("u16", Uint16Array, true);
/** Whole numbers from 0 to 4,294,967,295. */
export const u32: Kind<number, "u32"> = scalar("u32", Uint32Array, true);
/** Whole numbers from −128 to 127. */
export const i8: Kind<number, "i8"> = scalar("i8", Int8Array, true);
/** Whole numbers from −32,768 to 32,767. */
export const i16: Kind<number, "i16"> = scalar("i16", Int16Array, true);
/** Whole numbers from −2,147,483,648 to 2,147,483,647. */
export const i32: Kind<number, "i32"> = scalar("i32", Int32Array, true);
/** Numbers of single precision: what is sent is rounded to about seven digits. */
export const f32: Kind<number, "f32"> = scalar("f32", Float32Array, false);
/** Any number. */
export const f64: Kind<number, "f64"> = scalar("f64", Float64Array, false);
/** Bigints from 0 to 2⁶⁴ − 1. */
export const u64: Kind<bigint, "u64"> = scalar("u64", BigUint64Array, true);
/** Bigints from −2⁶³ to 2⁶³ − 1. */
export const i64: Kind<bigint, "i64"> = scalar("i64", BigInt64Array, true);

const boolRing: RingKind<boolean, "bool"> = {
  name: "bool",
  slotBytes: 1,
  hasPayload: false,
  createTx: (memory) => new BoolTx(memory, byteSlots(memory)),
  createRx: (memory) => new BoolRx(memory, byteSlots(memory)),
};

/** `true` or `false`. */
export const bool: Kind<boolean, "bool"> = boolRing;

function byteSlots({ region, slotsAt, spec }: RingMemory): Uint8Array {
  return new Uint8Array(region, slotsAt, spec.slots);
}
