import type { MemoryPosition, MemoryRecord, Partitions } from "./record.ts";

/** A partition that a member has. */
interface Holding {
  /** The number of the next message that he is handed. */
  next: number;
  readonly epoch: number;
}

/** A message that a member is handed. */
export interface HandedRecord {
  /** It. */
  readonly record: MemoryRecord;
  /** What it is settled by. */
  readonly position: MemoryPosition;
}

/** A member of a group: what he may read, and how far he has. */
export class GroupMember {
  readonly #topic: Partitions;
  readonly #holdings = new Map<number, Holding>();
  readonly #asked = new Set<number>();
  readonly #sleepers = new Set<() => void>();
  /** Where he looks first the next time. */
  #turn = 0;
  #isOut = false;
  /** Beats that he has missed. */
  missed = 0;

  /** Makes one who has no partition yet. */
  constructor(topic: Partitions) {
    this.#topic = topic;
  }

  /** Whether he is no member any more. */
  get isOut(): boolean {
    return this.#isOut;
  }

  /** Partitions that he is asked to give up, each told once. */
  takeAsked(): number[] {
    const asked = [...this.#asked].filter((p) => this.#holdings.has(p));
    this.#asked.clear();
    return asked;
  }

  /** He has this partition from now on. */
  give(partition: number, holding: { readonly next: number; readonly epoch: number }): void {
    this.#holdings.set(partition, { ...holding });
    this.wake();
  }

  /** He is asked to give a partition up. */
  askFor(partition: number): void {
    this.#asked.add(partition);
    this.wake();
  }

  /** He has it no more. */
  drop(partition: number): void {
    this.#holdings.delete(partition);
  }

  /** He is a member no more, and has nothing. */
  expel(): void {
    this.#isOut = true;
    this.#holdings.clear();
    this.wake();
  }

  /** Since when he has a partition. */
  epochOf(partition: number): number | undefined {
    return this.#holdings.get(partition)?.epoch;
  }

  /** The number of the next message that he is handed. */
  nextOf(partition: number): number {
    return this.#holdings.get(partition)?.next ?? 0;
  }

  /** He is handed what is there from that number on. */
  rewind(partition: number, next: number): void {
    const holding = this.#holdings.get(partition);
    if (holding === undefined || holding.next <= next) return;
    holding.next = next;
    this.wake();
  }

  /**
   * Hands him up to `max` messages, of each partition in order, and of one after the other in turn.
   *
   * @param choose Which of so many partitions is next; one after the other in turn if it is not given.
   */
  take(
    max: number,
    isBarred: (partition: number) => boolean,
    choose?: (many: number) => number,
  ): HandedRecord[] {
    const handed: HandedRecord[] = [];
    while (handed.length < max) {
      const ready = [...this.#holdings].filter(([p, { next }]) =>
        next < this.#topic.end(p) && !isBarred(p)
      );
      if (ready.length === 0) break;
      const chosen = choose?.(ready.length) ?? this.#turn++ % ready.length;
      const [partition, holding] = ready[chosen] as (typeof ready)[number];
      const offset = holding.next++;
      handed.push({
        record: this.#topic.record(partition, offset),
        position: { partition, offset, epoch: holding.epoch },
      });
    }
    return handed;
  }

  /** Whoever sleeps for this member looks again. */
  wake(): void {
    const sleepers = [...this.#sleepers];
    this.#sleepers.clear();
    for (const wakeUp of sleepers) wakeUp();
  }

  /** Resolves when there is something new for him, or `signal` is aborted. */
  news(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        this.#sleepers.delete(end);
        signal.removeEventListener("abort", end);
        resolve();
      };
      this.#sleepers.add(end);
      signal.addEventListener("abort", end);
    });
  }
}
