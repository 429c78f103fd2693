/** Redis Streams: ioredis alone reads and acknowledges, or adds, a batch in one pipeline. */
// @ts-types="./ioredis.d.ts"
import { Redis } from "ioredis";
import { bytes } from "@steady-state/deno/actor";
import { defineSink, defineSource, type WireArgs } from "@steady-state/deno/connectors";
import { redisSink, redisSource } from "@steady-state/deno/connectors/redis";
import { noRedis, type RedisServer, redisVersion, startRedis } from "../servers/redis.ts";
import type { Course, Fresh, Span } from "./course.ts";

export const source = defineSource(import.meta, "source", { wire: redisSource, kind: bytes });
export const sink = defineSink(import.meta, "sink", {
  wire: redisSink,
  kind: bytes,
  encode: ({ message }) => message,
});

const GROUP = "measured";
const PREPARED = 1000;

let server: RedisServer;
let made = 0;

async function connected<T>(use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(server.url, { lazyConnect: true, retryStrategy: () => null });
  await client.connect();
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

/** Adds messages, `batch` at a time, and waits for each batch. */
async function add(
  client: Redis,
  stream: string,
  messages: readonly Uint8Array[],
  batch: number,
): Promise<void> {
  for (let at = 0; at < messages.length; at += batch) {
    const pipeline = client.pipeline();
    for (const message of messages.slice(at, at + batch)) {
      pipeline.xadd(stream, "*", "message", message);
    }
    for (const [error] of await pipeline.exec() ?? []) if (error !== null) throw error;
  }
}

function fresh(messages: readonly Uint8Array[]): Promise<Fresh> {
  return connected(async (client) => {
    const stream = `s${++made}`;
    await client.xgroup("CREATE", stream, GROUP, "0", "MKSTREAM");
    await add(client, stream, messages, PREPARED);
    return {
      args: { server: server.url, stream },
      async [Symbol.asyncDispose]() {
        await connected((client) => client.del(stream, `${stream}:origins`));
      },
    };
  });
}

function readAlone({ stream }: WireArgs, count: number, batch: number): Promise<Span> {
  return connected(async (client) => {
    let from = 0;
    for (let read = 0; read < count;) {
      const answer = await client.xreadgroupBuffer(
        ...["GROUP", GROUP, "alone", "COUNT", Math.min(batch, count - read)],
        ...["STREAMS", stream as string, ">"],
      );
      if (from === 0) from = performance.now();
      const ids = answer[0]![1].map(([id]) => id);
      await client.xack(stream as string, GROUP, ...ids);
      read += ids.length;
    }
    return { from, to: performance.now() };
  });
}

function writeAlone(
  { stream }: WireArgs,
  messages: readonly Uint8Array[],
  batch: number,
): Promise<Span> {
  return connected(async (client) => {
    const from = performance.now();
    await add(client, stream as string, messages, batch);
    return { from, to: performance.now() };
  });
}

export const course: Course = {
  server: `Redis ${redisVersion}`,
  missing: noRedis,
  async start() {
    return server = await startRedis();
  },
  reading: {
    source,
    async prepare(messages) {
      const { args, ...rest } = await fresh(messages);
      return { ...rest, args: { ...args, group: GROUP } };
    },
    alone: readAlone,
  },
  writing: { sink, prepare: () => fresh([]), alone: writeAlone },
};
