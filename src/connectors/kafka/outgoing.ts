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

/** A record before it is known where it goes. */
export interface Encoded {
  /** Its place in the batch. */
  readonly index: number;
  readonly topic: string;
  readonly key?: Buffer;
  /** Left out, it is a record without a value. */
  readonly value?: Buffer;
  readonly headers: Map<Buffer, Buffer>;
}

/** A record, and the partition that it goes to. */
export type Addressed = Encoded & { readonly partition: number };

/** What a record takes besides its key, its value and its headers, in bytes, at most. */
const OVERHEAD = 48;
/** How many bytes go to all partitions together at a time, at most, in parts of `batchBytes`. */
const PARTS = 8;

/** An item as bytes, with the header that tells its origin. */
export function encoded(
  { item, origin }: Outgoing<KafkaItem>,
  index: number,
  topic: string,
  originHeader: string,
): Encoded {
  const headers = Object.entries(item.headers ?? {});
  if (originHeader !== "") headers.push([originHeader, origin]);
  return {
    index,
    topic,
    ...(item.key === undefined ? {} : { key: bytes(item.key) }),
    ...(item.value === null ? {} : { value: bytes(item.value) }),
    headers: new Map(headers.map(([name, value]) => [Buffer.from(name), Buffer.from(value)])),
  };
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
