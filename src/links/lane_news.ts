import type { RawRx } from "../channel/raw/mod.ts";
import { type Outlook, PortCondition } from "../channel/condition.ts";

/** Holds when there is more in a channel than the first so many messages, or nothing more will come. */
export class LaneNews extends PortCondition {
  readonly #rx: RawRx;
  readonly #ahead: number;

  constructor(rx: RawRx, ahead: number) {
    super();
    this.#rx = rx;
    this.#ahead = ahead;
  }

  met(): boolean {
    return this.#rx.availUnits > this.#ahead || this.#rx.isClosed;
  }

  hopeless(): boolean {
    return false;
  }

  forRoom(): boolean {
    return false;
  }

  outlook(): Outlook {
    return "something";
  }

  heeds(room: boolean): boolean {
    return !room;
  }
}
