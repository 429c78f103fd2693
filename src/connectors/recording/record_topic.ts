import { faultsText } from "../../errors.ts";
import type { Pulled, SourceWireKind, WireArgs } from "../wire.ts";
import { wireWorld } from "../../client/wire_world.ts";
import { recordingLine } from "./recorded_message.ts";

/** How a topic is recorded. */
export interface RecordTopicOptions<A extends WireArgs> {
  /** The args of the wire, where they differ from its standards. */
  readonly args?: Partial<A>;
  /** After how many messages it ends. It ends as well when the service has no more for good, or `signal` is aborted. */
  readonly messages?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** Takes each line, with its end: `(line) => file.write(encoder.encode(line))`. The next is made once it is done. */
  write(line: string): unknown;
}

/** How many messages are pulled at a time. */
const AT_A_TIME = 100;

/**
 * Records what a service has, by the wire of a source, for tests that play it: a line for each message, see `RecordedMessage`.
 *
 * Nothing is settled, so the service has it all still, and what was pulled is given back at the end where the service has such a thing. A
 * service that hands over only so many messages that are not settled has no more to record than these. Give the wire a group, or a
 * consumer, of its own, or those who work there wait for what is recorded.
 *
 * ```ts
 * import { recordTopic } from "@steady-state/deno/connectors";
 * import { memoryBroker, memorySource } from "@steady-state/deno/connectors/memory";
 * import { assertEquals } from "@std/assert";
 *
 * const topic = memoryBroker("shop").createTopic("orders");
 * topic.add({ raw: { bytes: new TextEncoder().encode("tea") } });
 * let recording = "";
 * const count = await recordTopic(memorySource, {
 *   args: { broker: "shop", topic: "orders", group: "recorder" },
 *   messages: 1,
 *   write: (line) => recording += line,
 * });
 * assertEquals(count, 1);
 * assertEquals(JSON.parse(recording).text, "tea");
 * ```
 *
 * @returns how many messages were recorded
 * @throws {TypeError} with all that is wrong with the args
 * @throws what the wire throws, if the connection is lost for instance: what is written by then stays
 */
export async function recordTopic<A extends WireArgs, P>(
  kind: SourceWireKind<A, P>,
  { args: given, messages = Infinity, signal = new AbortController().signal, write }:
    RecordTopicOptions<A>,
): Promise<number> {
  const args: A = { ...kind.args, ...given };
  const faults = kind.faults(args);
  if (faults.length > 0) throw new TypeError(faultsText(`record by wire ${kind.name}`, faults));
  const wire = await kind.create(args);
  const all: Pulled<P>[] = [];
  let count = 0;
  try {
    await wire.open({
      signal,
      world: wireWorld(Date),
      log() {},
      giveUp: () => Promise.resolve(),
      lost() {},
    });
    while (count < messages && !signal.aborted) {
      const pulled = await wire.pull(Math.min(AT_A_TIME, messages - count), signal);
      if (pulled === undefined) break;
      for (const message of pulled) {
        await write(`${recordingLine(message)}\n`);
        count++;
      }
      all.push(...pulled);
    }
    await wire.release?.(all);
  } finally {
    await wire.close();
  }
  return count;
}
