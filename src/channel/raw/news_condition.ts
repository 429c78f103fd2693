import { type Outlook, PortCondition } from "../condition.ts";
import type { RxControl } from "../ring/mod.ts";

/** There are messages behind the next `ahead` ones, or the channel is closed. */
export class NewsCondition extends PortCondition {
  readonly ahead: number;
  readonly #rx: RxControl<Uint8Array>;

  constructor(rx: RxControl<Uint8Array>, ahead: number) {
    super();
    this.#rx = rx;
    this.ahead = ahead;
  }

  met(): boolean {
    return this.#rx.availUnits > this.ahead || this.#rx.isClosed;
  }

  hopeless(): boolean {
    return false;
  }

  forRoom(): boolean {
    return false;
  }

  outlook(): Outlook {
    // CLOSED first: what was published before the close must still be counted.
    return this.#rx.isClosed && this.#rx.backlog <= this.ahead ? "nothing" : "something";
  }

  heeds(room: boolean): boolean {
    return !room;
  }
}

/** That condition; `kept` if it is the same. */
export function newsBeyond(
  rx: RxControl<Uint8Array>,
  ahead: number,
  kept: NewsCondition | undefined,
): NewsCondition {
  return kept?.ahead === ahead ? kept : new NewsCondition(rx, ahead);
}
