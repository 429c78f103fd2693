/**
 * Messages of one number or truth value.
 *
 * @module
 */
import {
  FixedTxControl,
  type Kind,
  KIND_COPY,
  type RingKind,
  type RingMemory,
  RxControl,
  RxEnd,
} from "../ring/mod.ts";
import {
  BigintRx,
  BigintTx,
  F32Rx,
  F32Tx,
  F64Rx,
  F64Tx,
  SignedRx,
  SignedTx,
  UnsignedRx,
  UnsignedTx,
} from "./element_ends.ts";
import { BoolReader, BoolTx, ElementReader, type Slots } from "./scalar_ring.ts";
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

/** The two ends of a family of kinds. `name` is the kind's. */
interface ScalarFamily<T extends number | bigint, A extends Slots<T, A>> {
  tx(control: FixedTxControl<T>, slots: A, name: string): SliceTx<T, A>;
  rx(control: RxControl<T>, reader: ElementReader<T, A>): SliceRx<T, A>;
}

function scalar<T extends number | bigint, N extends string, A extends Slots<T, A>>(
  name: N,
  array: SlotArray<A>,
  family: ScalarFamily<T, A>,
): ScalarKind<T, N, A> {
  const slots = ({ region, slotsAt, spec }: RingMemory) => new array(region, slotsAt, spec.slots);
  const kind: RingKind<T, N> = {
    name,
    slotBytes: array.BYTES_PER_ELEMENT,
    hasPayload: false,
    copy: KIND_COPY,
    composition: { of: "scalar", element: name },
    createTx(memory) {
      const control = new FixedTxControl<T>(memory);
      return control.of(family.tx(control, slots(memory), name));
    },
    createRx(memory) {
      const control = new RxControl<T>(memory);
      return control.of(family.rx(control, new ElementReader<T, A>(slots(memory))));
    },
  };
  return kind as ScalarKind<T, N, A>;
}

function unsigned<N extends string, A extends Slots<number, A>>(
  name: N,
  array: SlotArray<A>,
): ScalarKind<number, N, A> {
  return scalar<number, N, A>(name, array, {
    tx: (control, slots, name) => new UnsignedTx(control, slots, name),
    rx: (control, reader) => new UnsignedRx(control, reader),
  });
}

function signed<N extends string, A extends Slots<number, A>>(
  name: N,
  array: SlotArray<A>,
): ScalarKind<number, N, A> {
  return scalar<number, N, A>(name, array, {
    tx: (control, slots, name) => new SignedTx(control, slots, name),
    rx: (control, reader) => new SignedRx(control, reader),
  });
}

function bigints<N extends string, A extends Slots<bigint, A>>(
  name: N,
  array: SlotArray<A>,
): ScalarKind<bigint, N, A> {
  return scalar<bigint, N, A>(name, array, {
    tx: (control, slots, name) => new BigintTx(control, slots, name),
    rx: (control, reader) => new BigintRx(control, reader),
  });
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
export const u8: ScalarKind<number, "u8", Uint8Array> = unsigned("u8", Uint8Array);
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
export const u16: ScalarKind<number, "u16", Uint16Array> = unsigned("u16", Uint16Array);
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
export const u32: ScalarKind<number, "u32", Uint32Array> = unsigned("u32", Uint32Array);
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
export const i8: ScalarKind<number, "i8", Int8Array> = signed("i8", Int8Array);
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
export const i16: ScalarKind<number, "i16", Int16Array> = signed("i16", Int16Array);
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
export const i32: ScalarKind<number, "i32", Int32Array> = signed("i32", Int32Array);
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
export const f32: ScalarKind<number, "f32", Float32Array> = scalar<number, "f32", Float32Array>(
  "f32",
  Float32Array,
  {
    tx: (control, slots) => new F32Tx(control, slots),
    rx: (control, reader) => new F32Rx(control, reader),
  },
);
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
export const f64: ScalarKind<number, "f64", Float64Array> = scalar<number, "f64", Float64Array>(
  "f64",
  Float64Array,
  {
    tx: (control, slots) => new F64Tx(control, slots),
    rx: (control, reader) => new F64Rx(control, reader),
  },
);
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
export const u64: ScalarKind<bigint, "u64", BigUint64Array> = bigints("u64", BigUint64Array);
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
export const i64: ScalarKind<bigint, "i64", BigInt64Array> = bigints("i64", BigInt64Array);

const boolRing: RingKind<boolean, "bool"> = {
  name: "bool",
  slotBytes: 1,
  hasPayload: false,
  copy: KIND_COPY,
  composition: { of: "scalar", element: "bool" },
  createTx(memory) {
    // Its messages are not to be written in place; but with it, all sending ends have one of two shapes, and engines like few.
    const control = new FixedTxControl<boolean>(memory);
    return control.of(new BoolTx(control, byteSlots(memory)));
  },
  createRx(memory) {
    const control = new RxControl<boolean>(memory);
    return control.of(new RxEnd(control, new BoolReader(byteSlots(memory))));
  },
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
