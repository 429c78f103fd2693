import {
  controlOf,
  type FixedTxControl,
  meansOf,
  type MessageReader,
  ringSlices,
  RxEnd,
  type Touches,
  TxEnd,
  wrongType,
} from "../ring/mod.ts";
import type { SliceRx, SliceTx } from "./slice_ends.ts";

/** A typed array over the slots of a ring. */
export interface Slots<T extends number | bigint, A> {
  /**
   * A power of two. The hot verbs find a slot's number by it: it is read anyway to see that the slot is within the array, and a mask
   * besides would be one more thing to fetch for each message.
   */
  readonly length: number;
  [index: number]: T;
  set(source: A, at?: number): void;
  subarray(start: number, end: number): A;
}

/** Below this many messages, a loop is faster than making views for a copy. */
const SHORT_COPY = 16;

/** Sends numbers whose slots are one element of a typed array, also without looking at each. */
export abstract class SliceTxEnd<T extends number | bigint, A extends Slots<T, A>>
  extends TxEnd<T, FixedTxControl<T>, A>
  implements SliceTx<T, A> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this);

  pokeSlices(max: number = Infinity): A[] {
    const control = this.#control;
    return control.lend(ringSlices(this.#slots, control.mask, control.head, control.poke(max)));
  }

  advance(messages: number): void {
    this.#control.advance(messages);
  }

  sendFrom(source: A, start = 0, end: number = source.length): number {
    const control = this.#control;
    const { mask } = control;
    const count = control.poke(end - start);
    if (count <= SHORT_COPY) {
      const slots = this.#slots as Slots<T, A>;
      for (let i = 0; i < count; i++) {
        slots[(control.head + i) & mask] = source[start + i] as T;
      }
    } else {
      let next = start;
      for (const slice of ringSlices(this.#slots, mask, control.head, count)) {
        slice.set(source.subarray(next, next += slice.length));
      }
    }
    control.advance(count);
    return count;
  }
}

/** The error for a message that is of another type than those of a kind with a range. */
export function misfit(channel: string, message: unknown, type: string, kind: string): TypeError {
  return wrongType(channel, message, `a ${type} that fits ${kind}`);
}

/** The error for a message that is out of the range of its kind. */
export function outOfRange(channel: string, message: number | bigint, kind: string): RangeError {
  return new RangeError(`Cannot send ${message} on channel "${channel}": it is not a ${kind}`);
}

/** Reads elements of a typed array. */
export class ElementReader<T extends number | bigint, A extends Slots<T, A>>
  implements MessageReader<T> {
  declare readonly slots: A;

  constructor(slots: A) {
    this.slots = slots;
  }

  read(cursor: number): T {
    return this.slots[cursor & (this.slots.length - 1)] as T;
  }
}

/** Takes elements of a typed array, also without looking at each. */
export abstract class SliceRxEnd<T extends number | bigint, A extends Slots<T, A>>
  extends RxEnd<T, ElementReader<T, A>>
  implements SliceRx<T, A> {
  static override readonly touches: Touches<SliceRx<unknown, unknown>> = {
    ...RxEnd.touches,
    peekSlices: true,
    takeInto: true,
  };

  readonly #control = controlOf(this);
  readonly #slots = meansOf(this).slots;

  peekSlices(max: number = Infinity): A[] {
    const control = this.#control;
    return control.lend(ringSlices(this.#slots, control.mask, control.tail, control.reveal(max)));
  }

  takeInto(target: A, start = 0, end: number = target.length): number {
    const control = this.#control;
    const { mask, tail } = control;
    const count = control.reveal(end - start);
    if (count <= SHORT_COPY) {
      const slots = this.#slots;
      const into = target as Slots<T, A>;
      for (let i = 0; i < count; i++) into[start + i] = slots[(tail + i) & mask] as T;
    } else {
      let next = start;
      for (const slice of ringSlices(this.#slots, mask, tail, count)) {
        target.set(slice, next);
        next += slice.length;
      }
    }
    control.tail = (tail + count) | 0;
    return count;
  }
}

/** Sends booleans as bytes. */
export class BoolTx extends TxEnd<boolean, FixedTxControl<boolean>, Uint8Array> {
  readonly #control = controlOf(this);
  readonly #slots = meansOf(this);

  override trySend(message: boolean): boolean {
    const control = this.#control;
    const { head } = control;
    if (head === control.stop) {
      if (control.limit === 0) throw control.refusal();
      return control.full();
    }
    if (typeof message !== "boolean") throw wrongType(this.name, message, "true or false");
    const slots = this.#slots;
    slots[head & (slots.length - 1)] = message ? 1 : 0;
    control.head = (head + 1) | 0;
    return true;
  }
}

/** Reads what {@link BoolTx} sends. */
export class BoolReader implements MessageReader<boolean> {
  declare protected readonly slots: Uint8Array;

  constructor(slots: Uint8Array) {
    this.slots = slots;
  }

  read(cursor: number): boolean {
    return this.slots[cursor & (this.slots.length - 1)] === 1;
  }
}
