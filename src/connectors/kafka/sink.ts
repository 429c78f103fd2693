/**
 * Writes to topics of Kafka.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Producer } from "npm:@platformatic/kafka@2.12.1";
import type { Outgoing, PutOutcome, SinkWire, SinkWireKind, WireOpening } from "../wire.ts";
import { type KafkaClient, leaveCluster } from "./closing.ts";
import { connectionOptions, shown, topicFault } from "./connection.ts";
import { type Addressed, addressed, type KafkaItem, keyOf, rounds } from "./outgoing.ts";
import { formFault, isContent, type ItemForm } from "../item_form.ts";
import { COMPRESSIONS, type KafkaSinkArgs, SINK_ARGS, sinkFaults } from "./sink_args.ts";
import { isTopicMissing, missingTopic, refusal, trouble } from "./trouble.ts";

/** How long a broker has to answer, in milliseconds. A broker that stands still for less is waited for, and nothing is put twice. */
const ANSWER_MS = 10_000;
/**
 * After which pause, in milliseconds, the same producer puts the same again, which the broker knows and takes once: for as long as the sink
 * has time for it, so a broker that is not there for less than that leaves nothing doubled.
 */
const RETRY_MS = 250;
const RETRIES = Number.MAX_SAFE_INTEGER;
/** How often it is looked for a topic before it is said that there is none: a broker that has just begun may not know all. */
const RETRIES_OF_LOOK = 4;

/**
 * Writes items to Kafka, with an idempotent producer, and waits until all replicas that are in sync have them.
 *
 * - Order: that of the batch, for each partition.
 * - A key decides the partition as it does for the clients of Kafka itself. Without key and partition, a batch goes to one partition,
 *   the next batch to the next.
 * - Duplicates: what a producer repeats by itself is written once. What is put again by a new wire, after a lost connection or by the next
 *   process, is written again, since brokers do not know records by their origin. Each record tells its origin in the header
 *   `steady-origin`: a reader that keeps the origins it has had sees each once.
 * - What is too large for its topic, or goes to a topic or a partition that there is not, is dead.
 *
 * A sink that writes to the topic `invoices`:
 * ```ts
 * import { json } from "@steady-state/deno/actor";
 * import { defineSink } from "@steady-state/deno/connectors";
 * import { kafkaSink } from "@steady-state/deno/connectors/kafka";
 * import { assertEquals } from "@std/assert";
 *
 * export const invoices = defineSink(import.meta, "invoices", {
 *   wire: kafkaSink,
 *   kind: json<{ id: number }>(),
 *   encode: ({ message }) => ({ key: `${message.id}`, value: JSON.stringify(message) }),
 *   args: { servers: "127.0.0.1:9092", topic: "invoices" },
 * });
 * assertEquals(invoices.args.originHeader, "steady-origin");
 * ```
 */
export const kafkaSink: SinkWireKind<KafkaItem, KafkaSinkArgs> = {
  name: "kafka",
  args: SINK_ARGS,
  faults: sinkFaults,
  itemFault: (item) => formFault(KAFKA_ITEM, item),
  async create(args) {
    return new KafkaSink(await import("npm:@platformatic/kafka@2.12.1"), args);
  },
};

const KAFKA_ITEM: ItemForm = {
  takes: "an object whose value is a text, bytes or null",
  object: ({ value }) => value === null || isContent(value),
};

/** What a put knows of a topic. */
interface TopicPlaces {
  readonly count: number;
  /** See {@link Addressed.place}, by partition. */
  readonly places: string[];
}

class KafkaSink implements SinkWire<KafkaItem> {
  readonly #client: KafkaClient;
  readonly #args: KafkaSinkArgs;
  readonly #originHeader: Buffer | undefined;
  #opening: WireOpening | undefined;
  #producer: Producer | undefined;
  /** What the client is asked for and has not ended yet. */
  readonly #asked = new Set<Promise<void>>();
  /** The partition that the next batch without keys goes to. */
  #turn = 0;

  constructor(client: KafkaClient, args: KafkaSinkArgs) {
    this.#client = client;
    this.#args = args;
    const { originHeader } = args;
    this.#originHeader = originHeader === "" ? undefined : Buffer.from(originHeader);
  }

  async open(opening: WireOpening): Promise<void> {
    this.#opening = opening;
    const args = this.#args;
    this.#turn = Math.floor(opening.world.random() * 2 ** 16);
    const compression = COMPRESSIONS.find((one) => one === args.compression) ?? "none";
    const producer = this.#producer = new this.#client.Producer({
      ...await connectionOptions(args),
      idempotent: true,
      compression,
      requestTimeout: ANSWER_MS,
      retries: RETRIES,
      retryDelay: RETRY_MS,
    });
    const topics = args.topic === "" ? [] : [args.topic];
    try {
      await this.#abortable(opening.signal, producer.metadata({ topics, retries: 0 }));
    } catch (error) {
      if (isTopicMissing(error)) throw missingTopic("write", args, args.topic);
      throw trouble("write", args, error);
    }
  }

  async put(
    batch: readonly Outgoing<KafkaItem>[],
    signal: AbortSignal,
  ): Promise<readonly PutOutcome[]> {
    const outcomes = new Array<PutOutcome>(batch.length).fill("done");
    const records: Addressed[] = [];
    const topics = new Map<string, TopicPlaces>();
    this.#turn++;
    for (const [index, outgoing] of batch.entries()) {
      const { item } = outgoing;
      const topic = item.topic ?? this.#args.topic;
      let partitions = topics.get(topic);
      if (partitions === undefined) {
        partitions = { count: await this.#partitions(topic, signal), places: [] };
        topics.set(topic, partitions);
      }
      const key = keyOf(item);
      const partition = this.#partition(item, key, partitions.count);
      if (typeof partition === "number") {
        const place = partitions.places[partition] ??= `${topic}/${partition}`;
        const where = { index, topic, partition, place };
        records.push(addressed(outgoing, where, key, this.#originHeader));
      } else outcomes[index] = { dead: `topic ${shown(topic)} ${partition}` };
    }
    for (const round of rounds(records, this.#args.batchBytes)) {
      const parts = Map.groupBy(round, ({ place }) => place).values();
      const sent = await Promise.allSettled(
        [...parts].map((part) => this.#send(part, outcomes, signal)),
      );
      const failed = sent.find((one) => one.status === "rejected");
      if (failed !== undefined) throw failed.reason;
    }
    return outcomes;
  }

  /** The partition that an item goes to, or what is wrong with it. */
  #partition(item: KafkaItem, key: Buffer | undefined, count: number): number | string {
    if (count === 0) return "is not there";
    if (item.partition !== undefined) {
      return Number.isInteger(item.partition) && item.partition >= 0 && item.partition < count
        ? item.partition
        : `has no partition ${item.partition}, only ${count}`;
    }
    if (key === undefined) return this.#turn % count;
    return this.#client.compatibilityPartitioner({ topic: "" }, key) % count;
  }

  /** How many partitions a topic has; none, if it is not there. */
  async #partitions(topic: string, signal: AbortSignal): Promise<number> {
    if (topicFault("topic", topic) !== undefined) return 0;
    for (;;) {
      try {
        const asked = this.#producer!.metadata({ topics: [topic], retries: RETRIES_OF_LOOK });
        const cluster = await this.#abortable(signal, asked);
        return cluster.topics.get(topic)?.partitionsCount ?? 0;
      } catch (error) {
        const told = trouble("write", this.#args, error);
        if (isTopicMissing(error)) {
          if (topic === this.#args.topic) throw missingTopic("write", this.#args, topic);
          return 0;
        }
        if (signal.aborted || told.name === "MisconfiguredError") throw told;
      }
    }
  }

  /**
   * Sends what goes to one partition, and what the broker refuses as too large again in halves. One partition at a time, since the client
   * sends what it has put together always to one broker, however often, and leaders of several may part meanwhile.
   */
  async #send(
    part: readonly Addressed[],
    outcomes: PutOutcome[],
    signal: AbortSignal,
  ): Promise<void> {
    try {
      await this.#abortable(signal, this.#producer!.send({ messages: [...part] }));
    } catch (error) {
      const refused = refusal(error);
      if (refused === undefined) throw trouble("write", this.#args, error);
      if (part.length > 1) {
        const middle = Math.ceil(part.length / 2);
        await this.#send(part.slice(0, middle), outcomes, signal);
        await this.#send(part.slice(middle), outcomes, signal);
      } else outcomes[part[0]!.index] = { dead: `the broker refuses it: ${refused}` };
    }
  }

  async #abortable<T>(signal: AbortSignal, awaited: Promise<T>): Promise<T> {
    const ended = awaited.then(() => {}, () => {}).finally(() => this.#asked.delete(ended));
    this.#asked.add(ended);
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

  async close(): Promise<void> {
    if (this.#producer === undefined || this.#opening === undefined) return;
    await leaveCluster(this.#producer, [], this.#opening.world);
    await Promise.all(this.#asked);
  }
}
