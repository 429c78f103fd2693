import { mqttSink, mqttSource } from "../../../src/connectors/mqtt/mod.ts";
import type {
  MqttItem,
  MqttPosition,
  MqttSinkArgs,
  MqttSourceArgs,
} from "../../../src/connectors/mqtt/mod.ts";
import type { Pulled, PutOutcome, SourceWire } from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import {
  type Mosquitto,
  type MosquittoStart,
  noMosquitto,
  startMosquitto,
} from "../servers/mosquitto.ts";

/** Runs a test with a broker of its own, if there is one. */
export function mqttTest(
  name: string,
  work: (broker: Mosquitto) => Promise<void>,
  start: MosquittoStart = {},
): void {
  Deno.test({
    name: noMosquitto === undefined ? name : `${name} is not run: ${noMosquitto}`,
    ignore: noMosquitto !== undefined,
    async fn() {
      await using broker = await startMosquitto(start);
      await work(broker);
    },
  });
}

/** A source's wire that is open. */
export interface OpenMqttSource extends AsyncDisposable {
  readonly wire: SourceWire<MqttPosition>;
  readonly log: string[];
  /** Pulls until so many are there. */
  pull(count: number): Promise<Pulled<MqttPosition>[]>;
}

export async function openMqttSource(
  broker: Mosquitto,
  args: Partial<MqttSourceArgs>,
): Promise<OpenMqttSource> {
  const wire = await mqttSource.create({
    ...mqttSource.args,
    server: broker.url,
    clientId: "reader",
    topic: "orders/#",
    ...args,
  });
  const log: string[] = [];
  try {
    await wire.open({
      signal: new AbortController().signal,
      world: wireWorld(Date),
      log: (line) => log.push(line),
      giveUp: () => Promise.resolve(),
      lost() {},
    });
  } catch (error) {
    await wire.close();
    throw error;
  }
  return {
    wire,
    log,
    async pull(count) {
      const pulled: Pulled<MqttPosition>[] = [];
      while (pulled.length < count) {
        pulled.push(...await wire.pull(count - pulled.length, new AbortController().signal) ?? []);
      }
      return pulled;
    },
    [Symbol.asyncDispose]: () => wire.close(),
  };
}

/** A sink's wire that is open, and puts items by their origins. */
export interface OpenMqttSink extends AsyncDisposable {
  put(items: Readonly<Record<string, MqttItem>>): Promise<readonly PutOutcome[]>;
}

export async function openMqttSink(
  broker: Mosquitto,
  args: Partial<MqttSinkArgs>,
): Promise<OpenMqttSink> {
  const wire = await mqttSink.create({ ...mqttSink.args, server: broker.url, ...args });
  const signal = new AbortController().signal;
  try {
    await wire.open({ signal, world: wireWorld(Date), log() {} });
  } catch (error) {
    await wire.close();
    throw error;
  }
  return {
    put: (items) =>
      wire.put(Object.entries(items).map(([origin, item]) => ({ origin, item })), signal),
    [Symbol.asyncDispose]: () => wire.close(),
  };
}
