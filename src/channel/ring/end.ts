/**
 * What both ends of a channel have in common, and both objects of each: the end, which the program has, and its control, which the turn
 * has.
 *
 * @module
 */
import type { Bell } from "../../memory/doorbell.ts";
import { channelBytes } from "./channel_layout.ts";
import type { ChannelSpec } from "./channel_spec.ts";
import type { RingMemory } from "./ring_memory.ts";
import type { Rows } from "./rows.ts";
import { SliceLoans } from "./slices.ts";

let controlIn: (end: object) => unknown;
let meansIn: (end: ChannelEnd<unknown, unknown>) => unknown;

/**
 * An end of a channel as the program has it: it hides what it works with. Whatever could be called or seen of an end is a verb of the
 * program's; what the actor's turn does with it is in its control, which the program never gets.
 *
 * Each class of ends fetches control and means into private fields of its own, for private names are not inherited, and a verb that had
 * to ask for them would be slower. It does so by initializers: a field that a constructor sets is `undefined` first, and so counts for
 * the compiler as one that may be anything, to be looked at each time.
 */
export abstract class ChannelEnd<C, M> {
  readonly #control: C;
  readonly #means: M;

  static {
    controlIn = (end) => #control in end ? end.#control : undefined;
    meansIn = (end) => end.#means;
  }

  /** @param means what else its verbs work with: the slots, an encoder, a reader */
  constructor(control: C, means: M) {
    this.#control = control;
    this.#means = means;
  }
}

/** What the turn has in hand of an end. */
export function controlOf<C>(end: ChannelEnd<C, unknown>): C {
  return controlIn(end) as C;
}

/** What an end's verbs work with besides. */
export function meansOf<M>(end: ChannelEnd<unknown, M>): M {
  return meansIn(end) as M;
}

/** The control of what may be an end; `undefined` if it was not made by this copy of the package. */
export function controlIfOurs(end: object): unknown {
  return controlIn(end);
}

/**
 * An end of a channel as its actor's turn has it in hand: what is the same for both ends. `E` is the end, as the program has it.
 *
 * Fields are declared only, here and in what is made of it: a field that is first defined, as `undefined`, keeps the compiler from
 * treating it as a number.
 */
export abstract class Control<E> {
  /** All that is kept of the channel's memory. */
  declare readonly spec: ChannelSpec;
  /** What makes a cursor the number of a slot. */
  declare readonly mask: number;
  /** What the program was lent, if the channel is checked. */
  declare readonly loans: SliceLoans | undefined;
  /** The rows that the program may keep, if the kind has any. */
  declare rows: Rows | undefined;
  /** Wakes the actor at the other end. A field of its own: one object less to fetch for each commit. */
  declare protected readonly peer: Bell | null;
  declare protected readonly peerSeat: number;
  /** The next end of its actor, `undefined` for the last: the actor's journal joins them. */
  declare next: unknown;
  #end: E | undefined;

  constructor(memory: RingMemory) {
    this.spec = memory.spec;
    this.mask = memory.spec.slots - 1;
    this.loans = memory.spec.checked ? new SliceLoans() : undefined;
    this.rows = undefined;
    this.peer = memory.peer;
    this.peerSeat = memory.peerSeat;
    this.next = undefined;
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
    return this.spec.name;
  }

  get capacity(): number {
    return this.spec.capacity;
  }

  /** What the channel takes in memory, in bytes. */
  get memoryBytes(): number {
    const { slots, slotBytes, payloadBytes } = this.spec;
    return channelBytes(slots, slotBytes, payloadBytes);
  }

  /** Wakes the actor at the other end if it waits. */
  abstract ringPeer(): void;
}
