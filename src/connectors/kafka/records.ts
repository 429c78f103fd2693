/**
 * The records of an answer as messages, without those of transactions that were aborted.
 *
 * @module
 */

import type { Consumer, KafkaRecord, RecordsBatch } from "npm:@platformatic/kafka@2.12.1";
import type { Pulled, RawMessage } from "../wire.ts";
import type { KafkaPosition, Partition } from "./partition.ts";

/** What a broker answers to a question for records. */
export type FetchResponse = Awaited<ReturnType<Consumer["fetch"]>>;
/** What it answers of one partition. */
type FetchResponsePartition = FetchResponse["responses"][number]["partitions"][number];

/** Bits of a batch's attributes. */
const STAMPED_BY_BROKER = 1 << 3;
const TRANSACTIONAL = 1 << 4;
const CONTROL = 1 << 5;
/** The type of a control record that ends a transaction by aborting it. */
const ABORT = 0;

const TEXT = new TextDecoder();

/**
 * Appends to a partition what an answer has of it, and moves on the offset that is asked for next.
 *
 * An aborted transaction may begin in one answer and end in another, and a producer may have aborted several: a broker says with each
 * answer which ones those are that reach into it, and from each one's first offset on, the producer's records are left out until its
 * marker.
 */
export function readRecords(partition: Partition, answer: FetchResponsePartition): void {
  const aborted = [...(answer.abortedTransactions ?? [])]
    .sort((a, b) => a.firstOffset < b.firstOffset ? -1 : 1);
  const aborting = new Set<bigint>();
  const from = partition.next;
  for (const batch of answer.records ?? []) {
    const last = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    for (let next = aborted[0]; next !== undefined && next.firstOffset <= last; next = aborted[0]) {
      aborting.add(next.producerId);
      aborted.shift();
    }
    if (last >= partition.next) partition.next = last + 1n;
    if ((batch.attributes & CONTROL) !== 0) {
      if (isAbort(batch)) aborting.delete(batch.producerId);
      continue;
    }
    if ((batch.attributes & TRANSACTIONAL) !== 0 && aborting.has(batch.producerId)) continue;
    for (const record of batch.records) {
      const offset = batch.firstOffset + BigInt(record.offsetDelta);
      // A batch is answered whole, from its first record on, wherever in it the asked offset is.
      if (offset >= from) partition.waiting.push(pulled(partition, batch, record, offset));
    }
  }
}

function isAbort(batch: RecordsBatch): boolean {
  const key = batch.records[0]?.key;
  return key !== undefined && key !== null && key.length >= 4 && key.readInt16BE(2) === ABORT;
}

function pulled(
  partition: Partition,
  batch: RecordsBatch,
  record: KafkaRecord,
  offset: bigint,
): Pulled<KafkaPosition> {
  return {
    origin: `${partition.name}/${offset}`,
    partition: partition.name,
    position: { partition, offset, leaderEpoch: batch.partitionLeaderEpoch },
    raw: raw(partition.topic, batch, record),
  };
}

function raw(topic: string, batch: RecordsBatch, record: KafkaRecord): RawMessage {
  const stampedByBroker = (batch.attributes & STAMPED_BY_BROKER) !== 0;
  const at = stampedByBroker ? batch.maxTimestamp : batch.firstTimestamp + record.timestampDelta;
  return {
    // Copied, because the record is a view into an answer of a megabyte, which a letter would carry along.
    bytes: record.value ? new Uint8Array(record.value) : new Uint8Array(),
    subject: topic,
    ...(record.key ? { key: TEXT.decode(record.key) } : {}),
    ...(record.headers.length === 0 ? {} : { headers: headers(record) }),
    at: Number(at),
  };
}

function headers(record: KafkaRecord): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [name, value] of record.headers) {
    entries.push([TEXT.decode(name ?? undefined), TEXT.decode(value ?? undefined)]);
  }
  return Object.fromEntries(entries);
}
