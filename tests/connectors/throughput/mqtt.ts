/**
 * MQTT 5: the package mqtt alone reads, which acknowledges each message when its handler is through, or publishes a batch and waits until
 * all of it is acknowledged.
 */
// @ts-types="./mqtt.d.ts"
import mqtt, { type MqttClient } from "mqtt";
import { bytes } from "@steady-state/deno/actor";
import { defineSink, defineSource, type WireArgs } from "@steady-state/deno/connectors";
import { mqttSink, mqttSource } from "@steady-state/deno/connectors/mqtt";
import {
  type Mosquitto,
  mosquittoVersion,
  noMosquitto,
  startMosquitto,
} from "../servers/mosquitto.ts";
import type { Course, Fresh, Span } from "./course.ts";

export const source = defineSource(import.meta, "source", { wire: mqttSource, kind: bytes });
export const sink = defineSink(import.meta, "sink", {
  wire: mqttSink,
  kind: bytes,
  encode: ({ message }) => message,
});

const RECEIVE_MAXIMUM = 10_000;
const EXPIRY_S = 3600;
const PREPARED = 1000;

let broker: Mosquitto;
let made = 0;

async function connected<T>(
  clientId: string,
  prepare: (client: MqttClient) => void,
  use: (client: MqttClient) => Promise<T>,
): Promise<T> {
  const client = mqtt.connect(broker.url, {
    protocolVersion: 5,
    clientId,
    clean: false,
    reconnectPeriod: 0,
    properties: { sessionExpiryInterval: EXPIRY_S, receiveMaximum: RECEIVE_MAXIMUM },
  });
  prepare(client);
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
  });
  try {
    return await use(client);
  } finally {
    await client.endAsync();
  }
}

async function publish(
  send: (message: Uint8Array, n: number) => Promise<unknown>,
  messages: readonly Uint8Array[],
  batch: number,
): Promise<void> {
  for (let at = 0; at < messages.length; at += batch) {
    await Promise.all(
      messages.slice(at, at + batch).map((message, n) => send(message, at + n)),
    );
  }
}

/** A session that has subscribed, with messages that wait for it. */
async function subscribed(messages: readonly Uint8Array[]): Promise<Fresh> {
  const name = `m${++made}`;
  const session = await broker.connect(name);
  await session.subscribe(name);
  await session.close();
  const sender = await broker.connect(`${name}-sender`);
  const send = (payload: Uint8Array, n: number) =>
    sender.publish({
      topic: name,
      payload,
      retain: false,
      properties: { user: { "steady-origin": `${n}` } },
    });
  await publish(send, messages, PREPARED);
  await sender.close();
  return {
    args: {
      server: broker.url,
      topic: name,
      clientId: name,
      receiveMaximum: RECEIVE_MAXIMUM,
      sessionExpiryS: EXPIRY_S,
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function readAlone({ clientId }: WireArgs, count: number): Promise<Span> {
  const { promise, resolve } = Promise.withResolvers<Span>();
  let from = 0;
  let read = 0;
  const counting = (client: MqttClient) => {
    client.handleMessage = (_packet, done) => {
      if (from === 0) from = performance.now();
      done();
      if (++read === count) resolve({ from, to: performance.now() });
    };
  };
  return connected(clientId as string, counting, () => promise);
}

function writeAlone(
  { topic }: WireArgs,
  messages: readonly Uint8Array[],
  batch: number,
): Promise<Span> {
  return connected(`alone-${topic}`, () => {}, async (client) => {
    const from = performance.now();
    const send = (message: Uint8Array) => client.publishAsync(topic as string, message, { qos: 1 });
    await publish(send, messages, batch);
    return { from, to: performance.now() };
  });
}

export const course: Course = {
  server: `mosquitto ${mosquittoVersion}`,
  missing: noMosquitto,
  async start() {
    // Of itself it has 20 messages under way at a time, and holds small packets back: that would be all that is measured.
    const lines = [`max_inflight_messages ${RECEIVE_MAXIMUM}`, "set_tcp_nodelay true"];
    return broker = await startMosquitto({ lines });
  },
  reading: { source, prepare: subscribed, alone: readAlone },
  writing: {
    sink,
    prepare: () =>
      Promise.resolve({
        args: { server: broker.url, topic: `t${++made}` },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
    alone: writeAlone,
  },
};
