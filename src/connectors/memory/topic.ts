import { LocalGroup } from "./group.ts";
import type { MemoryTopic } from "./memory_broker.ts";
import type { MemoryAddition, MemoryRecord, Partitions } from "./record.ts";

/** As {@link MemoryTopic} says. */
export class LocalTopic implements MemoryTopic, Partitions {
  readonly name: string;
  readonly #partitions: MemoryRecord[][];
  readonly #groups = new Map<string, LocalGroup>();
  readonly #byOrigin = new Map<string, MemoryRecord>();
  readonly #conflicts = new Set<string>();
  #repeats = 0;
  #next = 0;

  /** Makes one that is empty. */
  constructor(name: string, partitions: number) {
    this.name = name;
    this.#partitions = Array.from({ length: partitions }, () => []);
  }

  get partitions(): number {
    return this.#partitions.length;
  }

  get records(): readonly MemoryRecord[] {
    return this.#partitions.flat();
  }

  get repeats(): number {
    return this.#repeats;
  }

  get conflicts(): readonly string[] {
    return [...this.#conflicts];
  }

  end(partition: number): number {
    return this.#partition(partition).length;
  }

  record(partition: number, offset: number): MemoryRecord {
    return this.#partition(partition)[offset] as MemoryRecord;
  }

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

  group(name: string): LocalGroup {
    let group = this.#groups.get(name);
    if (group === undefined) this.#groups.set(name, group = new LocalGroup(this));
    return group;
  }

  /** All groups that there are. */
  get groups(): readonly LocalGroup[] {
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
