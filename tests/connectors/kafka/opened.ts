/**
 * Wires of Kafka as tests open them, without a source or a sink around them.
 *
 * @module
 */
import {
  type KafkaItem,
  kafkaSink,
  type KafkaSinkArgs,
} from "../../../src/connectors/kafka/mod.ts";
import { kafkaSource, type KafkaSourceArgs } from "../../../src/connectors/kafka/mod.ts";
import type { Pulled, SinkWire, SourceWire, WireWorld } from "../../../src/connectors/wire.ts";

const world: WireWorld = {
  now: () => Date.now(),
  pause(ms, signal) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => resolve(), { once: true });
    if (signal?.aborted) resolve();
    return promise.finally(() => clearTimeout(timer));
  },
  random: () => Math.random(),
};

/** A source's wire, and what it has told the source. */
export interface OpenedSource extends AsyncDisposable {
  readonly wire: SourceWire;
  /** The partitions that were to be given up. */
  readonly givenUp: string[];
  readonly lost: string[];
  readonly lines: string[];
  /** Pulls until there are so many, or until the signal is aborted. */
  pulled(count: number, signal?: AbortSignal): Promise<Pulled[]>;
}

/** Opens a source's wire. `giveUp` is what the source does before it lets a partition go. */
export async function openSource(
  args: Partial<KafkaSourceArgs>,
  giveUp: (partition: string) => Promise<void> = () => Promise.resolve(),
): Promise<OpenedSource> {
  const wire = await kafkaSource.create({ ...kafkaSource.args, ...args }) as SourceWire;
  const [givenUp, lost, lines]: [string[], string[], string[]] = [[], [], []];
  const opening = {
    signal: new AbortController().signal,
    world,
    log: (line: string) => void lines.push(line),
    async giveUp(partition: string) {
      givenUp.push(partition);
      await giveUp(partition);
    },
    lost: (partition: string) => void lost.push(partition),
  };
  try {
    await wire.open(opening);
  } catch (error) {
    await wire.close();
    throw error;
  }
  return {
    wire,
    givenUp,
    lost,
    lines,
    async pulled(count, signal = new AbortController().signal) {
      const pulled: Pulled[] = [];
      while (pulled.length < count && !signal.aborted) {
        pulled.push(...await wire.pull(count - pulled.length, signal) ?? []);
      }
      return pulled;
    },
    [Symbol.asyncDispose]: () => wire.close(),
  };
}

/** A sink's wire. */
export interface OpenedSink extends AsyncDisposable {
  readonly wire: SinkWire<KafkaItem>;
  /** Puts items, each with its place in all that was put as its origin. */
  put(...items: readonly KafkaItem[]): ReturnType<SinkWire<KafkaItem>["put"]>;
}

/** Opens a sink's wire. */
export async function openSink(args: Partial<KafkaSinkArgs>): Promise<OpenedSink> {
  const wire = await kafkaSink.create({ ...kafkaSink.args, ...args });
  const signal = new AbortController().signal;
  try {
    await wire.open({ signal, world, log: () => {} });
  } catch (error) {
    await wire.close();
    throw error;
  }
  let count = 0;
  return {
    wire,
    put: (...items) => wire.put(items.map((item) => ({ origin: `in/${count++}`, item })), signal),
    [Symbol.asyncDispose]: () => wire.close(),
  };
}

/** What messages say. */
export function values(messages: readonly Pulled[]): string[] {
  return messages.map(({ raw }) => new TextDecoder().decode(raw.bytes));
}
