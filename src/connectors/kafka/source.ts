/**
 * Reads topics of Kafka as a member of a group.
 *
 * @module
 */

import type { CommitOptions, ConnectionPool, Consumer } from "npm:@platformatic/kafka@2.12.1";
import { Buffer } from "node:buffer";
import type { Pulled, SourceOpening, SourceWire, SourceWireKind } from "../wire.ts";
import { ANSWER_MS, answered } from "./answered.ts";
import { type KafkaClient, leaveCluster } from "./closing.ts";
import { type ConnectionOptions, connectionOptions, listed } from "./connection.ts";
import { Fetching } from "./fetching.ts";
import { Membership } from "./membership.ts";
import type { KafkaPosition, Partition } from "./partition.ts";
import { type KafkaSourceArgs, SOURCE_ARGS, sourceFaults } from "./source_args.ts";
import {
  isCoordinatorMoving,
  isMembershipOver,
  isTopicMissing,
  missingTopic,
  trouble,
} from "./trouble.ts";

/**
 * Reads one topic of Kafka or several, as a member of a group, and commits to the broker the offset behind each message that is settled.
 *
 * - Order: that of each partition.
 * - Origin: `topic/partition/offset`.
 * - Delivery: at least once. What was not settled is handed over again, to this member or to another.
 * - When the group is shared out anew, what was pulled is settled first, for half of `sessionTimeoutMs` at most, and only then given up.
 * - Full: nothing is asked for while there is no room. Heartbeats go on, so the member keeps its partitions. What a broker has handed
 *   over and nobody has pulled is one answer of `fetchBytes` for each broker, and is not committed.
 * - A record without a value comes as no bytes.
 *
 * A source that reads orders for the group `billing`:
 * ```ts
 * import { json } from "@steady-state/deno/actor";
 * import { defineSource } from "@steady-state/deno/connectors";
 * import { kafkaSource } from "@steady-state/deno/connectors/kafka";
 * import { assertEquals } from "@std/assert";
 *
 * export const orders = defineSource(import.meta, "orders", {
 *   wire: kafkaSource,
 *   kind: json<{ id: number }>(),
 *   args: { servers: "127.0.0.1:9092", topics: "orders", group: "billing" },
 * });
 * assertEquals(orders.args.start, "earliest");
 * ```
 */
export const kafkaSource: SourceWireKind<KafkaSourceArgs> = {
  name: "kafka",
  args: SOURCE_ARGS,
  redelivers: true,
  faults: sourceFaults,
  async create(args) {
    return new KafkaSource(await import("npm:@platformatic/kafka@2.12.1"), args);
  },
};

/** After how long, in milliseconds, a pull comes back with nothing, so that whoever waits looks round. */
const QUIET_MS = 1_000;
/** How long a broker that was asked where partitions end is waited for, in milliseconds, before what was known is told. */
const LAG_MS = 50;
/** How often it is looked for a topic before it is said that there is none: a broker that has just begun may not know all. */
const LOOKS = 5;
/** How often it is tried to commit while the group moves to another broker. */
const COMMITS = 15;
const PAUSE_MS = 200;

class KafkaSource implements SourceWire<KafkaPosition> {
  readonly #client: KafkaClient;
  readonly #args: KafkaSourceArgs;
  readonly #topics: string[];
  readonly #closing = new AbortController();
  #opening: SourceOpening | undefined;
  #consumer: Consumer | undefined;
  #pool: ConnectionPool | undefined;
  #membership: Membership | undefined;
  #fetching: Fetching | undefined;
  #failure: Error | undefined;
  /** Under way to find out where partitions end. */
  #looking: Promise<void> | undefined;
  #wake = () => {};
  /** Where the next pull looks first, so that no partition waits for ever behind another. */
  #turn = 0;

  constructor(client: KafkaClient, args: KafkaSourceArgs) {
    this.#client = client;
    this.#args = args;
    this.#topics = listed(args.topics);
  }

  async open(opening: SourceOpening): Promise<void> {
    this.#opening = opening;
    const connection = await connectionOptions(this.#args);
    const consumer = this.#consumer = this.#newConsumer(connection);
    const pool = this.#pool = new this.#client.ConnectionPool(this.#args.clientId, {
      ...connection,
      requestTimeout: ANSWER_MS,
    });
    const shared = {
      consumer,
      args: this.#args,
      closing: this.#closing.signal,
      news: () => this.#wake(),
      failed: (error: Error) => {
        this.#failure ??= error;
        this.#wake();
      },
    };
    const membership = this.#membership = new Membership({ ...shared, opening });
    this.#fetching = new Fetching({
      ...shared,
      pool,
      topics: this.#topics,
      world: opening.world,
      partitions: () => membership.partitions,
      outOfRange: (partitions) => this.#outOfRange(partitions),
    });
    for (const topic of this.#topics) consumer.topics.track(topic);
    try {
      await orAborted(this.#join(consumer, membership, opening), opening.signal);
    } catch (error) {
      throw trouble(`join group ${this.#args.group}`, this.#args, error);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #newConsumer(connection: ConnectionOptions): Consumer {
    const { group, sessionTimeoutMs, isolation } = this.#args;
    const rebalanceTimeout = Math.max(60_000, sessionTimeoutMs);
    return new this.#client.Consumer({
      ...connection,
      groupId: group,
      autocommit: false,
      // The client's own repeats are off: with them, a commit that comes too late would join again, and commit for whoever has it by then.
      retries: 0,
      sessionTimeout: sessionTimeoutMs,
      // How soon it is heard that the group is to be shared out anew.
      heartbeatInterval: Math.min(1_000, Math.floor(sessionTimeoutMs / 4)),
      rebalanceTimeout,
      // A broker answers a join only once all members have joined.
      requestTimeout: rebalanceTimeout + ANSWER_MS,
      isolationLevel: isolation === "committed" ? 1 : 0,
      protocols: [{ name: "roundrobin", version: 1 }],
      protocolsMetadata: async () => {
        await this.#membership?.giveUp();
        return Buffer.alloc(0);
      },
    });
  }

  async #join(consumer: Consumer, membership: Membership, opening: SourceOpening): Promise<void> {
    for (let look = 1;; look++) {
      try {
        const asked = consumer.metadata({ topics: [...this.#topics] });
        await answered(asked, opening.world, this.#closing.signal);
        break;
      } catch (error) {
        if (!isTopicMissing(error)) throw error;
        if (look === LOOKS) throw missingTopic("read", this.#args, this.#args.topics);
        await opening.world.pause(PAUSE_MS, this.#closing.signal);
      }
    }
    await membership.join();
  }

  async pull(max: number, signal: AbortSignal): Promise<readonly Pulled<KafkaPosition>[]> {
    const { world } = this.#opening!;
    const begun = world.now();
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const taken = this.#take(max);
      this.#fetching?.ask();
      // An answer without records is news, too, so it is seen here when it has been quiet for long.
      if (taken.length > 0 || signal.aborted || world.now() - begun > QUIET_MS) return taken;
      await this.#news(signal);
    }
  }

  #take(max: number): Pulled<KafkaPosition>[] {
    const ready = (this.#membership?.partitions ?? []).filter((one) => one.waiting.length > 0);
    let taken: Pulled<KafkaPosition>[] = [];
    for (let i = 0; i < ready.length && taken.length < max; i++) {
      const partition = ready[(this.#turn + i) % ready.length]!;
      taken = taken.concat(partition.waiting.splice(0, max - taken.length));
    }
    this.#turn++;
    return taken;
  }

  /** Resolves when something has come or happened, or when the signal is aborted. */
  async #news(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = this.#wake = () => resolve();
    signal.addEventListener("abort", wake, { once: true });
    await promise;
    signal.removeEventListener("abort", wake);
  }

  async settle(messages: readonly Pulled<KafkaPosition>[]): Promise<void> {
    const moved = new Map<Partition, { offset: bigint; leaderEpoch: number }>();
    for (const { position: { partition, offset, leaderEpoch } } of messages) {
      const behind = moved.get(partition)?.offset ?? partition.settled;
      if (partition.settles && offset + 1n > behind) {
        moved.set(partition, { offset: offset + 1n, leaderEpoch });
      }
    }
    if (moved.size === 0) return;
    const offsets = [...moved].map(([{ topic, index }, at]) => ({
      topic,
      partition: index,
      ...at,
    }));
    if (!await this.#commit(offsets)) return;
    for (const [partition, { offset }] of moved) partition.settled = offset;
  }

  /** Whether the broker has them. It has not when the partitions are somebody else's. */
  async #commit(offsets: CommitOptions["offsets"]): Promise<boolean> {
    const { world, log } = this.#opening!;
    for (let attempt = 1;; attempt++) {
      try {
        await answered(this.#consumer!.commit({ offsets }), world, this.#closing.signal);
        return true;
      } catch (error) {
        if (isMembershipOver(error)) {
          log(`Did not commit for group ${this.#args.group}: it is being shared out anew`);
          return false;
        }
        if (!isCoordinatorMoving(error) || attempt === COMMITS) {
          throw trouble(`commit for group ${this.#args.group}`, this.#args, error);
        }
        await world.pause(PAUSE_MS, this.#closing.signal);
      }
    }
  }

  async #outOfRange(partitions: readonly Partition[]): Promise<void> {
    const before = partitions.map((one) => `${one.name} at ${one.next}`).join(", ");
    await this.#membership?.resetOutOfRange(partitions);
    this.#opening?.log(
      `The broker no longer has all that group ${this.#args.group} had not read yet. It was in ${before}; of these, those that are gone begin at ${this.#args.start}`,
    );
  }

  async lag(): Promise<number | undefined> {
    if (this.#membership === undefined || this.#opening === undefined) return undefined;
    // A pull says what is wrong, and the next time another broker may know.
    this.#looking ??= this.#membership.findEnds().catch(() => {})
      .finally(() => this.#looking = undefined);
    const over = new AbortController();
    await Promise.race([this.#looking, this.#opening.world.pause(LAG_MS, over.signal)]);
    over.abort();
    return this.#membership.partitions.reduce((lag, one) => lag + one.lag, 0);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#wake();
    if (this.#consumer === undefined || this.#opening === undefined) return;
    const pools = this.#pool === undefined ? [] : [this.#pool];
    await leaveCluster(this.#consumer, pools, this.#opening.world);
    await Promise.all([this.#fetching?.ended(), this.#looking]);
  }
}

/** What is awaited, or the abort of the signal, whichever is first. */
async function orAborted<T>(awaited: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([awaited, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
