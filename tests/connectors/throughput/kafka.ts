/** Kafka: the client alone reads a stream and commits each batch, or sends one batch after the other by an idempotent producer, with the header that the sink tells origins by. */
import { Buffer } from "node:buffer";
import { Consumer, Producer } from "@platformatic/kafka";
import { bytes } from "@steady-state/deno/actor";
import { defineSink, defineSource, type WireArgs } from "@steady-state/deno/connectors";
import { kafkaSink, kafkaSource } from "@steady-state/deno/connectors/kafka";
import { type KafkaServer, kafkaVersion, noKafka, startKafka } from "../servers/kafka.ts";
import type { Course, Fresh, Span } from "./course.ts";

export const source = defineSource(import.meta, "source", { wire: kafkaSource, kind: bytes });
export const sink = defineSink(import.meta, "sink", {
  wire: kafkaSink,
  kind: bytes,
  encode: ({ message }) => ({ value: message }),
});

const PARTITIONS = 3;
const WRITTEN_AT_ONCE = 5_000;

let server: KafkaServer | undefined;
let made = 0;

async function newTopic(): Promise<string> {
  const name = `throughput-${++made}`;
  await server!.topic(name, PARTITIONS);
  return name;
}

async function filled(messages: readonly Uint8Array[]): Promise<Fresh> {
  const topics = await newTopic();
  for (let at = 0; at < messages.length; at += WRITTEN_AT_ONCE) {
    await server!.write(
      messages.slice(at, at + WRITTEN_AT_ONCE).map((value) => ({ topic: topics, value })),
    );
  }
  return {
    args: { servers: server!.servers, topics, group: `of-${topics}` },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function readAlone(
  { topics, group }: WireArgs,
  count: number,
  batch: number,
): Promise<Span> {
  const consumer = new Consumer({
    clientId: "alone",
    groupId: `alone-${group}`,
    bootstrapBrokers: [server!.servers],
    retries: 20,
    retryDelay: 100,
  });
  const stream = await consumer.consume({
    topics: [String(topics)],
    mode: "committed",
    fallbackMode: "earliest",
    autocommit: false,
    maxWaitTime: 500,
  });
  let [from, read] = [0, 0];
  for await (const message of stream) {
    if (from === 0) from = performance.now();
    read++;
    if (read % batch === 0 || read === count) await message.commit();
    if (read === count) break;
  }
  const to = performance.now();
  await consumer.close(true);
  return { from, to };
}

async function writeAlone(
  { topic }: WireArgs,
  messages: readonly Uint8Array[],
  batch: number,
): Promise<Span> {
  const producer = new Producer({
    clientId: "alone",
    bootstrapBrokers: [server!.servers],
    idempotent: true,
  });
  const name = Buffer.from("steady-origin");
  const send = (at: number, end: number) =>
    producer.send({
      messages: messages.slice(at, end).map((value, n) => ({
        topic: String(topic),
        value: Buffer.from(value),
        headers: new Map([[name, Buffer.from(`alone/${at + n}`)]]),
      })),
    });
  // The first goes alone: then it is connected.
  await send(0, 1);
  const from = performance.now();
  for (let at = 0; at < messages.length; at += batch) await send(at, at + batch);
  const to = performance.now();
  await producer.close();
  return { from, to };
}

/** Kafka, as it is measured. */
export const course: Course = {
  server: `Kafka ${kafkaVersion ?? ""}`,
  missing: noKafka,
  async start() {
    return server = await startKafka();
  },
  reading: { source, prepare: filled, alone: readAlone },
  writing: {
    sink,
    async prepare() {
      return {
        args: { servers: server!.servers, topic: await newTopic() },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },
    alone: writeAlone,
  },
};
