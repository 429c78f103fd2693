import type { RingMemory } from "./ring_memory.ts";
import { TxControl } from "./tx_control.ts";

/** The control of a sending end whose messages have a fixed size, so that the program may write them in place. */
export class FixedTxControl<T = unknown> extends TxControl<T> {
  /** How many free slots the program was shown last, and has not sent yet. */
  declare poked: number;
  /** The cursor of the last slot that the program was lent views from; see {@link FixedTxControl.isLent}. */
  #lentFrom: number | undefined;

  constructor(memory: RingMemory) {
    super(memory);
    this.poked = 0;
  }

  /** How many slots, `max` at most, are free to be written in place. */
  poke(max: number): number {
    if (this.limit === 0) throw this.refusal();
    this.loans?.end();
    return this.poked = Math.max(0, Math.min(Math.floor(max), this.vacantUnits));
  }

  /** What the program gets for `views`, which show the slots from the next one on. */
  lend<A>(views: A[], width = 1): A[] {
    if (this.loans !== undefined) return this.loans.lend(views, this.head, width);
    if (views.length > 0) this.#lentFrom = this.head;
    return views;
  }

  /**
   * Views on the ring itself are valid until the turn commits that sends one of their messages. Nobody can take them back, so
   * only the end of the thread keeps them from being used.
   */
  override get isLent(): boolean {
    if (this.#lentFrom === undefined) return false;
    const ahead = this.aheadBy(this.#lentFrom);
    return ahead >= 0 && ahead < this.capacity;
  }

  /**
   * Sends the first `messages` of those that were written in place.
   *
   * @throws {RangeError} if fewer were shown by the last poke
   */
  advance(messages: number): void {
    // Some of the slots that were shown may have been taken by other sends since.
    const free = Math.min(this.poked, (this.stop - this.head) | 0);
    if (!(Number.isInteger(messages) && messages >= 0 && messages <= free)) {
      if (this.limit === 0) throw this.refusal();
      if (this.gone && this.#advanceUnread(messages)) return;
      throw new RangeError(
        `Cannot advance channel "${this.name}": ${messages} messages asked for, ${free} were poked and are free`,
      );
    }
    this.poked -= messages;
    this.loans?.giveBack(this.head, messages);
    this.head = (this.head + messages) | 0;
  }

  /** The reader has left since the poke: nothing more fits, but what was shown is the program's to send. */
  #advanceUnread(messages: number): boolean {
    const free = Math.min(this.poked, (this.tailSeen + this.limit - this.head) | 0);
    if (!(Number.isInteger(messages) && messages >= 0 && messages <= free)) return false;
    this.poked -= messages;
    this.loans?.giveBack(this.head, messages);
    this.head = (this.head + messages) | 0;
    this.giveUp();
    return true;
  }
}
