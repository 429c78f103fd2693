import {
  forgetMemoryBroker,
  type MemoryBroker,
  memoryBroker,
  memorySink,
  memorySource,
} from "../../../src/connectors/memory/mod.ts";
import type { Bed, Faults, FreshSink, FreshSource } from "../contract/beds.ts";

const BROKER = "contract";
const LANES = 3;
const WRONG_TOKEN = "the-wrong-token";
let topics = 0;

function theBroker(): MemoryBroker {
  return memoryBroker(BROKER);
}

/** A broker that is gone for a while, with what it has. */
async function gone(): Promise<void> {
  theBroker().goDown();
  await new Promise((resolve) => setTimeout(resolve, 100));
  theBroker().comeUp();
}

const faults: Faults = {
  restart: gone,
  cut: () => Promise.resolve(theBroker().goDown()),
  latency: (ms) => Promise.resolve(theBroker().slowDown(ms)),
  heal: () => {
    theBroker().comeUp();
    theBroker().slowDown(0);
    return Promise.resolve();
  },
};

const common = {
  wire: "memory",
  server: "a broker in this thread",
  faults,
  wrongCredentials(args: Readonly<Record<string, unknown>>) {
    theBroker().requireToken("the right one");
    Deno.env.set("MEMORY_TOKEN", WRONG_TOKEN);
    return { args: { ...args, tokenEnv: "MEMORY_TOKEN" }, secret: WRONG_TOKEN };
  },
  unknownTopic: (args: Readonly<Record<string, unknown>>) => ({ ...args, topic: "nowhere" }),
  start: () =>
    Promise.resolve({
      [Symbol.asyncDispose]() {
        forgetMemoryBroker(BROKER);
        return Promise.resolve();
      },
    }),
} as const;

const NO_PROCESS = "a broker in memory ends with its process";
const NO_HOLE = "there is no network in between";

/** Each has a broker that lets all in again: a row may have had it refuse. */
function fresh(): string {
  forgetMemoryBroker(BROKER);
  const topic = `topic ${++topics}`;
  theBroker().createTopic(topic, { partitions: LANES });
  return topic;
}

/** Both ends of a broker in memory. */
export const beds: readonly Bed[] = [
  {
    ...common,
    end: "source",
    kind: memorySource,
    lanes: LANES,
    cannot: { "kill server": NO_PROCESS, "kill process": NO_PROCESS, "black hole": NO_HOLE },
    fresh(): Promise<FreshSource> {
      const topic = fresh();
      return Promise.resolve({
        args: { broker: BROKER, topic },
        publish(messages) {
          for (const { lane: partition, bytes } of messages) {
            theBroker().topic(topic)?.add({ raw: { bytes }, partition });
          }
          return Promise.resolve();
        },
      });
    },
  },
  {
    ...common,
    end: "sink",
    kind: memorySink,
    dedups: true,
    ordered: true,
    cannot: { "kill server": NO_PROCESS, "kill process": NO_PROCESS, "black hole": NO_HOLE },
    fresh(): Promise<FreshSink> {
      const topic = fresh();
      return Promise.resolve({
        args: { broker: BROKER, topic },
        item: (bytes) => ({ bytes, partition: 0 }),
        refused: () => ({ bytes: new Uint8Array(2 ** 24 + 1), partition: 0 }),
        read: () => Promise.resolve(theBroker().topic(topic)?.records.map(({ raw }) => raw) ?? []),
      });
    },
  },
];
