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
  /** Its topic and partition: what a request has in one part. */
  readonly place: string;
  /** What it takes in a request, about. */
  readonly bytes: number;
  readonly key?: Buffer;
  /** Left out, it is a record without a value. */
  readonly value?: Buffer;
  readonly headers: Map<Buffer, Buffer>;
}

/** What a record takes besides its key, its value and its headers, in bytes, at most. */
const OVERHEAD = 48;
/** What a header takes besides its name and its value. */
const HEADER_OVERHEAD = 10;
/** How many bytes go to all partitions together at a time, at most, in parts of `batchBytes`. */
const PARTS = 8;

/** The key of an item, which may decide its partition. */
export function keyOf({ key }: KafkaItem): Buffer | undefined {
  return key === undefined ? undefined : bytesOf(key);
}

/**
 * An item as bytes, with the header that tells its origin.
 *
 * @param originHeader the name of that header; where there is none, nothing tells it
 */
export function addressed(
  { item, origin }: Outgoing<KafkaItem>,
  where: Pick<Addressed, "index" | "topic" | "partition" | "place">,
  key: Buffer | undefined,
  originHeader: Buffer | undefined,
): Addressed {
  const { index, topic, partition, place } = where;
  const value = item.value === null ? undefined : bytesOf(item.value);
  let bytes = OVERHEAD + (key?.length ?? 0) + (value?.length ?? 0);
  const headers = new Map<Buffer, Buffer>();
  const put = (name: Buffer, content: string) => {
    const value = Buffer.from(content);
    headers.set(name, value);
    bytes += name.length + value.length + HEADER_OVERHEAD;
  };
  if (item.headers !== undefined) {
    for (const [name, content] of Object.entries(item.headers)) put(Buffer.from(name), content);
  }
  if (originHeader !== undefined) put(originHeader, origin);
  const record: { -readonly [K in keyof Addressed]: Addressed[K] } = {
    index,
    topic,
    partition,
    place,
    bytes,
    headers,
  };
  if (key !== undefined) record.key = key;
  if (value !== undefined) record.value = value;
  return record;
}

function bytesOf(content: string | Uint8Array): Buffer {
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
    const { bytes, place } = record;
    const before = sizes.get(place) ?? 0;
    if (round.length > 0 && (before + bytes > batchBytes || all + bytes > PARTS * batchBytes)) {
      yield round;
      round = [];
      all = 0;
      sizes.clear();
    }
    round.push(record);
    all += bytes;
    sizes.set(place, (sizes.get(place) ?? 0) + bytes);
  }
  if (round.length > 0) yield round;
}
