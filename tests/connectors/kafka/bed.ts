import { kafkaSink, kafkaSource } from "../../../src/connectors/kafka/mod.ts";
import type { Bed, Faults, FreshSink, FreshSource } from "../contract/beds.ts";
import { freePort } from "../servers/find.ts";
import {
  KAFKA_LOGIN,
  type KafkaServer,
  kafkaVersion,
  noKafka,
  startKafka,
} from "../servers/kafka.ts";
import {
  type BadNetwork,
  noToxiproxy,
  startToxiproxy,
  type Toxiproxy,
} from "../servers/toxiproxy.ts";
import { openSource } from "./opened.ts";

const WRONG_ENV = "KAFKA_CONTRACT_WRONG_PASSWORD";
const WRONG_PASSWORD = "the-wrong-password";

/** After how long the broker takes a killed process for dead, in milliseconds. */
const SESSION_MS = 2_000;

/** What is up while a bed is in use: one bed at a time. */
interface Ground {
  readonly server: KafkaServer;
  readonly toxiproxy?: Toxiproxy;
  readonly network?: BadNetwork;
}

let ground: Ground | undefined;
let made = 0;

function up(): Ground {
  if (ground === undefined) throw new Error("Cannot look at Kafka: it is not started");
  return ground;
}

async function start(): Promise<AsyncDisposable> {
  Deno.env.set(WRONG_ENV, WRONG_PASSWORD);
  if (noToxiproxy === undefined) {
    const toxiproxy = await startToxiproxy();
    const listen = freePort();
    const network = await toxiproxy.proxy(listen);
    const server = await startKafka({ listen, advertised: network.port });
    ground = { server, toxiproxy, network };
  } else ground = { server: await startKafka() };
  return {
    async [Symbol.asyncDispose]() {
      await up().server[Symbol.asyncDispose]();
      await up().toxiproxy?.[Symbol.asyncDispose]();
      ground = undefined;
    },
  };
}

async function newTopic(partitions: number): Promise<string> {
  const name = `contract-${++made}`;
  await up().server.topic(name, partitions, { "max.message.bytes": "2000000" });
  return name;
}

function addressOf(proxied: boolean | undefined): string {
  return proxied ? up().server.proxied : up().server.servers;
}

const faults: Faults = {
  async restart() {
    await up().server.stop();
    await up().server.restart();
  },
  async kill() {
    await up().server.kill();
    await up().server.restart();
  },
  cut: () => up().network!.cut(),
  blackHole: () => up().network!.blackHole(),
  latency: (ms) => up().network!.latency(ms),
  heal: () => up().network!.heal(),
};

const network = noToxiproxy === undefined
  ? {}
  : { "cut": noToxiproxy, "black hole": noToxiproxy, "latency": noToxiproxy };

const common = {
  wire: "kafka",
  server: `Kafka ${kafkaVersion ?? ""}`.trim(),
  missing: noKafka,
  byHand: "Kafka takes a JVM and its 46 jars",
  start,
  faults,
  wrongCredentials: (args: Readonly<Record<string, unknown>>) => ({
    args: { ...args, servers: up().server.login, user: KAFKA_LOGIN.user, passwordEnv: WRONG_ENV },
    secret: WRONG_PASSWORD,
  }),
} as const;
const module = new URL("../../../src/connectors/kafka/mod.ts", import.meta.url).href;
const LANES = 3;

/** Both ends against the broker that is here. */
export const beds: readonly Bed[] = [
  {
    ...common,
    end: "source",
    kind: kafkaSource,
    lanes: LANES,
    redeliveryMs: 2 * SESSION_MS,
    cannot: network,
    process: { module, exportName: "kafkaSource" },
    unknownTopic: (args) => ({ ...args, topics: "nowhere" }),
    async fresh({ proxied } = {}): Promise<FreshSource> {
      const topics = await newTopic(LANES);
      return {
        args: {
          servers: addressOf(proxied),
          topics,
          group: `of-${topics}`,
          sessionTimeoutMs: SESSION_MS,
        },
        publish: (messages) =>
          up().server.write(
            messages.map(({ lane, bytes }) => ({ topic: topics, partition: lane, value: bytes })),
          ),
      };
    },
  },
  {
    ...common,
    end: "sink",
    kind: kafkaSink,
    dedups: false,
    ordered: true,
    cannot: {
      ...network,
      "put twice": "brokers do not know records by their origin, only by their producer",
    },
    process: { module, exportName: "kafkaSink" },
    unknownTopic: (args) => ({ ...args, topic: "nowhere" }),
    async fresh({ proxied } = {}): Promise<FreshSink> {
      const topic = await newTopic(1);
      return {
        args: { servers: addressOf(proxied), topic },
        item: (bytes) => ({ value: plain(bytes) }),
        refused: () => ({ value: "x".repeat(3_000_000) }),
        read: () => readAll(topic),
      };
    },
  },
];

async function readAll(topics: string): Promise<{ bytes: Uint8Array }[]> {
  const { servers } = up().server;
  await using source = await openSource({ servers, topics, group: `reader-${++made}` });
  const signal = new AbortController().signal;
  const found: { bytes: Uint8Array }[] = [];
  while (await source.wire.lag!() !== 0) {
    for (const { raw } of await source.wire.pull(1_000, signal) ?? []) found.push(raw);
  }
  return found;
}

/** Text where it is text, so that it can be told to a process of its own. */
function plain(bytes: Uint8Array): Uint8Array | string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}
