/**
 * What the host hands to its own actors, at the ends of channels that it holds itself: on one side code of the host, on the other the
 * turns of an actor in its thread.
 *
 * @module
 */
import { ItemQueue } from "./item_queue.ts";

/** Messages that are to be sent one behind the other, in as many turns as it takes. */
export class Consignment {
  readonly messages: ArrayLike<unknown>;
  /** How many are sent, those of the turn under way included. */
  sent = 0;
  /** How many are sent for good. */
  committed = 0;

  constructor(messages: ArrayLike<unknown>) {
    this.messages = messages;
  }
}

/** What an end is called. */
export interface EndNames {
  /** That of its channel, or bundle. */
  readonly name: string;
  /** What it is of, as errors call it, for instance `channel "orders"`. */
  readonly target: string;
}

/** An end that sends: what waits to be sent are messages, and batches of them. */
export class SendingEnd {
  readonly direction = "tx";
  /** The definition with which the actor is drawn that stands for it, without what it does. */
  readonly shape: object;
  readonly name: string;
  readonly target: string;
  readonly queue: ItemQueue<unknown>;

  /** @param capacity how many are accepted: they are sent even if a stop comes */
  constructor(
    shape: object,
    { name, target }: EndNames,
    capacity: number,
    maxWaiting: number,
  ) {
    this.shape = shape;
    this.name = name;
    this.target = target;
    const words = { doing: `send on ${target}`, never: "it was never sent" };
    this.queue = new ItemQueue(words, { capacity, maxWaiting, heedsStop: false });
  }

  /** A stop is asked for: a sender is a source. */
  stop(): void {
    this.queue.stop();
  }
}

/**
 * What code of the host asks a receiver for.
 *
 * - `take`: the next message.
 * - `hold`: the next message, which stays in its channel while a loop deals with it.
 * - `next`: the same, after the message in hand, which is dealt with.
 * - `release`: nothing, but that the message in hand is dealt with.
 */
export interface TakeRequest {
  readonly what: "take" | "hold" | "next" | "release";
}

/** An end that takes: what waits are requests. */
export class ReceivingEnd {
  readonly direction = "rx";
  /** The definition with which the actor is drawn that stands for it, without what it does. */
  readonly shape: object;
  readonly target: string;
  readonly queue: ItemQueue<TakeRequest, unknown>;
  /** The lane of the message that the host has in hand, and that is still in its channel; as of the last turn that committed. */
  held: number | undefined;
  /** Whether the channel is closed and all of it was taken. */
  isDrained = false;

  constructor(shape: object, { target }: EndNames) {
    this.shape = shape;
    this.target = target;
    const words = { doing: `take from ${target}`, never: "no message was taken for it" };
    // Whoever asks waits himself: there is nothing to be bounded.
    this.queue = new ItemQueue(words, { capacity: Infinity, maxWaiting: 0, heedsStop: false });
  }

  /** A stop is asked for: the graph drains through it. */
  stop(): void {}
}

/** Code of the host that is told of all that comes, at once. */
export interface Listener {
  /** Told of messages, in their order, once they are taken for good. */
  heard(messages: readonly unknown[]): void;
  /** Nothing more will come, for that reason. It may be told more than once. */
  end(why: Error): void;
}

/** An end that takes for a listener. */
export class ListeningEnd {
  readonly direction = "rx";
  /** The definition with which the actor is drawn that stands for it, without what it does. */
  readonly shape: object;
  readonly target: string;
  /** Where all that comes goes: it is called so for what it has in common with the other ends. */
  readonly queue: Listener;

  constructor(shape: object, { target }: EndNames, listener: Listener) {
    this.shape = shape;
    this.target = target;
    this.queue = listener;
  }

  /** It goes on until nothing more comes. */
  stop(): void {}
}

/** An end of a channel, or of a bundle, in the hands of the host. */
export type HostEnd = SendingEnd | ReceivingEnd | ListeningEnd;

/** The ends in the hands of the host, by the number of the actor that stands for each. */
export type HostEnds = ReadonlyMap<number, HostEnd>;
