import { type Condition, type Outlook, PortCondition } from "../condition.ts";
import type { Rx } from "../rx.ts";
import type { Touches } from "./caution.ts";
import { ChannelEnd, controlOf, meansOf } from "./end.ts";
import type { MessageReader } from "./message_reader.ts";
import type { RxControl } from "./rx_control.ts";

/**
 * A taking end: the verbs of {@link Rx}, for all kinds. Only kinds with more verbs, or some that are to be quicker, have a class of
 * their own.
 */
export class RxEnd<T, R extends MessageReader<T> = MessageReader<T>>
  extends ChannelEnd<RxControl<T>, R>
  implements Rx<T> {
  /** Which of its verbs take or show messages. */
  static readonly touches: Touches<Rx<unknown>> = {
    tryTake: true,
    takeNext: true,
    takeBatch: true,
    tryPeek: true,
    peekBatch: true,
    // What it passes was shown or told of before, and is under work since then or taken unseen.
    advance: false,
    avail: false,
    closedAndEmpty: false,
  };

  readonly #control = controlOf(this);
  readonly #reader = meansOf(this);
  #avail: AvailCondition | undefined;

  get name(): string {
    return this.#control.name;
  }

  get capacity(): number {
    return this.#control.capacity;
  }

  get availUnits(): number {
    return this.#control.availUnits;
  }

  get isEmpty(): boolean {
    return this.#control.availUnits === 0;
  }

  get isClosed(): boolean {
    return this.#control.isClosed;
  }

  get isClosedAndEmpty(): boolean {
    return this.#control.isClosedAndEmpty;
  }

  get messageBytes(): number {
    return this.#control.spec.slotBytes;
  }

  get memoryBytes(): number {
    return this.#control.memoryBytes;
  }

  get taken(): number {
    return this.#control.taken;
  }

  tryTake(): T | undefined {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) {
      if (control.barred) throw control.refusal();
      return undefined;
    }
    const message = this.#readNext(tail);
    control.tail = (tail + 1) | 0;
    return message;
  }

  takeNext(): T {
    const control = this.#control;
    const { tail } = control;
    if (tail === control.headSeen) throw control.nothing();
    const message = this.#readNext(tail);
    control.tail = (tail + 1) | 0;
    return message;
  }

  /** A message that cannot be read may be what the actor dies of. */
  #readNext(tail: number): T {
    try {
      return this.#reader.read(tail, this.#control.headSeen);
    } catch (error) {
      this.#control.noteUnreadable();
      throw error;
    }
  }

  takeBatch(max: number = Infinity): T[] {
    const batch = this.peekBatch(max);
    this.#control.tail = (this.#control.tail + batch.length) | 0;
    return batch;
  }

  tryPeek(offset = 0): T | undefined {
    const control = this.#control;
    if (!control.has(offset)) return undefined;
    return this.#reader.read((control.tail + offset) | 0, control.headSeen);
  }

  peekBatch(max: number = Infinity): T[] {
    const control = this.#control;
    const count = control.reveal(max);
    const batch: T[] = [];
    for (let i = 0; i < count; i++) {
      batch.push(this.#reader.read((control.tail + i) | 0, control.headSeen));
    }
    return batch;
  }

  advance(messages: number): void {
    this.#control.advance(messages);
  }

  avail(messages = 1): Condition {
    if (this.#avail?.messages === messages) return this.#avail;
    const { name, capacity } = this.#control;
    if (!(messages >= 1 && messages <= capacity)) {
      throw new RangeError(
        `Cannot wait for messages on channel "${name}": ${messages} asked for, give 1 to its capacity ${capacity}`,
      );
    }
    return this.#avail = new AvailCondition(this.#control, messages);
  }

  closedAndEmpty(): Condition {
    return new ClosedAndEmptyCondition(this.#control);
  }
}

/** A number of messages is there. */
class AvailCondition extends PortCondition {
  readonly messages: number;
  readonly #rx: RxControl;

  constructor(rx: RxControl, messages: number) {
    super();
    this.#rx = rx;
    this.messages = messages;
  }

  met(): boolean {
    return this.#rx.availUnits >= this.messages;
  }

  hopeless(): boolean {
    // CLOSED first: what was published before the close must still be counted.
    return this.#rx.isClosed && this.#rx.backlog < this.messages;
  }

  forRoom(): boolean {
    return false;
  }

  outlook(): Outlook {
    return this.hopeless() ? "nothing" : "something";
  }

  heeds(room: boolean): boolean {
    return !room;
  }
}

/** Nothing will ever come again. */
class ClosedAndEmptyCondition extends PortCondition {
  readonly #rx: RxControl;

  constructor(rx: RxControl) {
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

  outlook(): Outlook {
    return this.met() ? "nothing" : "something";
  }

  heeds(room: boolean): boolean {
    return !room;
  }
}
