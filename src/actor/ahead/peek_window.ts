import type { Condition } from "../../channel/condition.ts";
import type { Rx } from "../../channel/rx.ts";
import type { Marks } from "./marks.ts";

/** A message in hand. */
export interface PeekedMessage {
  /** Its number in its channel. */
  readonly number: number;
  /** Whether it is done, before an older one is. Then nothing else of it counts: an earlier generation may have done it. */
  isDone: boolean;
}

/**
 * The messages in hand: looked at, in the order of their channel, and not taken before they are done, so that whoever dies leaves them to
 * its successor. The first is the oldest that is not done.
 */
export class PeekWindow<T, E extends PeekedMessage> {
  /** They, oldest first. */
  readonly entries: E[] = [];
  readonly #port: Rx<T>;
  readonly #size: number;
  readonly #marks: Marks | undefined;
  readonly #entryOf: (message: T, number: number) => E;

  /** @param entryOf what is known of a message that is not done */
  constructor(
    port: Rx<T>,
    size: number,
    marks: Marks | undefined,
    entryOf: (message: T, number: number) => E,
  ) {
    this.#port = port;
    this.#size = size;
    this.#marks = marks;
    this.#entryOf = entryOf;
  }

  /** Looks at what has come, as far as there is room for it. */
  look(): void {
    const { entries } = this;
    while (entries.length < Math.min(this.#size, this.#port.availUnits)) {
      const at = entries.length;
      const number = this.#port.taken + at;
      entries.push(
        this.#marks?.has(number)
          ? { number, isDone: true } as E
          : this.#entryOf(this.#port.tryPeek(at) as T, number),
      );
      this.#takeDone();
    }
  }

  /** Whether there is room for more. */
  get hasRoom(): boolean {
    return this.entries.length < this.#size;
  }

  /** Whether no more will come than are in hand. */
  get hasAll(): boolean {
    return this.#port.isClosed && this.#port.availUnits <= this.entries.length;
  }

  /** Holds when there is one more to look at. There must be room for it. */
  more(): Condition {
    return this.#port.avail(this.entries.length + 1);
  }

  /** Notes that the turn works on all up to the last for which that holds: should the actor die, one of them may be why. */
  touch(isUnderWork: (entry: E) => boolean): void {
    const last = this.entries.findLastIndex(isUnderWork);
    if (last >= 0) this.#port.tryPeek(last);
  }

  /** The message is done: takes it, if it is the oldest that was not, and those behind it that are; or else marks it. */
  done(entry: E): void {
    entry.isDone = true;
    this.#marks?.add(entry.number);
    this.#takeDone();
  }

  #takeDone(): void {
    while (this.entries[0]?.isDone) {
      this.#port.advance(1);
      this.entries.shift();
    }
  }

  /** Has the marks commit with the turn. */
  save(): void {
    this.#marks?.save(this.#port.taken);
  }
}
