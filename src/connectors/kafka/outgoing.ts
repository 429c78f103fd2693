/**
 * Items as the client sends them, and how many of them go at a time.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import type { Outgoing } from "../wire.ts";

/** What goes to Kafka: one record. */
export interface KafkaItem {
  /** What decides the partition, and what a compacted topic keeps the last record of. */
  readonly key?: string | Uint8Array | undefined;
  /** What the record says. `null` is a record without a value, by which a compacted topic forgets a key. */
  readonly value: string | Uint8Array | null;
  /** What else goes with it. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Its topic, where it is not the one of the sink's args. */
  readonly topic?: string | undefined;
  /** Its partition, whatever the key. */
  readonly partition?: number | undefined;
}

/** A record, and where it goes. */
export interface Addressed {
  /** Its place in the batch. */
  readonly index: number;
  readonly topic: string;
  readonly partition: number;
  readonly key?: Buffer;
  /** Left out, it is a record without a value. */
  readonly value?: Buffer;
  readonly headers: Map<Buffer, Buffer>;
}

/** What a record takes besides its key, its value and its headers, in bytes, at most. */
const OVERHEAD = 48;
/** How many bytes go to all partitions together at a time, at most, in parts of `batchBytes`. */
const PARTS = 8;

/** The key of an item, which may decide its partition. */
export function keyOf({ key }: KafkaItem): Buffer | undefined {
  return key === undefined ? undefined : bytes(key);
}

/**
 * An item as bytes, with the header that tells its origin.
 *
 * @param originHeader the name of that header; where there is none, nothing tells it
 */
export function addressed(
  { item, origin }: Outgoing<KafkaItem>,
  place: Pick<Addressed, "index" | "topic" | "partition">,
  key: Buffer | undefined,
  originHeader: Buffer | undefined,
): Addressed {
  const { index, topic, partition } = place;
  const headers = new Map<Buffer, Buffer>();
  if (item.headers !== undefined) {
    for (const [name, value] of Object.entries(item.headers)) {
      headers.set(Buffer.from(name), Buffer.from(value));
    }
  }
  if (originHeader !== undefined) headers.set(originHeader, Buffer.from(origin));
  const record: { -readonly [K in keyof Addressed]: Addressed[K] } = {
    index,
    topic,
    partition,
    headers,
  };
  if (key !== undefined) record.key = key;
  if (item.value !== null) record.value = bytes(item.value);
  return record;
}

function bytes(content: string | Uint8Array): Buffer {
  return typeof content === "string"
    ? Buffer.from(content)
    : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

/** Records in their order, in rounds: of each, no partition gets more than `batchBytes`, unless a single record is larger. */
export function* rounds(records: readonly Addressed[], batchBytes: number): Generator<Addressed[]> {
  let round: Addressed[] = [];
  let all = 0;
  const sizes = new Map<string, number>();
  for (const record of records) {
    const size = sizeOf(record);
    const name = `${record.topic}/${record.partition}`;
    const before = sizes.get(name) ?? 0;
    if (round.length > 0 && (before + size > batchBytes || all + size > PARTS * batchBytes)) {
      yield round;
      round = [];
      all = 0;
      sizes.clear();
    }
    round.push(record);
    all += size;
    sizes.set(name, (sizes.get(name) ?? 0) + size);
  }
  if (round.length > 0) yield round;
}

function sizeOf({ key, value, headers }: Addressed): number {
  let size = OVERHEAD + (key?.length ?? 0) + (value?.length ?? 0);
  for (const [name, content] of headers) size += name.length + content.length + 10;
  return size;
}
