import type { MemoryAddition, MemoryRecord } from "./record.ts";

/**
 * What can go wrong with a broker in memory: it is `down` for a while; `slow`, for some calls; it hands over again what is not settled, as a
 * `duplicate`; it brings what is in different partitions in another order (`reorder`); it shares its partitions out anew (`rebalance`); it
 * refuses about half of the next batch for now (`refuse`).
 */
export type BrokerFault = "down" | "slow" | "duplicate" | "reorder" | "rebalance" | "refuse";

/** How likely each is, for each call of a wire: from 0 to 1. */
export type BrokerFaultRates = Readonly<Partial<Record<BrokerFault, number>>>;

/** A broker that is nowhere but in the memory of one thread: topics, groups, and what can go wrong with them. */
export interface MemoryBroker {
  /** What it is called. */
  readonly name: string;
  /** How likely it is that something goes wrong in a call of a wire. Nothing does if it is not set. */
  rates: BrokerFaultRates;
  /** Whether it is down. */
  readonly isDown: boolean;
  /**
   * Makes a topic, of one partition if nothing else is said.
   *
   * @throws {TypeError} if there is one of that name
   */
  createTopic(name: string, options?: { readonly partitions?: number }): MemoryTopic;
  /** The topic of that name, if there is one. */
  topic(name: string): MemoryTopic | undefined;
  /** Lets only those in, from now on, who give this token. */
  requireToken(token: string): void;
  /** Takes it down, until `comeUp`. Whoever was connected is not any more. */
  goDown(): void;
  /** It is there again, with all that it had. */
  comeUp(): void;
  /** Cuts all connections of readers. They may come again at once. */
  cut(): void;
  /** How long each call takes from now on, twice: before it does anything, and before it is done; in milliseconds. */
  slowDown(ms: number): void;
  /**
   * Something goes wrong now, or with the next call that it can go wrong with.
   *
   * @param ms For how long it is down, or how long a slow call takes; 100 if not given.
   * @returns Whether it makes a difference.
   */
  suffer(fault: BrokerFault, ms?: number): boolean;
}

/** A topic of a broker in memory: partitions that only grow, and groups that read them. */
export interface MemoryTopic {
  /** What it is called. */
  readonly name: string;
  /** How many partitions it has. */
  readonly partitions: number;
  /** All that it has, partition by partition, each in order. */
  readonly records: readonly MemoryRecord[];
  /** How often something was put that it had already; harmless. */
  readonly repeats: number;
  /** Origins by which different things were put: all but the first of each are lost, as with any service that knows them by these. */
  readonly conflicts: readonly string[];
  /** Adds a message. Returns `false` if it had one of that origin already. */
  add(addition: MemoryAddition): boolean;
  /** The group of that name; made when it is first asked for. */
  group(name: string): MemoryGroup;
}

/** A group of a topic: its members share the partitions out among themselves, and it knows up to where each is settled. */
export interface MemoryGroup {
  /** How many members it has. */
  readonly members: number;
  /** How many messages are settled, in all partitions. */
  readonly settled: number;
  /** How many messages are not settled. */
  readonly lag: number;
  /** Whether a message is settled. */
  isSettled(record: MemoryRecord): boolean;
  /** Shares all partitions out anew, also those that stay where they are. */
  rebalance(): void;
}
