import type { RawMessage } from "../wire.ts";

/** A message that a topic has. */
export interface MemoryRecord {
  /** In which of the topic's partitions, from 0 on. */
  readonly partition: number;
  /** Which of the partition's messages it is, from 0 on. */
  readonly offset: number;
  /** What was published. */
  readonly raw: RawMessage;
  /** What it is known by, where a sink has put it. */
  readonly origin: string | undefined;
  /** What a sink has put, as it was given to the wire. */
  readonly item: unknown;
}

/** Where a message stands, and since when its member has the partition. */
export interface MemoryPosition {
  /** Of the topic, from 0 on. */
  readonly partition: number;
  /** Of the partition, from 0 on. */
  readonly offset: number;
  /** Which giving away of a partition it was handed over after. */
  readonly epoch: number;
}

/** What members and groups of a topic read. */
export interface Partitions {
  /** How many there are. */
  readonly partitions: number;
  /** How many messages one has. */
  end(partition: number): number;
  /** The message of that number. */
  record(partition: number, offset: number): MemoryRecord;
}

/** What is added to a topic. */
export interface MemoryAddition {
  /** What is published. */
  readonly raw: RawMessage;
  /** In which partition; where it is left out, that of its key, or the next one where it has none. */
  readonly partition?: number | undefined;
  /** What it is known by: a topic has one message of an origin. */
  readonly origin?: string;
  /** What a sink puts. */
  readonly item?: unknown;
}
