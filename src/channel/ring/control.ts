import type { RingMemory } from "./ring_memory.ts";
import type { Rows } from "./rows.ts";
import { SliceLoans } from "./slices.ts";

/**
 * An end of a channel as its actor's turn has it in hand: what is the same for both ends. `E` is the end, as the program has it.
 *
 * Fields are declared only, here and in what is made of it: a field that is first defined, as `undefined`, keeps the compiler from
 * treating it as a number.
 */
export abstract class Control<E> {
  declare readonly memory: RingMemory;
  /** What makes a cursor the number of a slot. */
  declare readonly mask: number;
  /** What the program was lent, if the channel is checked. */
  declare readonly loans: SliceLoans | undefined;
  /** The rows that the program may keep, if the kind has any. */
  declare rows: Rows | undefined;
  #end: E | undefined;

  constructor(memory: RingMemory) {
    this.memory = memory;
    this.mask = memory.spec.slots - 1;
    this.loans = memory.spec.checked ? new SliceLoans() : undefined;
    this.rows = undefined;
  }

  /** Gives it the end that it is of. Returns itself. */
  of(end: E): this {
    this.#end = end;
    return this;
  }

  /** The end, as the program has it. */
  get end(): E {
    return this.#end as E;
  }

  get name(): string {
    return this.memory.spec.name;
  }

  get capacity(): number {
    return this.memory.spec.capacity;
  }

  /** Wakes the actor at the other end if it waits. */
  ringPeer(): void {
    this.memory.peer?.ring();
  }
}
