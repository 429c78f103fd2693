/**
 * The membership of a group: joining it, being given partitions, and giving them up when the group shares them out anew.
 *
 * The group's protocol is the classic one with the assignor `roundrobin`: whenever a member comes or goes, all members give up all they
 * have and join again. The client waits for a promise before it does so, which is where what was pulled is settled first.
 *
 * @module
 */

import type { Consumer, GroupAssignment } from "npm:@platformatic/kafka@2.12.1";
import type { SourceOpening } from "../wire.ts";
import { answered } from "./answered.ts";
import { Partition } from "./partition.ts";
import type { KafkaSourceArgs } from "./source_args.ts";
import { isCoordinatorMoving, isMembershipOver, trouble } from "./trouble.ts";

/** The offsets that stand for the two ends of a partition. */
const LATEST = -1n;
const EARLIEST = -2n;
/** How often the group may go on to its next generation, or to another broker, while this member joins, before the wire is closed. */
const JOINS = 20;

/** What a membership needs from the wire. */
export interface MembershipOptions {
  readonly consumer: Consumer;
  readonly args: KafkaSourceArgs;
  readonly opening: SourceOpening;
  /** Aborted when the wire closes. */
  readonly closing: AbortSignal;
  /** Partitions have come. */
  news(): void;
  /** It cannot go on. */
  failed(error: Error): void;
}

/** This member of the group. */
export class Membership {
  readonly #options: MembershipOptions;
  #partitions: readonly Partition[] = [];
  /** Whether the group is being shared out anew, in good order: what this member has is its own until it joins again. */
  #asked = false;
  /** One for each time that partitions are given, so that a late answer is known to be of an earlier time. */
  #given = 0;
  #beginning = Promise.resolve();

  constructor(options: MembershipOptions) {
    this.#options = options;
    const { consumer } = options;
    consumer.on("consumer:group:rebalance", () => this.#asked = true);
    consumer.on("consumer:group:join", ({ assignments }) => {
      this.#beginning = this.#begin(assignments ?? []);
    });
    // What the client says of a join that it has begun by itself.
    (consumer as unknown as { on(event: "error", hear: (error: unknown) => void): void })
      .on("error", (error) => void this.#joinAgain(error));
  }

  /** The partitions that this member has. */
  get partitions(): readonly Partition[] {
    return this.#partitions;
  }

  /** Joins the group, and resolves once it is known which partitions this member has, and where it goes on in each. */
  async join(): Promise<void> {
    const { consumer, opening, closing } = this.#options;
    for (let join = 1;; join++) {
      try {
        await consumer.joinGroup({});
        break;
      } catch (error) {
        const again = isMembershipOver(error) || isCoordinatorMoving(error);
        if (!again || join === JOINS || closing.aborted) throw error;
        await opening.world.pause(50 + 150 * opening.world.random(), closing);
      }
    }
    await this.#beginning;
  }

  async #joinAgain(error: unknown): Promise<void> {
    const { args, closing, failed } = this.#options;
    if (closing.aborted) return;
    try {
      if (!isMembershipOver(error)) throw error;
      await this.join();
    } catch (inner) {
      if (!closing.aborted) failed(trouble(`join group ${args.group}`, args, inner));
    }
  }

  /** What the client awaits before it joins, the first time and whenever the group is shared out anew. */
  async giveUp(): Promise<void> {
    const { opening, closing, args } = this.#options;
    const had = this.#partitions;
    const inGoodOrder = this.#asked;
    this.#asked = false;
    this.#given++;
    for (const partition of had) partition.leave();
    const left = new Set(had);
    if (inGoodOrder && had.length > 0) {
      const each = had.map(async (partition) => {
        await opening.giveUp(partition.name);
        left.delete(partition);
      });
      // No heartbeat is sent meanwhile, and a member of which nothing is heard for the time of a session is taken for dead.
      const over = new AbortController();
      const signal = AbortSignal.any([over.signal, closing]);
      await Promise.race([
        Promise.all(each),
        opening.world.pause(args.sessionTimeoutMs / 2, signal),
      ]);
      over.abort();
    }
    for (const partition of had) partition.takenAway();
    for (const partition of left) opening.lost(partition.name);
    this.#partitions = [];
  }

  /** Goes on in partitions that were given, each from where the group's position is, or where it has none, from where it is to start. */
  async #begin(assignments: readonly GroupAssignment[]): Promise<void> {
    const { consumer, args, closing, failed, news } = this.#options;
    const given = ++this.#given;
    try {
      const asked = assignments.filter((one) => one.partitions.length > 0)
        .map(({ topic, partitions }) => ({ topic, partitions: [...partitions] }));
      if (asked.length === 0) return;
      const committed = await this.#answered(consumer.listCommittedOffsets({ topics: asked }));
      const partitions = asked.flatMap(({ topic, partitions }) =>
        partitions.map((index) =>
          new Partition(topic, index, committed.get(topic)?.[index] ?? LATEST)
        )
      );
      await this.#start(partitions.filter((one) => one.next < 0n));
      if (given !== this.#given || closing.aborted) return;
      this.#partitions = partitions;
      news();
    } catch (error) {
      // Shared out anew before it was known where to go on, it is given others.
      if (given !== this.#given || closing.aborted || isMembershipOver(error)) return;
      failed(trouble(`find where group ${args.group} goes on`, args, error));
    }
  }

  /** Begins partitions that the group has no position in, and commits where, so that a member which has them later goes on from there. */
  async #start(partitions: readonly Partition[]): Promise<void> {
    if (partitions.length === 0) return;
    await this.reset(partitions);
    const offsets = partitions.map(({ topic, index, next }) => ({
      topic,
      partition: index,
      offset: next,
      leaderEpoch: -1,
    }));
    await this.#answered(this.#options.consumer.commit({ offsets }));
  }

  /** Moves partitions to the end from which this source starts. */
  async reset(partitions: readonly Partition[]): Promise<void> {
    const { consumer, args } = this.#options;
    const ends = await this.#answered(consumer.listOffsets({
      ...whose(partitions),
      timestamp: args.start === "latest" ? LATEST : EARLIEST,
    }));
    for (const partition of partitions) {
      const end = ends.get(partition.topic)?.[partition.index];
      if (end === undefined) {
        throw new Error(`the broker does not say where ${partition.name} ends`);
      }
      partition.next = partition.settled = end;
    }
  }

  /** Moves those of which the offset that is asked for next is not there to the end from which this source starts. */
  async resetOutOfRange(partitions: readonly Partition[]): Promise<void> {
    const { consumer } = this.#options;
    const asked = whose(partitions);
    const first = await this.#answered(consumer.listOffsets({ ...asked, timestamp: EARLIEST }));
    const end = await this.#answered(consumer.listOffsets({ ...asked, timestamp: LATEST }));
    await this.reset(partitions.filter(({ topic, index, next }) => {
      const [low, high] = [first.get(topic)?.[index] ?? next, end.get(topic)?.[index] ?? next];
      return next < low || next > high;
    }));
  }

  /** Asks the broker where the partitions end. */
  async findEnds(): Promise<void> {
    const partitions = this.#partitions;
    if (partitions.length === 0) return;
    const ends = await this.#answered(
      this.#options.consumer.listOffsets({ ...whose(partitions), timestamp: LATEST }),
    );
    for (const one of partitions) one.end = ends.get(one.topic)?.[one.index] ?? one.end;
  }

  #answered<T>(asked: Promise<T>): Promise<T> {
    return answered(asked, this.#options.opening.world, this.#options.closing);
  }
}

/** Partitions as the client asks for their ends. */
function whose(
  partitions: readonly Partition[],
): { topics: string[]; partitions: Record<string, number[]> } {
  const byTopic = Map.groupBy(partitions, (one) => one.topic);
  const indexes = [...byTopic].map(([topic, of]) => [topic, of.map((one) => one.index)] as const);
  return { topics: [...byTopic.keys()], partitions: Object.fromEntries(indexes) };
}
