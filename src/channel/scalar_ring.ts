import { RxEnd } from "./rx_end.ts";
import type { RingMemory } from "./ring_memory.ts";
import { TxEnd } from "./tx_end.ts";

/** A typed array over the slots of a ring. */
export interface Slots<T extends number | bigint> {
  [index: number]: T;
}

/** Sends numbers (or bigints) whose slots are one element of a typed array. */
export class ScalarTx<T extends number | bigint> extends TxEnd<T> {
  protected readonly slots: Slots<T>;

  constructor(memory: RingMemory, slots: Slots<T>) {
    super(memory);
    this.slots = slots;
  }

  override trySend(message: T): boolean {
    const head = this.head;
    if (((head - this.tailSeen) | 0) >= this.limit && !this.refresh()) return false;
    this.slots[head & this.mask] = message;
    this.head = (head + 1) | 0;
    return true;
  }
}

/** As {@link ScalarTx}, for kinds with a range: a typed array would wrap what does not fit without a word. */
export class RangedTx<T extends number | bigint> extends ScalarTx<T> {
  readonly #kind: string;

  constructor(memory: RingMemory, slots: Slots<T>, kind: string) {
    super(memory, slots);
    this.#kind = kind;
  }

  override trySend(message: T): boolean {
    const head = this.head;
    if (((head - this.tailSeen) | 0) >= this.limit && !this.refresh()) return false;
    const slot = head & this.mask;
    this.slots[slot] = message;
    // The slot is not published yet, so a message that does not fit leaves no trace.
    if (this.slots[slot] !== message) {
      throw new RangeError(
        `Cannot send ${message} on channel "${this.name}": it is not a ${this.#kind}`,
      );
    }
    this.head = (head + 1) | 0;
    return true;
  }
}

/** Takes what {@link ScalarTx} sends. */
export class ScalarRx<T extends number | bigint> extends RxEnd<T> {
  readonly #slots: Slots<T>;

  constructor(memory: RingMemory, slots: Slots<T>) {
    super(memory);
    this.#slots = slots;
  }

  protected override read(cursor: number): T {
    return this.#slots[cursor & this.mask] as T;
  }

  override tryTake(): T | undefined {
    // The same as in the base class, written out: the call to `read` costs more than the rest.
    const tail = this.tail;
    if (tail === this.headSeen && !this.refresh()) return undefined;
    const message = this.#slots[tail & this.mask];
    this.tail = (tail + 1) | 0;
    return message;
  }
}

/** Sends booleans as bytes. */
export class BoolTx extends TxEnd<boolean> {
  readonly #slots: Uint8Array;

  constructor(memory: RingMemory, slots: Uint8Array) {
    super(memory);
    this.#slots = slots;
  }

  override trySend(message: boolean): boolean {
    if (typeof message !== "boolean") {
      throw new TypeError(`Cannot send ${message} on channel "${this.name}": it is not a bool`);
    }
    const head = this.head;
    if (((head - this.tailSeen) | 0) >= this.limit && !this.refresh()) return false;
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
