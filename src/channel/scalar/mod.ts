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

/**
 * Whole numbers from 0 to 255.
 *
 * ```ts
 * import { openChannel, u8 } from "@steady-state/deno/channel";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("levels", u8);
 * tx.trySend(255);
 * assertThrows(() => tx.trySend(256), RangeError, "it is not a u8");
 * commit();
 * assertEquals(rx.takeBatch(), [255]);
 * ```
 */
export const u8: ScalarKind<number, "u8", Uint8Array> = scalar("u8", Uint8Array, true);
/**
 * Whole numbers from 0 to 65,535.
 *
 * ```ts
 * import { openChannel, u16 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("samples", u16);
 * tx.sendFrom(Uint16Array.of(1, 2, 65_535)); // copied as a block
 * commit();
 * const samples = new Uint16Array(8);
 * assertEquals(rx.takeInto(samples), 3);
 * assertEquals(samples[2], 65_535);
 * ```
 */
export const u16: ScalarKind<number, "u16", Uint16Array> = scalar("u16", Uint16Array, true);
/**
 * Whole numbers from 0 to 4,294,967,295.
 *
 * ```ts
 * import { openChannel, u32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("numbers", u32);
 * assertEquals(tx.sendBatch([1, 2, 4_294_967_295]), 3);
 * commit();
 * let sum = 0;
 * for (let left = rx.availUnits; left > 0; left--) sum += rx.takeNext();
 * assertEquals(sum, 4_294_967_298);
 * ```
 */
export const u32: ScalarKind<number, "u32", Uint32Array> = scalar("u32", Uint32Array, true);
/**
 * Whole numbers from −128 to 127.
 *
 * ```ts
 * import { openChannel, i8 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("steps", i8);
 * tx.sendBatch([-128, 127]);
 * commit();
 * assertEquals(rx.tryPeek(1), 127); // nothing is taken
 * assertEquals(rx.takeBatch(), [-128, 127]);
 * ```
 */
export const i8: ScalarKind<number, "i8", Int8Array> = scalar("i8", Int8Array, true);
/**
 * Whole numbers from −32,768 to 32,767.
 *
 * ```ts
 * import { openChannel, i16 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("sound", i16);
 * tx.sendFrom(Int16Array.of(-300, 0, 300));
 * commit();
 * let loudest = 0;
 * for (const slice of rx.peekSlices()) { // views on the ring: nothing is copied
 *   for (const sample of slice) loudest = Math.max(loudest, Math.abs(sample));
 *   rx.advance(slice.length);
 * }
 * assertEquals([loudest, rx.isEmpty], [300, true]);
 * ```
 */
export const i16: ScalarKind<number, "i16", Int16Array> = scalar("i16", Int16Array, true);
/**
 * Whole numbers from −2,147,483,648 to 2,147,483,647.
 *
 * ```ts
 * import { openChannel, i32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("balances", i32, { capacity: 2 });
 * assertEquals(tx.sendBatch([-50, 70, 20]), 2); // as many as there is room for
 * commit();
 * assertEquals(rx.takeBatch(), [-50, 70]);
 * ```
 */
export const i32: ScalarKind<number, "i32", Int32Array> = scalar("i32", Int32Array, true);
/**
 * Numbers of single precision: what is sent is rounded to about seven digits.
 *
 * ```ts
 * import { openChannel, f32 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("heights", f32);
 * tx.trySend(0.1);
 * commit();
 * assertEquals(rx.tryTake(), Math.fround(0.1));
 * ```
 */
export const f32: ScalarKind<number, "f32", Float32Array> = scalar("f32", Float32Array, false);
/**
 * Any number.
 *
 * ```ts
 * import { openChannel, f64 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("prices", f64);
 * for (const slice of tx.pokeSlices(2)) { // the free slots themselves
 *   slice.fill(0.1);
 *   tx.advance(slice.length);
 * }
 * commit();
 * assertEquals(rx.takeBatch(), [0.1, 0.1]);
 * ```
 */
export const f64: ScalarKind<number, "f64", Float64Array> = scalar("f64", Float64Array, false);
/**
 * Bigints from 0 to 2⁶⁴ − 1.
 *
 * ```ts
 * import { openChannel, u64 } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("ids", u64);
 * tx.trySend(2n ** 64n - 1n);
 * commit();
 * assertEquals(rx.tryTake(), 18_446_744_073_709_551_615n);
 * ```
 */
export const u64: ScalarKind<bigint, "u64", BigUint64Array> = scalar("u64", BigUint64Array, true);
/**
 * Bigints from −2⁶³ to 2⁶³ − 1.
 *
 * ```ts
 * import { openChannel, i64 } from "@steady-state/deno/channel";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("nanoseconds", i64);
 * tx.trySend(-1n);
 * assertThrows(() => tx.trySend(2n ** 63n), RangeError, "it is not a i64");
 * commit();
 * assertEquals(rx.tryTake(), -1n);
 * ```
 */
export const i64: ScalarKind<bigint, "i64", BigInt64Array> = scalar("i64", BigInt64Array, true);

const boolRing: RingKind<boolean, "bool"> = {
  name: "bool",
  slotBytes: 1,
  hasPayload: false,
  copy: KIND_COPY,
  createTx: (memory) => new BoolTx(memory, byteSlots(memory)),
  createRx: (memory) => new BoolRx(memory, byteSlots(memory)),
};

/**
 * `true` or `false`.
 *
 * ```ts
 * import { openChannel, bool } from "@steady-state/deno/channel";
 * import { assertEquals } from "@std/assert";
 *
 * const { tx, rx, commit } = openChannel("switches", bool);
 * tx.sendBatch([true, false]);
 * commit();
 * assertEquals(rx.takeBatch(), [true, false]);
 * ```
 */
export const bool: Kind<boolean, "bool"> = boolRing;

function byteSlots({ region, slotsAt, spec }: RingMemory): Uint8Array {
  return new Uint8Array(region, slotsAt, spec.slots);
}
