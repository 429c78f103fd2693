import type { BrokerFault, BrokerFaultRates } from "../../connectors/memory/mod.ts";
import type { RawMessage } from "../../connectors/wire.ts";

/** Something that a sink has put. */
export interface PutItem {
  /** What it is known by: where the message came from that it was made of. */
  readonly origin: string;
  /** What the sink gave its wire, as its `encode` made it. */
  readonly item: unknown;
}

/**
 * What a source reads from, or a sink puts into, in a rehearsal or a simulation: a broker in memory, in the place of the service that the
 * wire is for. It is there before anything runs, and outlives every death, also that of a process that is started again. Actors of one
 * name share one.
 *
 * A source's has three partitions. Messages with a key go where that key goes, all others from one to the next, and each partition is in
 * order. A sink's has one, and knows by their origins what it has.
 */
export interface StandInBroker {
  /** The name of its actors. */
  readonly name: string;
  /**
   * Publishes messages for the source: as text, bytes or JSON, as its kind is. For a source with a `decode` of its own, and for keys and
   * headers, there is {@link StandInBroker.publishRaw}.
   *
   * @throws {TypeError} if it is a sink's, or nobody knows how messages of its kind are encoded
   */
  publish(...messages: unknown[]): void;
  /** Publishes messages for the source as the service has them. @throws {TypeError} if it is a sink's */
  publishRaw(...messages: readonly RawMessage[]): void;
  /** Origins of all that was published, partition by partition. Of a source's; a sink's throws a TypeError. */
  readonly published: readonly string[];
  /** Origins of what the source has settled, partition by partition. Of a source's; a sink's throws a TypeError. */
  readonly settled: readonly string[];
  /** What the sink has put, in the order in which it came: each origin once. Of a sink's; a source's throws a TypeError. */
  readonly items: readonly PutItem[];
  /** How often something was put that was there already. */
  readonly repeats: number;
  /** How likely it is that something goes wrong in each call of a wire: dice of its own, beside those of the simulation. */
  rates: BrokerFaultRates;
  /**
   * Something goes wrong with it now, or with the next call that it can go wrong with.
   *
   * @param ms For how long it is down, or how long a slow call takes; 100 if not given.
   * @returns Whether it makes a difference.
   */
  suffer(fault: BrokerFault, ms?: number): boolean;
  /**
   * That nothing is lost on the way here: all that `source` has settled was put, by its origin. What the graph is to drop, as a filter
   * does, or has given up, is named by `except`.
   *
   * @throws {Error} with the origins that are missing
   */
  checkHasAll(source: StandInBroker, except?: (origin: string) => boolean): void;
}
