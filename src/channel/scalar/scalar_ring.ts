import { FixedTx, type RingMemory, ringSlices, RxEnd } from "../ring/mod.ts";
import type { SliceRx, SliceTx } from "./slice_ends.ts";

/** A typed array over the slots of a ring. */
export interface Slots<T extends number | bigint, A> {
  readonly length: number;
  [index: number]: T;
  set(source: A, at?: number): void;
  subarray(start: number, end: number): A;
}

/** The error for a message of the wrong type. Shown by `inspect`: some values cannot be turned into a text. */
function wrongType(channel: string, message: unknown, wanted: string): TypeError {
  const type = typeof message;
  const what = message === undefined || message === null
    ? String(message)
    : `${type === "object" ? "an" : "a"} ${type}`;
  return new TypeError(
    `Cannot send ${Deno.inspect(message)} on channel "${channel}": it is ${what}, give ${wanted}`,
  );
}

/** Below this many messages, a loop is faster than making views for a copy. */
const SHORT_COPY = 16;

/** Sends numbers without a range (`f32`, `f64`) whose slots are one element of a typed array. */
export class ScalarTx<T extends number | bigint, A extends Slots<T, A>> extends FixedTx<T>
  implements SliceTx<T, A> {
  declare protected readonly slots: A;

  constructor(memory: RingMemory, slots: A) {
    super(memory);
    this.slots = slots;
  }

  override trySend(message: T): boolean {
    const head = this.head;
    if (head === this.stop) {
      if (this.limit === 0) throw this.refusal();
      return false;
    }
    if (typeof message !== "number") throw wrongType(this.name, message, "a number");
    (this.slots as Slots<T, A>)[head & this.mask] = message;
    this.head = (head + 1) | 0;
    return true;
  }

  pokeSlices(max: number = Infinity): A[] {
    return this.lend(ringSlices(this.slots, this.mask, this.head, this.poke(max)));
  }

  sendFrom(source: A, start = 0, end: number = source.length): number {
    const count = this.poke(end - start);
    if (count <= SHORT_COPY) {
      const slots = this.slots as Slots<T, A>;
      for (let i = 0; i < count; i++) {
        slots[(this.head + i) & this.mask] = source[start + i] as T;
      }
    } else {
      let next = start;
      for (const slice of ringSlices(this.slots, this.mask, this.head, count)) {
        slice.set(source.subarray(next, next += slice.length));
      }
    }
    this.advance(count);
    return count;
  }
}

/** As {@link ScalarTx}, for kinds with a range: a typed array would wrap what does not fit without a word. */
export class RangedTx<T extends number | bigint, A extends Slots<T, A>> extends ScalarTx<T, A> {
  readonly #kind: string;
  /** What `typeof` says of the messages: `"number"` or `"bigint"`. */
  readonly #type: string;

  constructor(memory: RingMemory, slots: A, kind: string) {
    super(memory, slots);
    this.#kind = kind;
    this.#type = typeof slots[0];
  }

  override trySend(message: T): boolean {
    const head = this.head;
    if (head === this.stop) {
      if (this.limit === 0) throw this.refusal();
      return false;
    }
    // The array would throw an error without names, or turn the message into a number behind the program's back.
    const type = typeof message;
    if (type !== this.#type) {
      throw wrongType(this.name, message, `a ${this.#type} that fits ${this.#kind}`);
    }
    const slots = this.slots as Slots<T, A>;
    const slot = head & this.mask;
    slots[slot] = message;
    // The slot is not published yet, so a message that does not fit leaves no trace.
    if (slots[slot] !== message) {
      throw new RangeError(
        `Cannot send ${message} on channel "${this.name}": it is not a ${this.#kind}`,
      );
    }
    this.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link ScalarTx} sends. */
export class ScalarRx<T extends number | bigint, A extends Slots<T, A>> extends RxEnd<T>
  implements SliceRx<T, A> {
  declare protected readonly slots: A;

  constructor(memory: RingMemory, slots: A) {
    super(memory);
    this.slots = slots;
  }

  protected override read(cursor: number): T {
    return this.slots[cursor & this.mask] as T;
  }

  override tryTake(): T | undefined {
    // The same as in the base class, written out: the call to `read` costs more than the rest.
    const tail = this.tail;
    if (tail === this.headSeen) {
      if (this.barred) throw this.refusal();
      return undefined;
    }
    const message = this.slots[tail & this.mask];
    this.tail = (tail + 1) | 0;
    return message;
  }

  override takeNext(): T {
    const tail = this.tail;
    if (tail === this.headSeen) throw this.nothing();
    const message = this.slots[tail & this.mask] as T;
    this.tail = (tail + 1) | 0;
    return message;
  }

  peekSlices(max: number = Infinity): A[] {
    return this.lend(ringSlices(this.slots, this.mask, this.tail, this.reveal(max)));
  }

  takeInto(target: A, start = 0, end: number = target.length): number {
    const count = this.reveal(end - start);
    if (count <= SHORT_COPY) {
      const into = target as Slots<T, A>;
      for (let i = 0; i < count; i++) into[start + i] = this.read((this.tail + i) | 0);
    } else {
      let next = start;
      for (const slice of ringSlices(this.slots, this.mask, this.tail, count)) {
        target.set(slice, next);
        next += slice.length;
      }
    }
    this.tail = (this.tail + count) | 0;
    return count;
  }
}

/** Sends booleans as bytes. */
export class BoolTx extends FixedTx<boolean> {
  readonly #slots: Uint8Array;

  constructor(memory: RingMemory, slots: Uint8Array) {
    super(memory);
    this.#slots = slots;
  }

  override trySend(message: boolean): boolean {
    const head = this.head;
    if (head === this.stop) {
      if (this.limit === 0) throw this.refusal();
      return false;
    }
    if (typeof message !== "boolean") throw wrongType(this.name, message, "true or false");
    this.#slots[head & this.mask] = message ? 1 : 0;
    this.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link BoolTx} sends. */
export class BoolRx extends RxEnd<boolean> {
  readonly #slots: Uint8Array;

  constructor(memory: RingMemory, slots: Uint8Array) {
    super(memory);
    this.#slots = slots;
  }

  protected override read(cursor: number): boolean {
    return this.#slots[cursor & this.mask] === 1;
  }
}
