/**
 * What a wire is: the part of a prebuilt source or sink that knows one service. It connects, pulls or puts, and settles, and does nothing
 * else: the loop around it, reconnecting, back-pressure, the drain, dead letters and the order of settling are written once, in
 * `source/` and `sink/`, and hold for every wire.
 *
 * @module
 */

import type { WireOpening } from "../client/wire_world.ts";

export { MisconfiguredError } from "../client/misconfigured_error.ts";
export type { WireOpening, WireWorld } from "../client/wire_world.ts";

/** What a source's wire is opened with. */
export interface SourceOpening extends WireOpening {
  /**
   * To be called when the service is about to take a partition away, as in a rebalance. From now on nothing of it may be pulled. Resolves
   * when all that was pulled of it is settled, or when the time for that is over; then the wire gives it up.
   */
  giveUp(partition: string): Promise<void>;
  /** To be called when the service has taken a partition away. What was pulled of it is never settled here: whoever has it now does. */
  lost(partition: string): void;
}

/** A message as a service has it, before it is one of the graph. */
export interface RawMessage {
  /** Its content. */
  readonly bytes: Uint8Array;
  /** Where it was: a subject, a topic, a queue, a path, a file. */
  readonly subject?: string;
  /** What the service keeps the order by, where it has such a thing: the key of a record of Kafka, the group of a queue. */
  readonly key?: string;
  /** What else came with it. */
  readonly headers?: Readonly<Record<string, string>>;
  /** When the service had it, in milliseconds since 1970. */
  readonly at?: number;
  /**
   * Why it can be no message of the graph, as the end of a sentence: `it is a line of 9000000 bytes`, of which `bytes` has only a part. It
   * is not decoded, but becomes a dead letter with this reason.
   */
  readonly fault?: string;
}

/** A message that was pulled, and where it stands. */
export interface Pulled<P = unknown> {
  /**
   * Its position as text, for instance `orders/3/5512`: the same whenever the service hands it over, in every process, and of no other
   * message of the service. It goes through the graph with the message, and is what duplicates are known by.
   */
  readonly origin: string;
  /** What the service keeps in order by itself; one text for all where it is one sequence. */
  readonly partition: string;
  /** What the wire settles it by. It never leaves the wire's thread, so it may be anything: a handle, a number, a response. */
  readonly position: P;
  /** What the service has. */
  readonly raw: RawMessage;
}

/**
 * Reads from one service. The source calls one method at a time, except for `settle`, which it may call while a `pull` is under way.
 * A method that throws {@link MisconfiguredError} ends the actor; any other error closes the wire, and a new one is opened after a
 * pause, again and again.
 */
export interface SourceWire<P = unknown> {
  /** Connects. What the service was told of nothing by `settle` is pulled again. */
  open(opening: SourceOpening): Promise<void>;
  /**
   * Waits until there are messages, and resolves with `max` of them at most, in the order of each partition. Resolves within 100 ms with
   * what it has, or with none, once `signal` is aborted: no message that it has taken from the service may be left out then. It may
   * resolve with none at any time. `undefined` says that there will never be more: a file that has been read, a recording.
   */
  pull(max: number, signal: AbortSignal): Promise<readonly Pulled<P>[] | undefined>;
  /**
   * Tells the service that these are done for good. They come in the order in which they were pulled, so those of a partition are always
   * the oldest that are left of it. Telling twice does no harm. When it resolves, they do not come again, as far as the service promises
   * it.
   */
  settle(messages: readonly Pulled<P>[]): Promise<void>;
  /**
   * Gives back what was pulled and will not be settled here, so that the service hands it to somebody else soon. Called at the end, at
   * most. A service without such a thing leaves it out.
   */
  release?(messages: readonly Pulled<P>[]): Promise<void>;
  /** How many messages the service still has for this source, where it can say so. */
  lag?(): Promise<number | undefined>;
  /** Leaves the service in good order. Called once for each wire that was opened, whether or not that has succeeded. Does not throw. */
  close(): Promise<void>;
}

/** An item that goes out, and what it is known by. */
export interface Outgoing<I> {
  /** Where the message came from, see {@link Pulled.origin}: the same whenever it is put. What duplicates are known by. */
  readonly origin: string;
  /** What is put, as the sink's `encode` has made it. */
  readonly item: I;
}

/**
 * What became of an item: `done`, the service has it for good, now or since earlier; `again`, it was refused for now; `dead`, it is refused
 * whenever it is put, and why.
 */
export type PutOutcome = "done" | "again" | { readonly dead: string };

/**
 * Writes to one service. One call at a time. A method that throws {@link MisconfiguredError} ends the actor; any other error closes the
 * wire, and all of the batch is put again, by a new one, after a pause.
 */
export interface SinkWire<I> {
  /** Connects. */
  open(opening: WireOpening): Promise<void>;
  /**
   * Puts a batch, in order, and says of each item what became of it. When it resolves with `done`, a death of either process does not lose
   * the item, as far as the service promises it. `signal` is aborted when the time for it is over. Once it is called, the event loop has a
   * round before the sink encodes the next batch, so what it sends without waiting is with the service by then.
   */
  put(batch: readonly Outgoing<I>[], signal: AbortSignal): Promise<readonly PutOutcome[]>;
  /** Leaves the service in good order. Called once for each wire that was opened, whether or not that has succeeded. Does not throw. */
  close(): Promise<void>;
}

/** What a wire is told by: plain data, which goes into plans and recordings, so secrets are given by the names of environment variables. */
export type WireArgs = Readonly<Record<string, unknown>>;

/** A kind of source wire, as `defineSource` takes it. */
export interface SourceWireKind<A extends WireArgs = WireArgs, P = unknown> {
  /** What it is called in logs and errors: `nats`, `kafka`. */
  readonly name: string;
  /** Its args, with the values that they have when the graph does not say otherwise. What must be given is `""`. */
  readonly args: A;
  /**
   * Whether the service hands over again what was not settled; a function where that depends on the args. Where it does not, a death of
   * the process loses what is under way: in the mode `settled` the source's log warns of it, and the mode `journal` is for it.
   */
  readonly redelivers: boolean | { by(args: Readonly<A>): boolean }["by"];
  /**
   * Whether it needs nothing of the machine, and waits by {@link WireWorld} alone: a simulation and a rehearsal run such a wire as it is,
   * where in the place of all others they have a broker in memory.
   */
  readonly virtual?: true;
  /** All that is wrong with args, a sentence each. */
  faults(args: Readonly<A>): readonly string[];
  /** Makes a wire; loads the client of the service. */
  create(args: Readonly<A>): Promise<SourceWire<P>>;
}

/** A kind of sink wire, as `defineSink` takes it. `I` is what it puts. */
export interface SinkWireKind<I, A extends WireArgs = WireArgs> {
  /** What it is called in logs and errors. */
  readonly name: string;
  /** Its args, with the values that they have when the graph does not say otherwise. What must be given is `""`. */
  readonly args: A;
  /**
   * Whether it needs nothing of the machine, and waits by {@link WireWorld} alone: a simulation and a rehearsal run such a wire as it is,
   * where in the place of all others they have a broker in memory.
   */
  readonly virtual?: true;
  /** All that is wrong with args, a sentence each. */
  faults(args: Readonly<A>): readonly string[];
  /**
   * What is wrong with the form of an item, as the end of a sentence, `it is bytes, and is to be an object`; `undefined` if nothing is. An
   * item of a wrong form is a fault of `encode`: the actor is given up by a {@link MisconfiguredError} before it is put, and the message
   * stays. Also asked where a broker in memory stands in. What is left out takes whatever the compiler has let through.
   */
  itemFault?(item: unknown, args: Readonly<A>): string | undefined;
  /** Makes a wire; loads the client of the service. */
  create(args: Readonly<A>): Promise<SinkWire<I>>;
}
