import { encodeOf } from "../../connectors/encode.ts";
import type { ConnectorPart } from "../../connectors/stand_in.ts";
import {
  type BrokerFault,
  type BrokerFaultRates,
  MemoryBroker,
  MemorySinkWire,
  MemorySourceWire,
  type MemoryTopic,
} from "../../connectors/memory/mod.ts";
import type { RawMessage, SinkWireKind, SourceWireKind, WireWorld } from "../../connectors/wire.ts";
import { textOf } from "../../errors.ts";

/** Something that a sink has put. */
export interface PutItem {
  /** What it is known by: where the message came from that it was made of. */
  readonly origin: string;
  /** What the sink gave its wire, as its `encode` made it. */
  readonly item: unknown;
}

/**
 * What a source reads from, or a sink puts into, in a rehearsal or a simulation: a broker in memory, in the place of the service that the
 * wire is for. It is there before anything runs, and outlives every death, also that of a process that is started again. Actors of one
 * name share one.
 *
 * A source's has three partitions. Messages with a key go where that key goes, all others from one to the next, and each partition is in
 * order. A sink's has one, and knows by their origins what it has.
 */
export class StandInBroker {
  readonly #broker: MemoryBroker;
  readonly #topic: MemoryTopic;
  readonly #part: ConnectorPart;
  readonly #name: string;

  /** Not for tests: a scene, or a stage, has those of its actors. */
  constructor(name: string, part: ConnectorPart, world: WireWorld) {
    this.#name = name;
    this.#part = part;
    this.#broker = new MemoryBroker(name, world);
    this.#topic = this.#broker.createTopic(name, {
      partitions: part.end === "source" ? SOURCE_PARTITIONS : 1,
    });
  }

  /**
   * Publishes messages for the source: as text, bytes or JSON, as its kind is. For a source with a `decode` of its own, and for keys and
   * headers, there is {@link StandInBroker.publishRaw}.
   *
   * @throws {TypeError} if it is a sink's, or nobody knows how messages of its kind are encoded
   */
  publish(...messages: unknown[]): void {
    const encode = encodeOf(this.#part.kind);
    if (encode === undefined) {
      throw new TypeError(
        `Cannot publish messages for actor "${this.#name}": nobody knows how those of kind ${this.#part.kind.name} are encoded, use publishRaw`,
      );
    }
    this.publishRaw(...messages.map((message) => ({ bytes: encode(message) })));
  }

  /** Publishes messages for the source as the service has them. @throws {TypeError} if it is a sink's */
  publishRaw(...messages: readonly RawMessage[]): void {
    this.#checkEnd("publish messages", "source");
    for (const raw of messages) this.#topic.add({ raw });
  }

  /** Origins of all that was published, partition by partition. */
  get published(): readonly string[] {
    this.#checkEnd("list what was published", "source");
    return this.#topic.records.map(({ partition, offset }) =>
      `${this.#topic.name}/${partition}/${offset}`
    );
  }

  /** Origins of what the source has settled, partition by partition. */
  get settled(): readonly string[] {
    const group = this.#topic.group(GROUP);
    return this.published.filter((_, i) =>
      group.isSettled(this.#topic.records[i] as MemoryTopic["records"][number])
    );
  }

  /** What the sink has put, in the order in which it came: each origin once. */
  get items(): readonly PutItem[] {
    this.#checkEnd("list what was put", "sink");
    return this.#topic.records.map(({ origin, item }) => ({ origin: origin as string, item }));
  }

  /** How often something was put that was there already. */
  get repeats(): number {
    return this.#topic.repeats;
  }

  /** Something goes wrong with it now, for so long or so slowly. */
  suffer(fault: BrokerFault, ms?: number): boolean {
    return this.#broker.suffer(fault, ms);
  }

  /** How likely it is that something goes wrong in each call of a wire: dice of its own, beside those of the simulation. */
  get rates(): BrokerFaultRates {
    return this.#broker.rates;
  }

  set rates(rates: BrokerFaultRates) {
    this.#broker.rates = rates;
  }

  /**
   * That nothing is lost on the way here: all that `source` has settled was put, by its origin. What the graph is to drop, as a filter
   * does, or has given up, is named by `except`.
   *
   * @throws {Error} with the origins that are missing
   */
  checkHasAll(source: StandInBroker, except: (origin: string) => boolean = () => false): void {
    const has = new Set(this.items.map(({ origin }) => origin));
    const lost = source.settled.filter((origin) => !has.has(origin) && !except(origin));
    if (lost.length === 0) return;
    throw new Error(
      `Lost on the way to "${this.#name}": ${lost.length} that are settled with "${source.#name}" were never put: ${
        some(lost)
      }`,
    );
  }

  /** What is wrong with what was put, whoever looks: two different things of one origin, of which a service would have lost one. */
  get fault(): string | undefined {
    const { conflicts } = this.#topic;
    if (conflicts.length === 0) return undefined;
    return `sink "${this.#name}" has put different things by one origin, and a service that knows them by it keeps the first: ${
      some(conflicts)
    }; give each an origin of its own`;
  }

  /** The process that was connected is gone. */
  leaveBehind(): void {
    while (this.#broker.isDown) this.#broker.comeUp();
    this.#broker.cut();
  }

  /** What a source connects by. */
  get sourceKind(): SourceWireKind {
    const open = () => ({ broker: this.#broker, topic: this.#topic });
    return {
      name: this.#part.wire.name,
      args: {},
      redelivers: true,
      faults: () => [],
      create: () => Promise.resolve(new MemorySourceWire(open, GROUP)),
    };
  }

  /** What a sink connects by. */
  get sinkKind(): SinkWireKind<unknown> {
    const open = () => {
      this.#broker.checkUp(`open topic "${this.#topic.name}"`);
      return { broker: this.#broker, topic: this.#topic };
    };
    return {
      name: this.#part.wire.name,
      args: {},
      faults: () => [],
      create: () => Promise.resolve(new MemorySinkWire<unknown>(open, Infinity, rawOf)),
    };
  }

  #checkEnd(doing: string, end: ConnectorPart["end"]): void {
    if (this.#part.end === end) return;
    throw new TypeError(
      `Cannot ${doing}: actor "${this.#name}" is a ${this.#part.end}, ask that of a ${end}'s broker`,
    );
  }
}

const SOURCE_PARTITIONS = 3;
const GROUP = "group";
const MOST_SHOWN = 5;

function some(origins: readonly string[]): string {
  const shown = origins.slice(0, MOST_SHOWN).join(", ");
  return origins.length > MOST_SHOWN ? `${shown} and ${origins.length - MOST_SHOWN} more` : shown;
}

/** What an item is compared by: its bytes, or what it looks like. */
function rawOf(item: unknown): RawMessage {
  return { bytes: item instanceof Uint8Array ? item : new TextEncoder().encode(textOf(item)) };
}
