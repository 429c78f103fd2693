/** NATS JetStream: the client alone fetches and acknowledges, or publishes and waits for each batch. */
import { jetstream, type JetStreamClient, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { bytes } from "@steady-state/deno/actor";
import { defineSink, defineSource, type WireArgs } from "@steady-state/deno/connectors";
import { natsSink, natsSource } from "@steady-state/deno/connectors/nats";
import { connectBySocket } from "../../../src/nats/socket_transport.ts";
import { natsPrograms, type NatsServer, noNats, startNats } from "../servers/nats.ts";
import type { Course, Fresh, Span } from "./course.ts";

export const source = defineSource(import.meta, "source", { wire: natsSource, kind: bytes });
export const sink = defineSink(import.meta, "sink", {
  wire: natsSink,
  kind: bytes,
  encode: ({ message }) => ({ data: message }),
});

const [program] = natsPrograms;
let server: NatsServer | undefined;
let made = 0;

async function connected<T>(use: (nc: NatsConnection) => Promise<T>): Promise<T> {
  const nc = await connectBySocket({ servers: server!.url, reconnect: false });
  try {
    return await use(nc);
  } finally {
    await nc.close();
  }
}

async function publish(
  client: JetStreamClient,
  subject: string,
  messages: readonly Uint8Array[],
  batch: number,
  hasIds: boolean,
): Promise<void> {
  for (let at = 0; at < messages.length; at += batch) {
    await Promise.all(
      messages.slice(at, at + batch).map((message, n) =>
        client.publish(subject, message, hasIds ? { msgID: `alone/${at + n}` } : {})
      ),
    );
  }
}

function fresh(messages: readonly Uint8Array[]): Promise<Fresh> {
  return connected(async (nc) => {
    const manager = await jetstreamManager(nc);
    const stream = `S${++made}`;
    await manager.streams.add({ name: stream, subjects: [`${stream}.>`] });
    await publish(jetstream(nc), `${stream}.in`, messages, 1000, false);
    const remove = () =>
      connected(async (nc) => void await (await jetstreamManager(nc)).streams.delete(stream));
    return {
      args: { servers: server!.url, stream, durable: "measured" },
      [Symbol.asyncDispose]: remove,
    };
  });
}

function readAlone({ stream }: WireArgs, count: number, batch: number): Promise<Span> {
  return connected(async (nc) => {
    const manager = await jetstreamManager(nc);
    await manager.consumers.add(stream as string, {
      durable_name: "alone",
      ack_policy: "explicit",
      max_ack_pending: 10_000,
    });
    const consumer = await jetstream(nc).consumers.get(stream as string, "alone");
    let from = 0;
    for (let read = 0; read < count;) {
      const messages = await consumer.fetch({ max_messages: Math.min(batch, count - read) });
      let last;
      for await (const message of messages) {
        if (from === 0) from = performance.now();
        last?.ack();
        last = message;
        read++;
      }
      // The server answers the last, so it has them all.
      await last?.ackAck();
    }
    return { from, to: performance.now() };
  });
}

function writeAlone(
  { subject }: WireArgs,
  messages: readonly Uint8Array[],
  batch: number,
): Promise<Span> {
  return connected(async (nc) => {
    const client = jetstream(nc);
    const from = performance.now();
    await publish(client, subject as string, messages, batch, true);
    return { from, to: performance.now() };
  });
}

export const course: Course = {
  server: `nats-server ${program?.version ?? ""}`.trim(),
  missing: noNats,
  async start() {
    return server = await startNats(undefined, program);
  },
  reading: { source, prepare: fresh, alone: readAlone },
  writing: {
    sink,
    async prepare() {
      const { args, ...rest } = await fresh([]);
      const stream = args.stream as string;
      return { ...rest, args: { servers: server!.url, subject: `${stream}.out` } };
    },
    alone: writeAlone,
  },
};
