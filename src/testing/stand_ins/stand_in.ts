import { encodeOf } from "../../connectors/encode.ts";
import type { ConnectorPart } from "../../connectors/stand_in.ts";
import { LocalBroker } from "../../connectors/memory/broker.ts";
import type { BrokerFault, BrokerFaultRates, MemoryRecord } from "../../connectors/memory/mod.ts";
import { MemorySinkWire } from "../../connectors/memory/sink.ts";
import { MemorySourceWire } from "../../connectors/memory/source.ts";
import type { LocalTopic } from "../../connectors/memory/topic.ts";
import type { RawMessage, SinkWireKind, SourceWireKind, WireWorld } from "../../connectors/wire.ts";
import { textOf } from "../../errors.ts";
import type { PutItem, StandInBroker } from "./stand_in_broker.ts";

/** As {@link StandInBroker} says. */
export class StandIn implements StandInBroker {
  readonly name: string;
  readonly #broker: LocalBroker;
  readonly #topic: LocalTopic;
  readonly #part: ConnectorPart;

  constructor(name: string, part: ConnectorPart, world: WireWorld) {
    this.name = name;
    this.#part = part;
    this.#broker = new LocalBroker(name, world);
    this.#topic = this.#broker.createTopic(name, {
      partitions: part.end === "source" ? SOURCE_PARTITIONS : 1,
    });
  }

  publish(...messages: unknown[]): void {
    const encode = encodeOf(this.#part.kind);
    if (encode === undefined) {
      throw new TypeError(
        `Cannot publish messages for actor "${this.name}": nobody knows how those of kind ${this.#part.kind.name} are encoded, use publishRaw`,
      );
    }
    this.publishRaw(...messages.map((message) => ({ bytes: encode(message) })));
  }

  publishRaw(...messages: readonly RawMessage[]): void {
    this.#checkEnd("publish messages", "source");
    for (const raw of messages) this.#topic.add({ raw });
  }

  get published(): readonly string[] {
    this.#checkEnd("list what was published", "source");
    return this.#topic.records.map((record) => this.#originOf(record));
  }

  get settled(): readonly string[] {
    this.#checkEnd("list what is settled", "source");
    const group = this.#topic.group(GROUP);
    return this.#topic.records.flatMap((record) =>
      group.isSettled(record) ? [this.#originOf(record)] : []
    );
  }

  /** As its wire has it. */
  #originOf({ partition, offset }: MemoryRecord): string {
    return `${this.#topic.name}/${partition}/${offset}`;
  }

  get items(): readonly PutItem[] {
    this.#checkEnd("list what was put", "sink");
    return this.#topic.records.map(({ origin, item }) => ({ origin: origin as string, item }));
  }

  get repeats(): number {
    return this.#topic.repeats;
  }

  suffer(fault: BrokerFault, ms?: number): boolean {
    return this.#broker.suffer(fault, ms);
  }

  get rates(): BrokerFaultRates {
    return this.#broker.rates;
  }

  set rates(rates: BrokerFaultRates) {
    this.#broker.rates = rates;
  }

  checkHasAll(source: StandInBroker, except: (origin: string) => boolean = () => false): void {
    const has = new Set(this.items.map(({ origin }) => origin));
    const lost = source.settled.filter((origin) => !has.has(origin) && !except(origin));
    if (lost.length === 0) return;
    throw new Error(
      `Lost on the way to "${this.name}": ${lost.length} that are settled with "${source.name}" were never put: ${
        some(lost)
      }`,
    );
  }

  /** What is wrong with what was put, whoever looks: two different things of one origin, of which a service would have lost one. */
  get fault(): string | undefined {
    const { conflicts } = this.#topic;
    if (conflicts.length === 0) return undefined;
    return `sink "${this.name}" has put different things by one origin, and a service that knows them by it keeps the first: ${
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
      `Cannot ${doing}: actor "${this.name}" is a ${this.#part.end}, ask that of a ${end}'s broker`,
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
