import type { RawRx } from "../../channel/raw/mod.ts";

/** Some messages of a lane that are on their way into the log, or need not go there. */
export interface Shipment {
  readonly lane: LogEgressLane;
  /** How many messages; none for one that says that the channel was closed. */
  readonly count: number;
  /** How many of them count in the log: none of what has come again. */
  readonly logged: number;
  readonly bytes: number;
}

/**
 * A lane as a sending end has it. In its channel a message has a number in the life of the channel, in the log one in the life of the log;
 * the offset is between them.
 */
export class LogEgressLane {
  readonly rx: RawRx;
  readonly number: number;
  /** The number in the log of the first message that came into the channel. */
  offset = 0;
  /** How many messages in the channel are on their way, or need not go. */
  ahead = 0;
  /** The number in the log of the message that is written next. */
  next = 0;
  /** How many of the next messages the log has already. */
  known = 0;
  /** Whether it was said, or need not be said, that the channel was closed. */
  isEndSaid = false;
  /** Where the log ended when it was claimed. */
  #begun = 0;

  constructor(rx: RawRx, number: number) {
    this.rx = rx;
    this.number = number;
  }

  /** Whether its source has closed it, and no stop of this pod. @param isStopping whether there is one */
  hasEnded(isStopping: boolean): boolean {
    return this.rx.isClosed && (!isStopping || this.rx.hadEnded);
  }

  /** The log is claimed, and ends there: begins with what is not taken. */
  begin(offset: number, end: number): void {
    this.offset = offset;
    this.ahead = 0;
    this.next = end;
    this.#begun = end;
    this.known = end - (offset + this.rx.taken);
  }

  /** The number behind the last message that the log has for certain. */
  get logged(): number {
    return Math.max(this.#begun, this.offset + this.rx.taken);
  }

  /** How many messages are there that nothing was done about. */
  get waiting(): number {
    return this.rx.availUnits - this.ahead;
  }

  /** That is done for good. */
  take({ count, logged }: Shipment): void {
    this.rx.advance(count);
    this.ahead -= count;
    this.offset -= count - logged;
  }

  /** That was refused, and is to go again. */
  takeBack({ count, logged }: Shipment): void {
    this.ahead -= count;
    this.next -= logged;
  }
}
