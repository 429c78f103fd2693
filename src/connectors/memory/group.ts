import { GroupMember } from "./member.ts";
import type { MemoryGroup } from "./memory_broker.ts";
import type { MemoryPosition, MemoryRecord, Partitions } from "./record.ts";

/** Beats that a member may miss before it is taken for dead. */
const MOST_MISSED = 4;

/** As {@link MemoryGroup} says. A partition is given to somebody else once its member has given it up, has left, or is taken for dead. */
export class LocalGroup implements MemoryGroup {
  readonly #topic: Partitions;
  readonly #settled: number[];
  readonly #members: GroupMember[] = [];
  readonly #owners: (GroupMember | undefined)[];
  /** How often partitions were given to a member. */
  #epoch = 0;
  #shift = 0;

  /** Makes one that has read nothing. */
  constructor(topic: Partitions) {
    this.#topic = topic;
    this.#settled = Array.from({ length: topic.partitions }, () => 0);
    this.#owners = Array.from({ length: topic.partitions }, () => undefined);
  }

  get members(): number {
    return this.#members.length;
  }

  get settled(): number {
    return this.#settled.reduce((sum, n) => sum + n, 0);
  }

  isSettled({ partition, offset }: MemoryRecord): boolean {
    return offset < (this.#settled[partition] as number);
  }

  get lag(): number {
    return this.#settled.reduce((sum, n, p) => sum + this.#topic.end(p) - n, 0);
  }

  /** Somebody joins: some partitions are going to be his. */
  join(): GroupMember {
    const member = new GroupMember(this.#topic);
    this.#members.push(member);
    this.#share();
    return member;
  }

  /** Somebody leaves, or is made to. What he has not settled goes to others. */
  leave(member: GroupMember): void {
    const place = this.#members.indexOf(member);
    if (place < 0) return;
    this.#members.splice(place, 1);
    member.expel();
    for (const [p, owner] of this.#owners.entries()) {
      if (owner === member) this.#owners[p] = undefined;
    }
    this.#share();
  }

  /** All members are cut off, and know it when they next ask. */
  expelAll(): void {
    for (const member of [...this.#members]) this.leave(member);
  }

  rebalance(): void {
    this.#shift++;
    for (const [p, owner] of this.#owners.entries()) owner?.askFor(p);
  }

  /** A member shows that he is alive. Whoever has not for long is taken for dead by it. */
  beat(member: GroupMember): void {
    member.missed = 0;
    const others = this.#members.filter((other) => other !== member);
    for (const other of others) other.missed += 1 / others.length;
    for (const other of others) if (other.missed >= MOST_MISSED) this.leave(other);
  }

  /** A member has given a partition up. */
  gaveUp(member: GroupMember, partition: number): void {
    if (this.#owners[partition] !== member) return;
    member.drop(partition);
    this.#owners[partition] = undefined;
    this.#share();
  }

  /** A message, and all before it in its partition, is done. Nothing happens if the partition is another member's, or was meanwhile. */
  settle(member: GroupMember, { partition, offset, epoch }: MemoryPosition): void {
    if (this.#owners[partition] !== member || member.epochOf(partition) !== epoch) return;
    this.#settled[partition] = Math.max(this.#settled[partition] as number, offset + 1);
  }

  /** What was handed over and is not settled is handed over again; where all is, the last message that is. */
  handOverAgain(): void {
    for (const [p, owner] of this.#owners.entries()) {
      const settled = this.#settled[p] as number;
      owner?.rewind(p, owner.nextOf(p) > settled ? settled : Math.max(0, settled - 1));
    }
  }

  /** There is a new message. */
  onAdded(partition: number): void {
    this.#owners[partition]?.wake();
  }

  /** All members look again. */
  wake(): void {
    for (const member of this.#members) member.wake();
  }

  /** Gives what nobody has to whom it is due, and asks others for what they have and should not. */
  #share(): void {
    const { length } = this.#members;
    if (length === 0) return;
    for (const [p, owner] of this.#owners.entries()) {
      const due = this.#members[(p + this.#shift) % length] as GroupMember;
      if (owner === due) continue;
      if (owner !== undefined) owner.askFor(p);
      else {
        this.#owners[p] = due;
        due.give(p, { next: this.#settled[p] as number, epoch: ++this.#epoch });
      }
    }
  }
}
