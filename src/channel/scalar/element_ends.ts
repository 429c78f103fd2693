/**
 * The ends of channels of scalars, in five families by what their typed arrays hold. The verbs of one message are written out for each
 * family, though they are alike: what an engine learns about a function it learns for all who call it, and one that has seen more than
 * four kinds of typed array is slow for every one of them. A family has three at most; `f64`, which most messages are, has one of its
 * own, for already with two kinds of array a message that is taken and passed on costs up to a quarter more.
 *
 * @module
 */
import { controlOf, type FixedTxControl, meansOf, wrongType } from "../ring/mod.ts";
import { misfit, outOfRange, SliceRxEnd, SliceTxEnd, type Slots } from "./scalar_ring.ts";

/** Sends any number (`f64`). */
export class F64Tx<A extends Slots<number, A>> extends SliceTxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots: Slots<number, A> = meansOf(this);

  override trySend(message: number): boolean {
    const control = this.#control;
    const { head } = control;
    if (head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return control.full();
    }
    if (typeof message !== "number") throw wrongType(this.name, message, "a number");
    const slots = this.#slots;
    slots[head & (slots.length - 1)] = message;
    control.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link F64Tx} sends. */
export class F64Rx<A extends Slots<number, A>> extends SliceRxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots: Slots<number, A> = meansOf(this).slots;

  override tryTake(): number | undefined {
    // The same as in the base class, written out: the call of the reader costs more than the rest.
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const slots = this.#slots;
    const message = slots[tail & (slots.length - 1)];
    control.tail = (tail + 1) | 0;
    return message;
  }

  override takeNext(): number {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) throw control.nothing();
    const slots = this.#slots;
    const message = slots[tail & (slots.length - 1)] as number;
    control.tail = (tail + 1) | 0;
    return message;
  }
}

/** As {@link F64Tx}, for numbers of single precision (`f32`). */
export class F32Tx<A extends Slots<number, A>> extends SliceTxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots: Slots<number, A> = meansOf(this);

  override trySend(message: number): boolean {
    const control = this.#control;
    const { head } = control;
    if (head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return control.full();
    }
    if (typeof message !== "number") throw wrongType(this.name, message, "a number");
    const slots = this.#slots;
    slots[head & (slots.length - 1)] = message;
    control.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link F32Tx} sends. */
export class F32Rx<A extends Slots<number, A>> extends SliceRxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots: Slots<number, A> = meansOf(this).slots;

  override tryTake(): number | undefined {
    // The same as in the base class, written out: the call of the reader costs more than the rest.
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const slots = this.#slots;
    const message = slots[tail & (slots.length - 1)];
    control.tail = (tail + 1) | 0;
    return message;
  }

  override takeNext(): number {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) throw control.nothing();
    const slots = this.#slots;
    const message = slots[tail & (slots.length - 1)] as number;
    control.tail = (tail + 1) | 0;
    return message;
  }
}

/** Sends whole numbers from 0 on (`u8`, `u16`, `u32`). They have a range: a typed array would wrap what does not fit without a word. */
export class UnsignedTx<A extends Slots<number, A>> extends SliceTxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots: Slots<number, A> = meansOf(this);
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
    const slots = this.#slots;
    const slot = head & (slots.length - 1);
    slots[slot] = message;
    // The slot is not published yet, so a message that does not fit leaves no trace.
    if (slots[slot] !== message) throw outOfRange(this.name, message, this.#kind);
    control.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link UnsignedTx} sends. */
export class UnsignedRx<A extends Slots<number, A>> extends SliceRxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots: Slots<number, A> = meansOf(this).slots;

  override tryTake(): number | undefined {
    // The same as in the base class, written out: the call of the reader costs more than the rest.
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const slots = this.#slots;
    const message = slots[tail & (slots.length - 1)];
    control.tail = (tail + 1) | 0;
    return message;
  }

  override takeNext(): number {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) throw control.nothing();
    const slots = this.#slots;
    const message = slots[tail & (slots.length - 1)] as number;
    control.tail = (tail + 1) | 0;
    return message;
  }
}

/** As {@link UnsignedTx}, for whole numbers below 0 as well (`i8`, `i16`, `i32`). */
export class SignedTx<A extends Slots<number, A>> extends SliceTxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots: Slots<number, A> = meansOf(this);
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
    const slots = this.#slots;
    const slot = head & (slots.length - 1);
    slots[slot] = message;
    // The slot is not published yet, so a message that does not fit leaves no trace.
    if (slots[slot] !== message) throw outOfRange(this.name, message, this.#kind);
    control.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link SignedTx} sends. */
export class SignedRx<A extends Slots<number, A>> extends SliceRxEnd<number, A> {
  readonly #control = controlOf(this);
  readonly #slots: Slots<number, A> = meansOf(this).slots;

  override tryTake(): number | undefined {
    // The same as in the base class, written out: the call of the reader costs more than the rest.
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const slots = this.#slots;
    const message = slots[tail & (slots.length - 1)];
    control.tail = (tail + 1) | 0;
    return message;
  }

  override takeNext(): number {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) throw control.nothing();
    const slots = this.#slots;
    const message = slots[tail & (slots.length - 1)] as number;
    control.tail = (tail + 1) | 0;
    return message;
  }
}

/** As {@link UnsignedTx}, for bigints (`u64`, `i64`). */
export class BigintTx<A extends Slots<bigint, A>> extends SliceTxEnd<bigint, A> {
  readonly #control = controlOf(this);
  readonly #slots: Slots<bigint, A> = meansOf(this);
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
    const slot = head & (slots.length - 1);
    slots[slot] = message;
    if (slots[slot] !== message) throw outOfRange(this.name, message, this.#kind);
    control.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link BigintTx} sends. */
export class BigintRx<A extends Slots<bigint, A>> extends SliceRxEnd<bigint, A> {
  readonly #control = controlOf(this);
  readonly #slots: Slots<bigint, A> = meansOf(this).slots;

  override tryTake(): bigint | undefined {
    // The same as in the base class, written out: the call of the reader costs more than the rest.
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const slots = this.#slots;
    const message = slots[tail & (slots.length - 1)];
    control.tail = (tail + 1) | 0;
    return message;
  }

  override takeNext(): bigint {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) throw control.nothing();
    const slots = this.#slots;
    const message = slots[tail & (slots.length - 1)] as bigint;
    control.tail = (tail + 1) | 0;
    return message;
  }
}
