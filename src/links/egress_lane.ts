import type { RawRx } from "../channel/raw/mod.ts";

/** A lane as an egress has it. Messages have numbers in the life of their channel: the first is 0. */
export class EgressLane {
  readonly rx: RawRx;
  readonly number: number;
  /** The number of the message that is sent next on this connection. */
  next = 0;
  /** The number of the first message for which the partner has no room. */
  limit = 0;
  /** Bytes of payload that were sent on this connection, and for how many the partner has room. */
  bytes = 0;
  bytesLimit = 0;
  /** How many messages and bytes were sent when the partner was heard of last. */
  heardNext = 0;
  heardBytes = 0;
  /** What the partner has: all below that number. */
  received = 0;
  isEndSent = false;
  /** Whether a stop of this pod has closed it, and no end of its source; `undefined` until that is asked. */
  isCut: boolean | undefined;
  /** Whether the partner knows that nothing more comes. */
  isEnded = false;

  constructor(rx: RawRx, number: number) {
    this.rx = rx;
    this.number = number;
  }

  /** The number of the oldest message that is not acknowledged. */
  get first(): number {
    return this.rx.taken;
  }

  /** The number of the message that will come next into the channel, as far as is known. */
  get end(): number {
    return this.first + this.rx.availUnits;
  }

  /** How many of those in the channel were sent. */
  get ahead(): number {
    return this.next - this.first;
  }

  /** Whether much of the ring is on its way, or of the room that the partner has told of, since it was heard of last. */
  get isShort(): boolean {
    return this.ahead * 4 >= this.rx.capacity ||
      this.next - this.heardNext >= this.limit - this.next ||
      this.bytes - this.heardBytes >= this.bytesLimit - this.bytes;
  }
}
