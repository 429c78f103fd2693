import { formFault, type ItemForm } from "../item_form.ts";
import type {
  Outgoing,
  PutOutcome,
  RawMessage,
  SinkWire,
  SinkWireKind,
  WireOpening,
} from "../wire.ts";
import { MEMORY_ARGS, type MemoryArgs, memoryFaults, openMemoryTopic } from "./args.ts";
import type { LocalBroker } from "./broker.ts";
import type { OpenTopic } from "./source.ts";
import type { LocalTopic } from "./topic.ts";

/** What a sink of a broker in memory is told. */
export type MemorySinkArgs = MemoryArgs & {
  /** Bytes of the largest message that the topic takes; a larger one is refused for good. */
  readonly maxBytes: number;
};

/** What a sink puts into a topic: bytes, or bytes with what else a message has. */
export type MemoryItem =
  | Uint8Array
  | RawMessage & {
    /** Into which partition, from 0 on; that of its key if it is left out. */
    readonly partition?: number;
  };

/** Puts into a topic in memory, which has one message of each origin. */
export class MemorySinkWire<I> implements SinkWire<I> {
  readonly #openTopic: OpenTopic;
  readonly #maxBytes: number;
  readonly #rawOf: (item: I) => RawMessage & { readonly partition?: number };
  #at:
    | {
      readonly broker: LocalBroker;
      readonly topic: LocalTopic;
      readonly opening: WireOpening;
    }
    | undefined;

  /** Makes one that is not connected. @param rawOf What a topic keeps of an item. */
  constructor(
    open: OpenTopic,
    maxBytes: number,
    rawOf: (item: I) => RawMessage & { readonly partition?: number },
  ) {
    this.#openTopic = open;
    this.#maxBytes = maxBytes;
    this.#rawOf = rawOf;
  }

  /** Connects. */
  // deno-lint-ignore require-await -- what it throws at once is what it promises
  async open(opening: WireOpening): Promise<void> {
    const { broker, topic } = this.#openTopic();
    broker.beforeCall(`open topic "${topic.name}"`);
    this.#at = { broker, topic, opening };
  }

  /** Puts them, but for those that are refused. */
  async put(batch: readonly Outgoing<I>[], signal: AbortSignal): Promise<readonly PutOutcome[]> {
    if (this.#at === undefined) throw new TypeError("Cannot use a wire that is not open: open it");
    const { broker, topic, opening: { world } } = this.#at;
    const doing = `put into topic "${topic.name}"`;
    const { slowMs } = broker.beforeCall(doing);
    if (slowMs > 0) await world.pause(slowMs, signal);
    broker.checkUp(doing);
    if (signal.aborted) throw new Error(`Cannot ${doing}: there is no more time for it`);
    const refused = broker.refusalsOfPut(batch.length);
    const outcomes = batch.map(({ origin, item }, i): PutOutcome => {
      if (refused.has(i)) return "again";
      const { partition, ...raw } = this.#rawOf(item);
      const fault = this.#fault(topic, raw, partition);
      if (fault !== undefined) return { dead: fault };
      topic.add({ raw, origin, item, partition });
      return "done";
    });
    // Where the broker goes down now, it has them, and nobody knows: they are put again.
    if (slowMs > 0) await world.pause(slowMs, signal);
    broker.checkUp(doing);
    return outcomes;
  }

  #fault(
    topic: LocalTopic,
    { bytes }: RawMessage,
    partition: number | undefined,
  ): string | undefined {
    if (bytes.length > this.#maxBytes) {
      return `it has ${bytes.length} bytes, and topic "${topic.name}" takes ${this.#maxBytes}`;
    }
    if (partition !== undefined && !(partition >= 0 && partition < topic.partitions)) {
      return `it is for partition ${partition}, and topic "${topic.name}" has ${topic.partitions}`;
    }
    return undefined;
  }

  /** Does nothing: what was put is there. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Puts into a topic of a broker in the memory of the actor's own thread: for tests, and for trying out. What is put twice is there once,
 * known by its origin.
 *
 * ```ts
 * import { text } from "@steady-state/deno/actor";
 * import { defineSink } from "@steady-state/deno/connectors";
 * import { memorySink } from "@steady-state/deno/connectors/memory";
 * import { assertEquals } from "@std/assert";
 *
 * export const bills = defineSink(import.meta, "bills", { wire: memorySink, kind: text });
 * assertEquals(bills.args.broker, "memory");
 * ```
 */
export const memorySink: SinkWireKind<MemoryItem, MemorySinkArgs> = {
  name: "memory",
  args: { ...MEMORY_ARGS, maxBytes: 2 ** 24 },
  faults: (args) => [
    ...memoryFaults(args),
    ...(args.maxBytes >= 0 ? [] : [`args maxBytes is ${args.maxBytes}, give a number from 0`]),
  ],
  itemFault: (item) => formFault(MEMORY_ITEM, item),
  create: (args) =>
    Promise.resolve(
      new MemorySinkWire<MemoryItem>(
        () => openMemoryTopic(args),
        args.maxBytes,
        (item) => item instanceof Uint8Array ? { bytes: item } : item,
      ),
    ),
};

const MEMORY_ITEM: ItemForm = {
  takes: "bytes, or an object with bytes",
  bytes: true,
  object: ({ bytes }) => bytes instanceof Uint8Array,
};
