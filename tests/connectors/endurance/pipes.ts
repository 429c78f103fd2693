/**
 * Redis and an MQTT broker as what a killed program reads and writes: what goes in, and what has come out.
 *
 * @module
 */
import type { RedisReply } from "../../../src/connectors/redis/replies.ts";
import { textOf } from "../../../src/connectors/redis/replies.ts";
import { startMosquitto } from "../servers/mosquitto.ts";
import { startRedis } from "../servers/redis.ts";
import type { WireArgs } from "../../../src/connectors/mod.ts";
import type { Label, Service } from "./pipe_actors.ts";

/** A service with parcels in it, looked at from outside of the graph. */
export interface Pipe extends AsyncDisposable {
  readonly service: Service;
  /** What its source and its sink are told. */
  readonly args: { readonly source: WireArgs; readonly sink: WireArgs };
  /** Whether a label may be there more than once. */
  readonly mayDouble: boolean;
  /** Puts so many parcels in, whose ids begin at `from`. */
  publish(count: number, from?: number): Promise<void>;
  /** How many labels have come out. */
  count(): Promise<number>;
  /** How many parcels are not settled. Nobody else must be reading them. */
  left(): Promise<number>;
  /** All that has come out, in order. */
  labels(): Promise<readonly Label[]>;
}

/** So many are published at a time. */
const BATCH = 500;

/** Parcels as JSON, so many at a time. */
export function* batches(count: number, from: number, size = BATCH): Generator<readonly string[]> {
  for (let at = 0; at < count; at += size) {
    yield Array.from(
      { length: Math.min(size, count - at) },
      (_, i) => JSON.stringify({ id: from + at + i }),
    );
  }
}

/** A stream that is read by a group, and another. */
export async function redisPipe(): Promise<Pipe> {
  const redis = await startRedis();
  await redis.run("XGROUP", "CREATE", "parcels", "scales", "0", "MKSTREAM");
  return {
    service: "redis",
    args: {
      source: { server: redis.url, stream: "parcels", group: "scales", consumer: "one" },
      sink: { server: redis.url, stream: "labels" },
    },
    mayDouble: false,
    async publish(count, from = 0) {
      for (const batch of batches(count, from)) {
        await redis.runAll(batch.map((parcel) => ["XADD", "parcels", "*", "message", parcel]));
      }
    },
    count: async () => Number(await redis.run("XLEN", "labels")),
    async left() {
      const [group] = await redis.run("XINFO", "GROUPS", "parcels") as RedisReply[][];
      const told = (name: string) =>
        Number(group![group!.findIndex((word) => textOf(word) === name) + 1]);
      return told("pending") + told("lag");
    },
    async labels() {
      const entries = await redis.run("XRANGE", "labels", "-", "+") as [RedisReply, RedisReply[]][];
      return entries.map(([, fields]) => JSON.parse(textOf(fields[1])));
    },
    [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
  };
}

/** A topic with a session that has all of it, and another that is listened to. */
export async function mqttPipe(): Promise<Pipe> {
  const broker = await startMosquitto({ lines: ["set_tcp_nodelay true"] });
  const session = await broker.connect("scales");
  await session.subscribe("parcels");
  await session.close();
  const labels: Label[] = [];
  const listener = await broker.connect("listener", {
    message({ payload, id }) {
      labels.push(JSON.parse(new TextDecoder().decode(payload)));
      // Of what goes wrong the next question tells.
      listener.acknowledge([id]).catch(() => {});
    },
  });
  await listener.subscribe("labels");
  return {
    service: "mqtt",
    args: {
      source: { server: broker.url, topic: "parcels", clientId: "scales" },
      sink: { server: broker.url, topic: "labels" },
    },
    mayDouble: true,
    async publish(count, from = 0) {
      const publisher = await broker.connect("");
      const encoder = new TextEncoder();
      let published = from;
      for (const batch of batches(count, from)) {
        for (const parcel of batch) {
          await publisher.publish({
            topic: "parcels",
            payload: encoder.encode(parcel),
            retain: false,
            properties: { user: { "steady-origin": `${published++}` } },
          });
        }
      }
      await publisher.close();
    },
    count: () => Promise.resolve(new Set(labels.map(({ id }) => id)).size),
    async left() {
      let come = 0;
      const session = await broker.connect("scales", { message: () => void come++ });
      // The broker answers behind all that the session has.
      await session.subscribe("parcels");
      await session.close();
      return come;
    },
    labels: () => Promise.resolve(labels),
    async [Symbol.asyncDispose]() {
      await listener.close();
      await broker[Symbol.asyncDispose]();
    },
  };
}
