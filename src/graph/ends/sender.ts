import type { KindShape } from "../../channel/kind_shape.ts";
import { openChannel } from "../../channel/open_channel.ts";
import { channelSpec } from "../../channel/ring/host.ts";
import type { ChannelOptions } from "../../channel/ring/mod.ts";
import type { Rx } from "../../channel/rx.ts";
import type { Tx } from "../../channel/tx.ts";
import type { Abortable } from "../../inbox/inbox.ts";
import { Consignment, type SendingEnd } from "../../inbox/host_end.ts";

/**
 * The sending end of a channel, or of a bundle, in the hands of the host: code of the main thread, an HTTP handler, a timer, a test,
 * sends on it. An actor in the host's thread stands for it: it is a node on the page, has its line in the report and its vote at a
 * stop. A send that finds room, and nothing before it, is done at once, in a turn of its own:
 * the promise is resolved already, and the same for all of them. What is sent in one go with it, without an await in between, goes
 * together in the next turn.
 *
 * It may be used as soon as it is drawn. Until the graph runs, sends wait; one that never comes up rejects them. At a stop it is a
 * source, and the first to end: what it has accepted is sent, as many messages as the channel holds; what waits behind that is
 * rejected, and so is what comes later, each with what has become of its message.
 *
 * A promise that rejects wants a `catch`, or an `await` in a `try`: an unhandled rejection ends the program.
 */
export interface Sender<T> {
  /** What the actor is called that stands for it. */
  readonly label: string;
  /** Whether nothing more can be sent: it was closed, a stop was asked for, or its reader or the graph is gone. */
  readonly isClosed: boolean;

  /**
   * Sends a message. Resolves when it is in the channel for good: committed, and visible to whoever takes from it. Waits for room,
   * in the order of the calls. Leave the message as it is until then.
   *
   * @throws {UndeliveredError} (the promise rejects) if the message was not sent and never will be, with the `reason`: `full` if too
   * many wait already, `stopping` if a stop was asked for before it was accepted, however long ago, `over` if it was closed, its reader
   * is gone, or the graph has ended by itself or did not come up
   * @throws {RangeError} and {TypeError} as `trySend` of a port does, if the message is none that the channel carries
   * @throws the reason of the signal, if that is aborted before the message is sent; it is not sent then
   */
  send(message: T, options?: Abortable): Promise<void>;

  /**
   * Sends messages one behind the other, with no others in between, in as many turns as it takes. Resolves when all of them are in the
   * channel for good. Leave the array as it is until then.
   *
   * It is accepted, or waits, as one message does, however long it is. A signal gives it up as long as none of it is sent; after that
   * it goes on.
   *
   * @throws {UndeliveredError} (the promise rejects) as {@link Sender.send}; its `sent` tells how many, the first, were sent all the
   * same. With the reason `unfit` if one of them is none that the channel carries; those before it were sent
   */
  sendBatch(messages: ArrayLike<T>, options?: Abortable): Promise<void>;

  /**
   * Sends a message if there is room. `true`: it will be in the channel, also if a stop comes. `false`: there is no room, or others
   * wait for it.
   *
   * @throws {UndeliveredError} if nothing can be sent any more; {@link Sender.send} says why
   * @throws {RangeError} and {TypeError} as `trySend` of a port does, if the message is none that the channel carries
   */
  trySend(message: T): boolean;

  /**
   * Says that nothing more will be sent. What was sent before goes into the channel, what waits for room included, and then its reader
   * finds it closed. So a graph whose other sources have ended drains, and ends by itself. Closing twice is fine.
   */
  close(): void;
}

/** As {@link Sender} says. */
export class HostSender<T> implements Sender<T> {
  readonly label: string;
  readonly #end: SendingEnd;
  readonly #kind: KindShape;
  readonly #options: ChannelOptions;
  #trial: FitTrial | undefined;

  /**
   * @param kind of its channel
   * @param options of its channel, or of each of its bundle's
   */
  constructor(label: string, end: SendingEnd, kind: KindShape, options: ChannelOptions) {
    this.label = label;
    this.#end = end;
    this.#kind = kind;
    this.#options = options;
  }

  get isClosed(): boolean {
    return this.#end.queue.isClosed;
  }

  send(message: T, options?: Abortable): Promise<void> {
    return this.#end.queue.put(message, options);
  }

  sendBatch(messages: ArrayLike<T>, options?: Abortable): Promise<void> {
    return this.#end.queue.put(new Consignment(messages), options);
  }

  trySend(message: T): boolean {
    const { queue, name } = this.#end;
    // Whoever is told that it will be sent must be able to rely on that.
    this.#trial ??= new FitTrial(name, this.#kind, this.#options);
    this.#trial.check(message);
    return queue.tryPut(message);
  }

  close(): void {
    this.#end.queue.close();
  }
}

/** Finds out whether a message is one that a channel carries: by sending it on another one, of one message, that nobody else has. */
class FitTrial {
  readonly #tx: Tx<unknown>;
  readonly #rx: Rx<unknown>;
  readonly #commit: () => void;

  /** @param options of the channel that the messages are for */
  constructor(name: string, kind: KindShape, options: ChannelOptions) {
    const { payloadBytes: bytes } = channelSpec(name, kind, options);
    const measures = kind.hasPayload ? { capacity: 1, bytes } : { capacity: 1 };
    const channel = openChannel(name, kind, measures);
    this.#tx = channel.tx as unknown as Tx<unknown>;
    this.#rx = channel.rx as unknown as Rx<unknown>;
    this.#commit = channel.commit;
  }

  /** Throws what a send of the message would. */
  check(message: unknown): void {
    this.#tx.trySend(message);
    this.#commit();
    this.#rx.advance(this.#rx.availUnits);
    this.#commit();
  }
}
