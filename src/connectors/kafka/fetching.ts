/**
 * Asks the brokers for the records of the partitions that this member has: one question to each broker at a time, and only when nothing
 * is waiting of those that it leads. So what was read and not pulled is never more than one answer of each broker.
 *
 * @module
 */

import type { ConnectionPool, Consumer } from "npm:@platformatic/kafka@2.12.1";
import type { WireWorld } from "../wire.ts";
import { answered } from "./answered.ts";
import type { Partition } from "./partition.ts";
import { type FetchResponse, readRecords } from "./records.ts";
import { answers, trouble } from "./trouble.ts";
import type { KafkaConnectionArgs } from "./connection.ts";

/** How long a broker holds back an answer when it has nothing, in milliseconds. */
const HELD_MS = 500;
/** How long brokers may fail, as in the election of a leader, before the wire is closed, in milliseconds. */
const PATIENCE_MS = 3_000;
const PAUSE_MS = 200;

/** What fetching needs from the wire. */
export interface FetchingOptions {
  readonly consumer: Consumer;
  /** Connections of its own: a broker answers the questions of one connection one after the other, and these are held back. */
  readonly pool: ConnectionPool;
  readonly args: KafkaConnectionArgs & { readonly fetchBytes: number; readonly isolation: string };
  readonly topics: readonly string[];
  readonly world: WireWorld;
  /** Aborted when the wire closes. */
  readonly closing: AbortSignal;
  /** The partitions that this member has. */
  partitions(): readonly Partition[];
  /** The offset to go on from when the one that was asked for is no longer there, or not yet. */
  outOfRange(partitions: readonly Partition[]): Promise<void>;
  /** Something has come, or may be asked for. */
  news(): void;
  /** It cannot go on. */
  failed(error: Error): void;
}

/** The questions that are under way. */
export class Fetching {
  readonly #options: FetchingOptions;
  readonly #asked = new Map<number, Promise<void>>();
  /** Whether it is being found out whom to ask. */
  #isAsking = false;
  #round: Promise<void> | undefined;
  /** How many partitions each topic had at first. */
  readonly #counts = new Map<string, number>();
  #failingSince: number | undefined;
  /** Whether others may lead than those who are known to. */
  #isStale = false;

  constructor(options: FetchingOptions) {
    this.#options = options;
  }

  /** Asks each broker that is not asked, and leads only partitions of which nothing is waiting. */
  ask(): void {
    if (this.#isAsking || this.#options.closing.aborted) return;
    if (!this.#ours().some((one) => one.waiting.length === 0)) return;
    this.#isAsking = true;
    const begun = this.#options.world.now();
    this.#round = this.#begin().catch(async (error) => {
      await this.#trouble(error, begun, []);
      // Whoever waits is to ask again, which is possible from here on.
      this.#isAsking = false;
      this.#options.news();
    });
  }

  /** Resolves when nothing is under way. */
  async ended(): Promise<void> {
    await this.#round;
    await Promise.all(this.#asked.values());
  }

  #ours(): Partition[] {
    return this.#options.partitions().filter((one) => one.pulls);
  }

  async #begin(): Promise<void> {
    const { consumer, topics, world, closing } = this.#options;
    const asked = consumer.metadata({ topics: [...topics], forceUpdate: this.#isStale });
    const cluster = await answered(asked, world, closing);
    this.#isStale = false;
    // In one go with what follows: an answer that comes from here on finds that it may ask again.
    this.#isAsking = false;
    for (const topic of topics) {
      this.#count(topic, cluster.topics.get(topic)?.partitionsCount ?? 0);
    }
    const byBroker = Map.groupBy(
      this.#ours(),
      (one) => cluster.topics.get(one.topic)?.partitions[one.index]?.leader ?? -1,
    );
    for (const [broker, partitions] of byBroker) {
      // Of all that a broker leads or of none: it would hold back the answer until those that are asked for have something.
      if (this.#asked.has(broker) || partitions.some((one) => one.waiting.length > 0)) continue;
      const ids = new Map(
        partitions.map((p) => [p.topic, cluster.topics.get(p.topic)?.id ?? ""]),
      );
      const begun = world.now();
      const question = this.#question(broker, partitions, ids)
        .catch((error) => this.#trouble(error, begun, partitions))
        .finally(() => {
          this.#asked.delete(broker);
          this.#options.news();
        });
      this.#asked.set(broker, question);
    }
  }

  /** A topic that has got more partitions is shared out anew by joining the group again, which a new wire does. */
  #count(topic: string, count: number): void {
    const before = this.#counts.get(topic) ?? count;
    this.#counts.set(topic, before);
    if (count === before) return;
    this.#options.failed(
      new Error(
        `Topic ${topic} has ${count} partitions and had ${before}: joining its group again`,
      ),
    );
  }

  async #question(
    broker: number,
    partitions: readonly Partition[],
    ids: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { consumer, pool, args } = this.#options;
    const answer = await consumer.fetch({
      node: broker,
      connectionPool: pool,
      maxWaitTime: HELD_MS,
      minBytes: 1,
      maxBytes: args.fetchBytes,
      isolationLevel: args.isolation === "committed" ? 1 : 0,
      topics: partitions.map((one) => ({
        topicId: ids.get(one.topic) ?? "",
        partitions: [{
          partition: one.index,
          fetchOffset: one.next,
          partitionMaxBytes: args.fetchBytes,
          currentLeaderEpoch: -1,
          lastFetchedEpoch: -1,
        }],
      })),
    });
    this.#failingSince = undefined;
    this.#read(answer, partitions, ids);
  }

  #read(
    answer: FetchResponse,
    partitions: readonly Partition[],
    ids: ReadonlyMap<string, string>,
  ): void {
    for (const topic of answer.responses) {
      for (const part of topic.partitions) {
        // Taken away meanwhile, it is not read; given again, it is another one, which was not asked for.
        const partition = partitions.find((one) =>
          one.pulls && one.index === part.partitionIndex && ids.get(one.topic) === topic.topicId
        );
        if (partition !== undefined) readRecords(partition, part);
      }
    }
  }

  /** What was asked for has failed. One that was not answered for long has been failing since it was asked for. */
  async #trouble(
    error: unknown,
    begun: number,
    partitions: readonly Partition[],
  ): Promise<void> {
    const { world, closing } = this.#options;
    if (closing.aborted) return;
    try {
      if (answers(error, "OFFSET_OUT_OF_RANGE")) {
        return await this.#options.outOfRange(partitions.filter((one) => one.pulls));
      }
    } catch (inner) {
      return this.#options.failed(trouble("find where to go on", this.#options.args, inner));
    }
    const told = trouble("read", this.#options.args, error);
    this.#failingSince ??= begun;
    if (
      told.name === "MisconfiguredError" || world.now() - this.#failingSince >= PATIENCE_MS
    ) {
      return this.#options.failed(told);
    }
    this.#isStale = true;
    await world.pause(PAUSE_MS, closing);
  }
}
