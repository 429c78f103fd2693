import { type Condition, PortCondition } from "./condition.ts";
import type { Rx } from "./rx.ts";
import type { Tx } from "./tx.ts";

/** The sending ends of a bundle: an array of like channels. */
export class TxBundle<T> {
  /** The ends, one a lane. */
  readonly lanes: readonly Tx<T>[];
  #next = 0;

  /** Bundles ends, in lane order. */
  constructor(lanes: readonly Tx<T>[]) {
    this.lanes = lanes;
  }

  /** How many lanes there are. */
  get girth(): number {
    return this.lanes.length;
  }

  /**
   * Sends one message on the next lane that has room, in turn; no lane is favoured.
   *
   * @returns whether any lane had room
   */
  trySend(message: T): boolean {
    const { girth } = this;
    for (let i = 0; i < girth; i++) {
      const lane = this.#next;
      this.#next = lane + 1 === girth ? 0 : lane + 1;
      if ((this.lanes[lane] as Tx<T>).trySend(message)) return true;
    }
    return false;
  }

  /** Closes every lane. Returns `true`, as {@link Tx.close} does. */
  close(): true {
    for (const lane of this.lanes) lane.close();
    return true;
  }

  /** Holds when at least `lanes` lanes have room for `messages` more each. Hopeless when too many readers are gone. */
  vacant(messages = 1, lanes = 1): Condition {
    return new LanesCondition(this.lanes.map((lane) => lane.vacant(messages)), lanes);
  }

  /** Holds when the readers took everything that was sent. */
  drained(): Condition {
    return new LanesCondition(this.lanes.map((lane) => lane.drained()), this.girth);
  }
}

/** The taking ends of a bundle: an array of like channels. */
export class RxBundle<T> {
  /** The ends, one a lane. */
  readonly lanes: readonly Rx<T>[];
  #next = 0;

  /** Bundles ends, in lane order. */
  constructor(lanes: readonly Rx<T>[]) {
    this.lanes = lanes;
  }

  /** How many lanes there are. */
  get girth(): number {
    return this.lanes.length;
  }

  /** Whether every lane is closed and empty. */
  get isClosedAndEmpty(): boolean {
    return this.lanes.every((lane) => lane.isClosedAndEmpty);
  }

  /** Takes one message from the next lane that has any, in turn; no lane is favoured. `undefined` if all are empty. */
  tryTake(): T | undefined {
    const { girth } = this;
    for (let i = 0; i < girth; i++) {
      const lane = this.#next;
      this.#next = lane + 1 === girth ? 0 : lane + 1;
      const message = (this.lanes[lane] as Rx<T>).tryTake();
      if (message !== undefined) return message;
    }
    return undefined;
  }

  /** Takes up to `max` messages, lane by lane in turn; in each lane, order is kept. */
  takeBatch(max: number = Infinity): T[] {
    const batch: T[] = [];
    while (batch.length < max) {
      const message = this.tryTake();
      if (message === undefined) break;
      batch.push(message);
    }
    return batch;
  }

  /** Holds when at least `lanes` lanes have `messages` each. Hopeless when too many are closed with fewer left. */
  avail(messages = 1, lanes = 1): Condition {
    return new LanesCondition(this.lanes.map((lane) => lane.avail(messages)), lanes);
  }

  /** Holds when every lane is closed and empty. */
  closedAndEmpty(): Condition {
    return new LanesCondition(this.lanes.map((lane) => lane.closedAndEmpty()), this.girth);
  }
}

/** So many of the lanes' conditions hold. */
class LanesCondition extends PortCondition {
  readonly #lanes: readonly Condition[];
  readonly #wanted: number;

  constructor(lanes: readonly Condition[], wanted: number) {
    super();
    if (!(Number.isInteger(wanted) && wanted >= 1 && wanted <= lanes.length)) {
      throw new RangeError(
        `Cannot wait on a bundle: ${wanted} lanes asked for, give 1 to its girth ${lanes.length}`,
      );
    }
    this.#lanes = lanes;
    this.#wanted = wanted;
  }

  met(): boolean {
    let found = 0;
    for (const lane of this.#lanes) if (lane.met() && ++found >= this.#wanted) return true;
    return false;
  }

  hopeless(): boolean {
    let possible = 0;
    for (const lane of this.#lanes) if (!lane.hopeless() || lane.met()) possible++;
    return possible < this.#wanted;
  }

  forRoom(): boolean {
    return this.#lanes.some((lane) => lane.forRoom());
  }
}
