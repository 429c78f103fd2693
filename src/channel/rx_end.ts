import {
  CHANNEL_ABANDONED_WORD,
  CHANNEL_CLOSED_WORD,
  CHANNEL_HEAD_WORD,
  CHANNEL_TAIL_WORD,
} from "./channel_layout.ts";
import { type Condition, PortCondition } from "./condition.ts";
import type { RingMemory } from "./ring_memory.ts";
import type { Rx } from "./rx.ts";

/**
 * The cursor of a taking end, shared by all kinds. `tail` runs ahead of the published TAIL by what the turn has taken;
 * `headSeen` is the writer's HEAD as last looked at.
 */
export abstract class RxEnd<T> implements Rx<T> {
  protected readonly memory: RingMemory;
  protected readonly mask: number;
  /** Staged cursor: the next message is here. */
  protected tail: number;
  protected headSeen: number;
  readonly #words: Int32Array;
  readonly #base: number;
  #published: number;
  #abandoning: boolean;
  #abandoned: boolean;
  #revoked = false;
  #avail: AvailCondition | undefined;

  constructor(memory: RingMemory) {
    this.memory = memory;
    this.#words = memory.words;
    this.#base = memory.base;
    this.mask = memory.spec.slots - 1;
    this.tail = Atomics.load(this.#words, this.#base + CHANNEL_TAIL_WORD);
    this.headSeen = this.tail;
    this.#published = this.tail;
    this.#abandoned =
      this.#abandoning =
        Atomics.load(this.#words, this.#base + CHANNEL_ABANDONED_WORD) === 1;
  }

  get name(): string {
    return this.memory.spec.name;
  }

  get capacity(): number {
    return this.memory.spec.capacity;
  }

  get availUnits(): number {
    this.refresh();
    return (this.headSeen - this.tail) | 0;
  }

  get isEmpty(): boolean {
    return this.availUnits === 0;
  }

  get isClosed(): boolean {
    return Atomics.load(this.#words, this.#base + CHANNEL_CLOSED_WORD) === 1;
  }

  get isClosedAndEmpty(): boolean {
    // The order matters: CLOSED is stored after the last HEAD.
    return this.isClosed && this.isEmpty;
  }

  get taken(): number {
    return this.tail >>> 0;
  }

  /** Reads the message at `cursor`, which must be there. */
  protected abstract read(cursor: number): T;

  tryTake(): T | undefined {
    const tail = this.tail;
    if (tail === this.headSeen && !this.refresh()) return undefined;
    const message = this.read(tail);
    this.tail = (tail + 1) | 0;
    return message;
  }

  takeBatch(max: number = Infinity): T[] {
    const batch = this.peekBatch(max);
    this.tail = (this.tail + batch.length) | 0;
    return batch;
  }

  tryPeek(offset = 0): T | undefined {
    return this.has(offset) ? this.read((this.tail + offset) | 0) : undefined;
  }

  /** Whether there is a message `offset` places behind the next one. */
  protected has(offset: number): boolean {
    if (!(offset < ((this.headSeen - this.tail) | 0)) && !(offset < this.availUnits)) return false;
    if (offset >= 0) return true;
    throw new RangeError(
      `Cannot peek on channel "${this.name}": the offset is ${offset}, give a number from 0 on`,
    );
  }

  peekBatch(max: number = Infinity): T[] {
    const count = Math.floor(Math.min(max, this.availUnits));
    const batch: T[] = [];
    for (let i = 0; i < count; i++) batch.push(this.read((this.tail + i) | 0));
    return batch;
  }

  advance(messages: number): void {
    if (!(messages >= 0 && messages <= this.availUnits && Number.isInteger(messages))) {
      throw new RangeError(
        `Cannot advance channel "${this.name}": ${messages} messages asked for, ${this.availUnits} are there`,
      );
    }
    this.tail = (this.tail + messages) | 0;
  }

  avail(messages = 1): Condition {
    if (this.#avail?.messages === messages) return this.#avail;
    if (!(messages >= 1 && messages <= this.capacity)) {
      throw new RangeError(
        `Cannot wait for messages on channel "${this.name}": ${messages} asked for, give 1 to its capacity ${this.capacity}`,
      );
    }
    return this.#avail = new AvailCondition(this, messages);
  }

  closedAndEmpty(): Condition {
    return new ClosedAndEmptyCondition(this);
  }

  /**
   * The slow path of every take: looks at the writer's cursor again.
   *
   * @returns whether there is a message
   */
  protected refresh(): boolean {
    if (this.#revoked) {
      throw new TypeError(
        `Cannot take from channel "${this.name}": this end belongs to an earlier generation of its actor`,
      );
    }
    this.headSeen = Atomics.load(this.#words, this.#base + CHANNEL_HEAD_WORD);
    return this.headSeen !== this.tail;
  }

  /** What the turn would publish. */
  get staged(): number {
    return this.tail;
  }

  /** Whether the turn would end this end's part in the channel. */
  get ending(): boolean {
    return this.#abandoning;
  }

  /** Whether a commit has something to publish. */
  get isDirty(): boolean {
    return this.tail !== this.#published || this.#abandoning !== this.#abandoned;
  }

  /** Publishes a cursor and, if `ending`, that nobody will take more. Doing it twice is the same as once. */
  publish(cursor: number, ending: boolean): void {
    Atomics.store(this.#words, this.#base + CHANNEL_TAIL_WORD, cursor);
    if (ending) Atomics.store(this.#words, this.#base + CHANNEL_ABANDONED_WORD, 1);
    this.#published = cursor;
    this.#abandoned = ending;
  }

  /** Wakes the writer if it waits. */
  ringPeer(): void {
    this.memory.peer?.ring();
  }

  /** Ends this end's part in the channel, at the next commit: nobody will take more. */
  end(): void {
    this.#abandoning = true;
  }

  /** Forgets what the turn has staged and makes every later verb of this end throw: its actor has died. */
  revoke(): void {
    this.#revoked = true;
    this.tail = this.#published;
    this.headSeen = this.tail;
    this.#abandoning = this.#abandoned;
  }
}

/** A number of messages is there. */
class AvailCondition extends PortCondition {
  readonly messages: number;
  readonly #rx: RxEnd<unknown>;

  constructor(rx: RxEnd<unknown>, messages: number) {
    super();
    this.#rx = rx;
    this.messages = messages;
  }

  met(): boolean {
    return this.#rx.availUnits >= this.messages;
  }

  hopeless(): boolean {
    // CLOSED first: what was published before the close must still be counted.
    return this.#rx.isClosed && !this.met();
  }

  forRoom(): boolean {
    return false;
  }
}

/** Nothing will ever come again. */
class ClosedAndEmptyCondition extends PortCondition {
  readonly #rx: RxEnd<unknown>;

  constructor(rx: RxEnd<unknown>) {
    super();
    this.#rx = rx;
  }

  met(): boolean {
    return this.#rx.isClosedAndEmpty;
  }

  hopeless(): boolean {
    return false;
  }

  forRoom(): boolean {
    return false;
  }
}
