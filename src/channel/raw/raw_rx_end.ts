import type { Condition } from "../condition.ts";
import {
  controlOf,
  meansOf,
  type MessageReader,
  type RingMemory,
  RxControl,
  RxEnd,
  type Touches,
} from "../ring/mod.ts";
import { checkAhead, NO_BODY } from "./faults.ts";
import { newsBeyond, type NewsCondition } from "./news_condition.ts";
import type { RawBody, RawRx } from "./raw_ends.ts";
import type { RawShape } from "./raw_shape.ts";

/** How messages lie in a ring. */
export interface RawReader extends MessageReader<Uint8Array> {
  /** What a message takes in a body at least, in bytes. */
  readonly leastBytes: number;
  /** Says what they are. */
  shape(shape: RawShape): void;
  /** The body of up to `most` messages from `cursor` on, all of which are there, and of no more than it has `maxBytes` for. */
  body(cursor: number, most: number, maxBytes: number): RawBody;
}

/** Takes messages as bytes. */
export class RawRxEnd<R extends RawReader> extends RxEnd<Uint8Array, R> implements RawRx {
  static override readonly touches: Touches<RawRx> = {
    ...RxEnd.touches,
    shapedAs: false,
    peekParts: true,
    newsBeyond: false,
  };

  readonly #control = controlOf(this);
  readonly #reader = meansOf(this);
  #news: NewsCondition | undefined;

  static over<R extends RawReader>(memory: RingMemory, reader: R): RxControl<Uint8Array> {
    const control = new RxControl<Uint8Array>(memory);
    return control.of(new RawRxEnd(control, reader));
  }

  shapedAs(shape: RawShape): this {
    this.#reader.shape(shape);
    return this;
  }

  get hadEnded(): boolean {
    return this.#control.hadEnded;
  }

  peekParts(max: number, maxBytes: number, ahead = 0): RawBody {
    const control = this.#control;
    const reader = this.#reader;
    checkAhead(control.name, ahead);
    // No more than could fit.
    const fitting = Math.floor(maxBytes / reader.leastBytes);
    const most = control.reveal(ahead + Math.min(Math.max(0, max), fitting)) - ahead;
    if (most <= 0) return NO_BODY;
    const cursor = (control.tail + ahead) | 0;
    const body = reader.body(cursor, most, maxBytes);
    if (body.count > 0) control.lent(cursor);
    return body;
  }

  override advance(messages: number): void {
    this.#control.availUnits;
    this.#control.advance(messages);
  }

  newsBeyond(ahead: number): Condition {
    return this.#news = newsBeyond(this.#control, ahead, this.#news);
  }
}
