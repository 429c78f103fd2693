import type { Abortable } from "../../inbox/inbox.ts";
import type { ReceivingEnd, TakeRequest } from "../../inbox/host_end.ts";

/**
 * The taking end of a channel, or of a bundle, in the hands of the host: code of the main thread takes what comes out of the graph. An
 * actor in the host's thread stands for it: it is a node on the page, has its line in the report and its vote at a stop.
 *
 * At a stop the graph drains through it: it goes on until the channel is closed and empty, which is when its loops end and `take` says
 * `undefined`. One that nobody takes from vetoes the stop until its time is over, and the report names it.
 *
 * A loop has its message in hand while its body runs. The message stays in the channel, and counts as taken once the loop asks for the
 * next one. So a body that throws loses nothing: the next loop, or `take`, gets that message again. JavaScript does not tell a `break`
 * from a throw, so the same holds for a `break` or a `return`. Whoever has dealt with the message by then says so before:
 * `await receiver.advance()`. What a body does outside of the graph it may therefore do twice.
 */
export interface Receiver<T> extends AsyncIterable<T> {
  /** What the actor is called that stands for it. */
  readonly label: string;

  /**
   * Takes the next message, waiting for it. Resolves once it is taken for good; `undefined` if none will ever come: the channel is
   * closed and empty. Several may wait, and are served in the order of the calls.
   *
   * @throws {UndeliveredError} (the promise rejects) with the reason `over` if the graph has not come up, or was cut short
   * @throws the reason of the signal, if that is aborted before a message has come; none is taken then
   * @throws {TypeError} if a loop over this receiver is under way
   */
  take(options?: Abortable): Promise<T | undefined>;

  /**
   * The messages, for a loop that may be given up: `for await (const order of orders.messages({ signal }))`. Without a signal it is the
   * receiver itself: `for await (const order of orders)`. When the signal is aborted, a loop that waits throws its reason.
   *
   * One loop at a time; for several, give each a lane of a bundle, or have each call {@link Receiver.take}.
   *
   * @throws {TypeError} where it begins, if another loop is under way
   */
  messages(options?: Abortable): AsyncIterableIterator<T>;

  /**
   * Takes the message that the loop has in hand, or had when it ended, for good: resolves when that is done. Does nothing if there is
   * none.
   */
  advance(): Promise<void>;
}

/** As {@link Receiver} says. */
export class HostReceiver<T> implements Receiver<T> {
  readonly label: string;
  readonly #end: ReceivingEnd;
  /** Who loops over it now. */
  #loop: MessageLoop<T> | undefined;

  constructor(label: string, end: ReceivingEnd) {
    this.label = label;
    this.#end = end;
  }

  async take(options?: Abortable): Promise<T | undefined> {
    if (this.#loop !== undefined) throw this.#busy("take from");
    return await this.#ask("take", options);
  }

  messages(options: Abortable = {}): AsyncIterableIterator<T> {
    return new MessageLoop<T>({
      next: (loop) => {
        if (this.#loop === loop) return this.#ask("next", options);
        if (this.#loop !== undefined) throw this.#busy("loop over");
        this.#loop = loop;
        // What the loop before has left in its channel is the first.
        return this.#ask("hold", options);
      },
      over: (loop) => {
        if (this.#loop === loop) this.#loop = undefined;
      },
    });
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return this.messages();
  }

  async advance(): Promise<void> {
    if (this.#end.held !== undefined) await this.#ask("release", {});
  }

  async #ask(what: TakeRequest["what"], options: Abortable | undefined): Promise<T | undefined> {
    const { queue, isDrained } = this.#end;
    if (isDrained) {
      options?.signal?.throwIfAborted();
      return undefined;
    }
    return await queue.put({ what }, options) as T | undefined;
  }

  #busy(doing: string): TypeError {
    return new TypeError(
      `Cannot ${doing} receiver "${this.label}": a loop over it is under way, end that first, or give each its own lane of a bundle`,
    );
  }
}

/** What a loop asks of its receiver. */
interface ReadingHands<T> {
  next(loop: MessageLoop<T>): Promise<T | undefined>;
  over(loop: MessageLoop<T>): void;
}

/** One loop over a receiver. */
class MessageLoop<T> implements AsyncIterableIterator<T> {
  readonly #hands: ReadingHands<T>;
  #isOver = false;

  constructor(hands: ReadingHands<T>) {
    this.#hands = hands;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#isOver) return { done: true, value: undefined };
    try {
      const value = await this.#hands.next(this);
      if (value !== undefined) return { done: false, value };
    } catch (error) {
      this.#end();
      throw error;
    }
    return this.#end();
  }

  /** The loop ends before there is nothing left: what it has in hand stays where it is. */
  return(): Promise<IteratorResult<T, undefined>> {
    return Promise.resolve(this.#end());
  }

  #end(): IteratorResult<T, undefined> {
    this.#isOver = true;
    this.#hands.over(this);
    return { done: true, value: undefined };
  }
}
