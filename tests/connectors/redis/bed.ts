import { redisSink, redisSource } from "../../../src/connectors/redis/mod.ts";
import { type RedisReply, textOf } from "../../../src/connectors/redis/replies.ts";
import type { Bed, Faults, FreshSink, FreshSource } from "../contract/beds.ts";
import { noRedis, type RedisServer, redisVersion, startRedis } from "../servers/redis.ts";
import {
  type BadNetwork,
  noToxiproxy,
  startToxiproxy,
  type Toxiproxy,
} from "../servers/toxiproxy.ts";

const CLAIM_AFTER_MS = 1000;
const WRONG_PASSWORD = "the-wrong-password";
let made = 0;

let server: RedisServer;
let network: BadNetwork | undefined;

async function start(): Promise<AsyncDisposable> {
  server = await startRedis();
  let toxiproxy: Toxiproxy | undefined;
  if (noToxiproxy === undefined) {
    toxiproxy = await startToxiproxy();
    network = await toxiproxy.proxy(server.port);
  }
  return {
    async [Symbol.asyncDispose]() {
      await toxiproxy?.[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const faults: Faults = {
  async restart() {
    await server.stop();
    await server.restart();
  },
  async kill() {
    await server.kill();
    await server.restart();
  },
  cut: () => network!.cut(),
  blackHole: () => network!.blackHole(),
  latency: (ms) => network!.latency(ms),
  heal: () => network!.heal(),
};

function address(proxied = false): string {
  return proxied ? `redis://127.0.0.1:${network!.port}` : server.url;
}

const common = {
  wire: "redis",
  server: `redis-server ${redisVersion}`,
  missing: noRedis,
  faults,
  start,
  wrongCredentials(args: Readonly<Record<string, unknown>>) {
    Deno.env.set("REDIS_WRONG_PASSWORD", WRONG_PASSWORD);
    return { args: { ...args, passwordEnv: "REDIS_WRONG_PASSWORD" }, secret: WRONG_PASSWORD };
  },
} as const;

const noNetwork = noToxiproxy === undefined
  ? {}
  : { "cut": noToxiproxy, "black hole": noToxiproxy, "latency": noToxiproxy };

const process = (exportName: string) => ({
  module: new URL("../../../src/connectors/redis/mod.ts", import.meta.url).href,
  exportName,
});

/** Both ends of a real Redis. */
export const beds: readonly Bed[] = [
  {
    ...common,
    end: "source",
    kind: redisSource,
    lanes: 1,
    redeliveryMs: 2 * CLAIM_AFTER_MS,
    cannot: noNetwork,
    process: process("redisSource"),
    unknownTopic: (args) => ({ ...args, stream: "nowhere" }),
    async fresh({ proxied } = {}): Promise<FreshSource> {
      const stream = `stream-${++made}`;
      await server.run("XGROUP", "CREATE", stream, "tests", "0", "MKSTREAM");
      return {
        args: { server: address(proxied), stream, group: "tests", claimAfterMs: CLAIM_AFTER_MS },
        async publish(messages) {
          await server.runAll(
            messages.map(({ bytes }) => ["XADD", stream, "*", "message", bytes]),
          );
        },
      };
    },
  },
  {
    ...common,
    end: "sink",
    kind: redisSink,
    dedups: true,
    ordered: true,
    cannot: { ...noNetwork, "unknown topic": "the first entry makes its stream" },
    process: process("redisSink"),
    fresh({ proxied } = {}): Promise<FreshSink> {
      const stream = `stream-${++made}`;
      return Promise.resolve({
        args: { server: address(proxied), stream },
        item: (bytes) => bytes,
        refused: () => ({ fields: {} }),
        async read() {
          const entries = await server.run("XRANGE", stream, "-", "+") as [
            RedisReply,
            RedisReply[],
          ][];
          return entries.map(([, fields]) => {
            const at = fields.findIndex((name) => textOf(name) === "message");
            return { bytes: fields[at + 1] as Uint8Array };
          });
        },
      });
    },
  },
];
