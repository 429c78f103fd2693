/**
 * The two ends of the endurance run with Kafka, looked at from outside of the graph: the topic that is read, and the table that is written.
 *
 * @module
 */
import { Admin } from "@platformatic/kafka";
import type { KafkaServer } from "../servers/kafka.ts";
import type { PostgresServer } from "../servers/postgres.ts";
import { priceOf } from "./kafka_actors.ts";

export const TOPIC = "orders";
export const GROUP = "endurance";
export const TABLE = "receipts";
const PARTITIONS = 4;

/** How soon the broker takes a killed process for dead. */
export const SESSION_MS = 2_000;

/** How many orders are written at a time. */
const BATCH = 5_000;

/** Topic and table. */
export class KafkaEnds implements AsyncDisposable {
  readonly #kafka: KafkaServer;
  readonly #database: ReturnType<PostgresServer["client"]>;

  private constructor(kafka: KafkaServer, postgres: PostgresServer) {
    this.#kafka = kafka;
    this.#database = postgres.client();
  }

  static async open(kafka: KafkaServer, postgres: PostgresServer): Promise<KafkaEnds> {
    const ends = new KafkaEnds(kafka, postgres);
    await kafka.topic(TOPIC, PARTITIONS);
    await ends.#database.sql.unsafe(
      `CREATE TABLE ${TABLE} (origin text PRIMARY KEY, id int NOT NULL, cents int NOT NULL)`,
    );
    return ends;
  }

  /** Puts so many orders into the topic. */
  async write(count: number): Promise<void> {
    for (let from = 0; from < count; from += BATCH) {
      const ids = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => from + i);
      await this.#kafka.write(
        ids.map((id) => ({
          topic: TOPIC,
          partition: id % PARTITIONS,
          value: JSON.stringify({ id }),
        })),
      );
    }
  }

  /** How many receipts there are. */
  async count(): Promise<number> {
    const [row] = await this.#database.sql.unsafe(`SELECT count(*)::int AS n FROM ${TABLE}`);
    return row!.n;
  }

  /** How many orders the group has settled. */
  async settled(): Promise<number> {
    const admin = new Admin({ clientId: "account", bootstrapBrokers: [this.#kafka.servers] });
    try {
      const groups = await admin.listConsumerGroupOffsets({ groups: [GROUP] });
      const offsets = groups.flatMap(({ topics }) =>
        topics.flatMap(({ partitions }) => partitions)
      );
      return offsets.reduce((sum, { committedOffset }) => sum + Number(committedOffset), 0);
    } finally {
      await admin.close();
    }
  }

  /** What is wrong with the table, of so many orders. */
  async account(count: number): Promise<string[]> {
    const rows = await this.#database.sql.unsafe(`SELECT id, cents FROM ${TABLE}`);
    const times = new Map<number, number>();
    const faults: string[] = [];
    for (const { id, cents } of rows) {
      times.set(id, (times.get(id) ?? 0) + 1);
      if (cents !== priceOf(id)) faults.push(`the receipt of order ${id} says ${cents}`);
    }
    for (let id = 0; id < count; id++) {
      const n = times.get(id) ?? 0;
      if (n !== 1) faults.push(`order ${id} has ${n} receipts`);
    }
    if (times.size > count) faults.push(`${times.size - count} receipts are of no order`);
    return faults;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database[Symbol.asyncDispose]();
  }
}
