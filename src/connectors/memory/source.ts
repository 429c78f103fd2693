import type { Pulled, SourceOpening, SourceWire, SourceWireKind } from "../wire.ts";
import { MEMORY_ARGS, type MemoryArgs, memoryFaults, openMemoryTopic, textFault } from "./args.ts";
import type { LocalBroker } from "./broker.ts";
import type { LocalGroup } from "./group.ts";
import type { GroupMember, HandedRecord } from "./member.ts";
import type { MemoryPosition } from "./record.ts";
import type { LocalTopic } from "./topic.ts";

/** What a source of a broker in memory is told. */
export type MemorySourceArgs = MemoryArgs & {
  /** The group that it is a member of: members of one group share what there is. */
  readonly group: string;
};

/** How often a member shows that it is alive, in milliseconds. */
const BEAT_MS = 2000;

/** Where a wire finds what it reads. */
export type OpenTopic = () => { readonly broker: LocalBroker; readonly topic: LocalTopic };

/** Reads from a topic in memory, as a member of a group. */
export class MemorySourceWire implements SourceWire<MemoryPosition> {
  readonly #open: OpenTopic;
  readonly #groupName: string;
  readonly #over = new AbortController();
  #at:
    | {
      readonly broker: LocalBroker;
      readonly topic: LocalTopic;
      readonly group: LocalGroup;
      readonly member: GroupMember;
      readonly opening: SourceOpening;
    }
    | undefined;
  /** Partitions that are being given up: nothing more of them is pulled. */
  readonly #leaving = new Set<number>();
  #attending: Promise<void> = Promise.resolve();

  /** Makes one that is not connected. */
  constructor(open: OpenTopic, group: string) {
    this.#open = open;
    this.#groupName = group;
  }

  /** Joins the group. */
  // deno-lint-ignore require-await -- what it throws at once is what it promises
  async open(opening: SourceOpening): Promise<void> {
    const { broker, topic } = this.#open();
    broker.beforeCall(`join group "${this.#groupName}"`);
    const group = topic.group(this.#groupName);
    const member = group.join();
    this.#at = { broker, topic, group, member, opening };
    this.#attending = this.#attend();
  }

  /** Waits until there are messages, and takes as many as there are and may be. */
  async pull(
    max: number,
    signal: AbortSignal,
  ): Promise<readonly Pulled<MemoryPosition>[] | undefined> {
    const { broker, topic, member, opening: { world } } = this.#opened;
    const doing = `pull from topic "${topic.name}"`;
    for (;;) {
      const { slowMs } = broker.beforeCall(doing);
      if (slowMs > 0) await world.pause(slowMs, signal);
      this.#checkMember(doing);
      if (signal.aborted) return [];
      const isBarred = (p: number) => this.#leaving.has(p);
      const handed = member.take(max, isBarred, broker.orderOfPull());
      if (handed.length > 0) return handed.map((one) => pulledOf(topic, one));
      await member.news(signal);
      // Whoever brought the news did so in a step of his own: here it goes on in one of this thread.
      await world.pause(0, signal);
    }
  }

  /** Tells the group that these are done. */
  async settle(messages: readonly Pulled<MemoryPosition>[]): Promise<void> {
    const { broker, topic, group, member, opening: { world } } = this.#opened;
    const doing = `settle messages of topic "${topic.name}"`;
    const { slowMs } = broker.beforeCall(doing);
    if (slowMs > 0) await world.pause(slowMs, this.#over.signal);
    this.#checkMember(doing);
    for (const { position } of messages) group.settle(member, position);
  }

  /** Has these handed over again. */
  // deno-lint-ignore require-await -- nothing is to be waited for
  async release(messages: readonly Pulled<MemoryPosition>[]): Promise<void> {
    const { member } = this.#opened;
    for (const { position: { partition, offset, epoch } } of messages) {
      if (member.epochOf(partition) === epoch) member.rewind(partition, offset);
    }
  }

  /** How many messages the group has not settled. */
  // deno-lint-ignore require-await -- nothing is to be waited for
  async lag(): Promise<number> {
    return this.#opened.group.lag;
  }

  /** Leaves the group. */
  async close(): Promise<void> {
    this.#over.abort();
    this.#at?.group.leave(this.#at.member);
    await this.#attending;
  }

  get #opened() {
    if (this.#at === undefined) throw new TypeError("Cannot use a wire that is not open: open it");
    return this.#at;
  }

  /** @throws {Error} if the broker is down, or it was cut off from it */
  #checkMember(doing: string): void {
    const { broker, member } = this.#opened;
    broker.checkUp(doing);
    if (member.isOut) {
      throw new Error(`Cannot ${doing}: broker "${broker.name}" has cut the connection`);
    }
  }

  /** Shows that it is alive, and gives up what it is asked for, until it is a member no more. */
  async #attend(): Promise<void> {
    const { group, member, opening: { world } } = this.#opened;
    const { signal } = this.#over;
    while (!signal.aborted && !member.isOut) {
      const wake = new AbortController();
      const end = () => wake.abort();
      signal.addEventListener("abort", end);
      member.news(wake.signal).then(end);
      await world.pause(BEAT_MS, wake.signal);
      signal.removeEventListener("abort", end);
      end();
      // As in a pull.
      await world.pause(0, signal);
      if (signal.aborted || member.isOut) return;
      group.beat(member);
      for (const partition of member.takeAsked()) void this.#giveUp(partition);
    }
  }

  async #giveUp(partition: number): Promise<void> {
    const { topic, group, member, opening } = this.#opened;
    this.#leaving.add(partition);
    try {
      await opening.giveUp(partitionName(topic, partition));
    } catch (error) {
      opening.log(`gives partition ${partition} up although ${error}`);
    }
    this.#leaving.delete(partition);
    if (!this.#over.signal.aborted) group.gaveUp(member, partition);
  }
}

function partitionName({ name }: LocalTopic, partition: number): string {
  return `${name}/${partition}`;
}

function pulledOf(topic: LocalTopic, { record, position }: HandedRecord): Pulled<MemoryPosition> {
  const partition = partitionName(topic, position.partition);
  return {
    origin: `${partition}/${position.offset}`,
    partition,
    position,
    raw: { subject: topic.name, ...record.raw },
  };
}

/**
 * Reads from a topic of a broker in the memory of the actor's own thread: for tests, and for trying out. Each partition is in order; what
 * is not settled is handed over again; members of a group share the partitions.
 *
 * ```ts
 * import { text } from "@steady-state/deno/actor";
 * import { defineSource } from "@steady-state/deno/connectors";
 * import { memorySource } from "@steady-state/deno/connectors/memory";
 * import { assertEquals } from "@std/assert";
 *
 * export const orders = defineSource(import.meta, "orders", { wire: memorySource, kind: text });
 * assertEquals(orders.args.group, "group");
 * ```
 */
export const memorySource: SourceWireKind<MemorySourceArgs, MemoryPosition> = {
  name: "memory",
  args: { ...MEMORY_ARGS, group: "group" },
  redelivers: true,
  faults: (args) => [
    ...memoryFaults(args),
    ...textFault("group", args.group, "give the name of a group"),
  ],
  create: (args) => Promise.resolve(new MemorySourceWire(() => openMemoryTopic(args), args.group)),
};
