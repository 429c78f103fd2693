/**
 * The ends of channels of scalars, in four families by what their typed arrays hold. The verbs of one message are written out for each
 * family, though they are alike: what an engine learns about a function it learns for all who call it.
 *
 * @module
 */
import { controlOf, type FixedTxControl, meansOf, wrongType } from "../ring/mod.ts";
import {
  f32At,
  f32Put,
  f64At,
  f64Put,
  i16At,
  i16Put,
  i32At,
  i32Put,
  i64At,
  i64Put,
  i8At,
  i8Put,
  misfit,
  outOfRange,
  SliceRxEnd,
  SliceTxEnd,
  type Slots,
  u16At,
  u16Put,
  u32At,
  u32Put,
  u64At,
  u64Put,
  u8At,
  u8Put,
} from "./scalar_ring.ts";

/** Sends numbers without a range (`f32`, `f64`). */
export class FloatTx<A extends Slots<number, A>> extends SliceTxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this);
  readonly #width = meansOf(this).BYTES_PER_ELEMENT;

  override trySend(message: number): boolean {
    const control = this.#control;
    const { head } = control;
    if (head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return control.full();
    }
    if (typeof message !== "number") throw wrongType(this.name, message, "a number");
    if (this.#width === 8) f64Put(this.#slots, head, message);
    else f32Put(this.#slots, head, message);
    control.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link FloatTx} sends. */
export class FloatRx<A extends Slots<number, A>> extends SliceRxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this).slots;
  readonly #width = meansOf(this).slots.BYTES_PER_ELEMENT;

  override tryTake(): number | undefined {
    // The same as in the base class, written out: the call of the reader costs more than the rest.
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const message = this.#width === 8 ? f64At(this.#slots, tail) : f32At(this.#slots, tail);
    control.tail = (tail + 1) | 0;
    return message;
  }

  override takeNext(): number {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) throw control.nothing();
    const message = this.#width === 8 ? f64At(this.#slots, tail) : f32At(this.#slots, tail);
    control.tail = (tail + 1) | 0;
    return message;
  }
}

/** Sends whole numbers from 0 on (`u8`, `u16`, `u32`). They have a range: a typed array would wrap what does not fit without a word. */
export class UnsignedTx<A extends Slots<number, A>> extends SliceTxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this);
  readonly #width = meansOf(this).BYTES_PER_ELEMENT;
  readonly #kind: string;

  constructor(control: FixedTxControl<number>, slots: A, kind: string) {
    super(control, slots);
    this.#kind = kind;
  }

  override trySend(message: number): boolean {
    const control = this.#control;
    const { head } = control;
    if (head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return control.full();
    }
    // The array would throw an error without names, or turn the message into a number behind the program's back.
    if (typeof message !== "number") throw misfit(this.name, message, "number", this.#kind);
    // The slot is not published yet, so a message that does not fit leaves no trace.
    const slots = this.#slots;
    const width = this.#width;
    const fits = width === 4
      ? u32Put(slots, head, message)
      : width === 1
      ? u8Put(slots, head, message)
      : u16Put(slots, head, message);
    if (!fits) throw outOfRange(this.name, message, this.#kind);
    control.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link UnsignedTx} sends. */
export class UnsignedRx<A extends Slots<number, A>> extends SliceRxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this).slots;
  readonly #width = meansOf(this).slots.BYTES_PER_ELEMENT;

  override tryTake(): number | undefined {
    // The same as in the base class, written out: the call of the reader costs more than the rest.
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const slots = this.#slots;
    const width = this.#width;
    const message = width === 4
      ? u32At(slots, tail)
      : width === 1
      ? u8At(slots, tail)
      : u16At(slots, tail);
    control.tail = (tail + 1) | 0;
    return message;
  }

  override takeNext(): number {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) throw control.nothing();
    const slots = this.#slots;
    const width = this.#width;
    const message = width === 4
      ? u32At(slots, tail)
      : width === 1
      ? u8At(slots, tail)
      : u16At(slots, tail);
    control.tail = (tail + 1) | 0;
    return message;
  }
}

/** As {@link UnsignedTx}, for whole numbers below 0 as well (`i8`, `i16`, `i32`). */
export class SignedTx<A extends Slots<number, A>> extends SliceTxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this);
  readonly #width = meansOf(this).BYTES_PER_ELEMENT;
  readonly #kind: string;

  constructor(control: FixedTxControl<number>, slots: A, kind: string) {
    super(control, slots);
    this.#kind = kind;
  }

  override trySend(message: number): boolean {
    const control = this.#control;
    const { head } = control;
    if (head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return control.full();
    }
    // The array would throw an error without names, or turn the message into a number behind the program's back.
    if (typeof message !== "number") throw misfit(this.name, message, "number", this.#kind);
    // The slot is not published yet, so a message that does not fit leaves no trace.
    const slots = this.#slots;
    const width = this.#width;
    const fits = width === 4
      ? i32Put(slots, head, message)
      : width === 1
      ? i8Put(slots, head, message)
      : i16Put(slots, head, message);
    if (!fits) throw outOfRange(this.name, message, this.#kind);
    control.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link SignedTx} sends. */
export class SignedRx<A extends Slots<number, A>> extends SliceRxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this).slots;
  readonly #width = meansOf(this).slots.BYTES_PER_ELEMENT;

  override tryTake(): number | undefined {
    // The same as in the base class, written out: the call of the reader costs more than the rest.
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const slots = this.#slots;
    const width = this.#width;
    const message = width === 4
      ? i32At(slots, tail)
      : width === 1
      ? i8At(slots, tail)
      : i16At(slots, tail);
    control.tail = (tail + 1) | 0;
    return message;
  }

  override takeNext(): number {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) throw control.nothing();
    const slots = this.#slots;
    const width = this.#width;
    const message = width === 4
      ? i32At(slots, tail)
      : width === 1
      ? i8At(slots, tail)
      : i16At(slots, tail);
    control.tail = (tail + 1) | 0;
    return message;
  }
}

/** As {@link UnsignedTx}, for bigints (`u64`, `i64`). */
export class BigintTx<A extends Slots<bigint, A>> extends SliceTxEnd<bigint, A> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this);
  readonly #isSigned = meansOf(this) instanceof BigInt64Array;
  readonly #kind: string;

  constructor(control: FixedTxControl<bigint>, slots: A, kind: string) {
    super(control, slots);
    this.#kind = kind;
  }

  override trySend(message: bigint): boolean {
    const control = this.#control;
    const { head } = control;
    if (head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return control.full();
    }
    if (typeof message !== "bigint") throw misfit(this.name, message, "bigint", this.#kind);
    const slots = this.#slots;
    const fits = this.#isSigned ? i64Put(slots, head, message) : u64Put(slots, head, message);
    if (!fits) throw outOfRange(this.name, message, this.#kind);
    control.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link BigintTx} sends. */
export class BigintRx<A extends Slots<bigint, A>> extends SliceRxEnd<bigint, A> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this).slots;
  readonly #isSigned = meansOf(this).slots instanceof BigInt64Array;

  override tryTake(): bigint | undefined {
    // The same as in the base class, written out: the call of the reader costs more than the rest.
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const message = this.#isSigned ? i64At(this.#slots, tail) : u64At(this.#slots, tail);
    control.tail = (tail + 1) | 0;
    return message;
  }

  override takeNext(): bigint {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) throw control.nothing();
    const message = this.#isSigned ? i64At(this.#slots, tail) : u64At(this.#slots, tail);
    control.tail = (tail + 1) | 0;
    return message;
  }
}
