/**
 * A partition that this member of the group has been given, from then until it is taken away.
 *
 * @module
 */

import type { Pulled } from "../wire.ts";

/** What a message of Kafka is settled by. */
export interface KafkaPosition {
  readonly partition: Partition;
  readonly offset: bigint;
  /** The epoch of the leader that had it, which the broker wants to know with the offset. */
  readonly leaderEpoch: number;
}

/** One partition, for as long as it is this member's. Given again, it is another one. */
export class Partition {
  /** What the partition is called in origins and in logs: `orders/3`. */
  readonly name: string;
  /** From which offset on it is asked for next. */
  next: bigint;
  /** Up to which offset, that one not included, the group's position is committed by this member. */
  settled: bigint;
  /** The offset behind the last record, as far as it is known. */
  end = 0n;
  /** Read and not pulled yet. */
  waiting: Pulled<KafkaPosition>[] = [];
  /** Whether its messages may be pulled. Not so once it is about to be taken away. */
  pulls = true;
  /** Whether its messages may be settled. Not so once it is taken away. */
  settles = true;

  constructor(readonly topic: string, readonly index: number, from: bigint) {
    this.name = `${topic}/${index}`;
    this.next = this.settled = from;
  }

  /** How many records there are that were not pulled yet. */
  get lag(): number {
    const from = this.waiting[0]?.position.offset ?? this.next;
    return this.end > from ? Number(this.end - from) : 0;
  }

  /** From now on nothing of it is pulled, and what was read and not pulled is left to whoever has it next. */
  leave(): void {
    this.pulls = false;
    this.waiting = [];
  }

  /** It is somebody else's. */
  takenAway(): void {
    this.leave();
    this.settles = false;
  }
}
