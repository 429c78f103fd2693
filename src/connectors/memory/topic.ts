import type { RawMessage } from "../wire.ts";
import { MemoryGroup } from "./group.ts";
import type { MemoryRecord, Partitions } from "./record.ts";

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

/** A topic of a broker in memory: partitions that only grow, and groups that read them. */
export class MemoryTopic implements Partitions {
  /** What it is called. */
  readonly name: string;
  readonly #partitions: MemoryRecord[][];
  readonly #groups = new Map<string, MemoryGroup>();
  readonly #byOrigin = new Map<string, MemoryRecord>();
  readonly #conflicts = new Set<string>();
  #repeats = 0;
  #next = 0;

  /** Makes one that is empty. */
  constructor(name: string, partitions: number) {
    this.name = name;
    this.#partitions = Array.from({ length: partitions }, () => []);
  }

  /** How many partitions it has. */
  get partitions(): number {
    return this.#partitions.length;
  }

  /** All that it has, partition by partition, each in order. */
  get records(): readonly MemoryRecord[] {
    return this.#partitions.flat();
  }

  /** How often something was put that it had already; harmless. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Origins by which different things were put: all but the first of each are lost, as with any service that knows them by these. */
  get conflicts(): readonly string[] {
    return [...this.#conflicts];
  }

  /** How many messages a partition has. */
  end(partition: number): number {
    return this.#partition(partition).length;
  }

  /** The message of that number. */
  record(partition: number, offset: number): MemoryRecord {
    return this.#partition(partition)[offset] as MemoryRecord;
  }

  /** Adds a message. Returns `false` if it had one of that origin already. */
  add({ raw, origin, item, ...where }: MemoryAddition): boolean {
    const known = origin === undefined ? undefined : this.#byOrigin.get(origin);
    if (known !== undefined) {
      this.#repeats++;
      if (!isSame(known.raw.bytes, raw.bytes)) this.#conflicts.add(known.origin as string);
      return false;
    }
    const partition = where.partition ?? this.#partitionOf(raw.key);
    const records = this.#partition(partition);
    const record = { partition, offset: records.length, raw, origin, item };
    records.push(record);
    if (origin !== undefined) this.#byOrigin.set(origin, record);
    for (const group of this.#groups.values()) group.onAdded(partition);
    return true;
  }

  /** The group of that name; made when it is first asked for. */
  group(name: string): MemoryGroup {
    let group = this.#groups.get(name);
    if (group === undefined) this.#groups.set(name, group = new MemoryGroup(this));
    return group;
  }

  /** All groups that there are. */
  get groups(): readonly MemoryGroup[] {
    return [...this.#groups.values()];
  }

  #partition(partition: number): MemoryRecord[] {
    const records = this.#partitions[partition];
    if (records !== undefined) return records;
    throw new RangeError(
      `Cannot find partition ${partition} of topic "${this.name}": give one from 0 to ${
        this.partitions - 1
      }`,
    );
  }

  #partitionOf(key: string | undefined): number {
    if (key === undefined) return this.#next++ % this.partitions;
    let hash = 0;
    for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) >>> 0;
    return hash % this.partitions;
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
