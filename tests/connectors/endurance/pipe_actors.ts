import {
  type ActorDefinition,
  all,
  defineActor,
  delivery,
  type DeliveryKind,
  json,
  type Port,
  rx,
  tx,
} from "@steady-state/deno/actor";
import { defineSink, defineSource } from "../../../src/connectors/mod.ts";
import { filesSink, filesSource } from "../../../src/connectors/files/mod.ts";
import { mqttSink, mqttSource } from "../../../src/connectors/mqtt/mod.ts";
import { redisSink, redisSource } from "../../../src/connectors/redis/mod.ts";
import { s3Sink, s3Source } from "../../../src/connectors/s3/mod.ts";
import { sqsSink, sqsSource } from "../../../src/connectors/sqs/mod.ts";
import { websocketSink, websocketSource } from "../../../src/connectors/websocket/mod.ts";

/** What is read. */
export interface Parcel {
  readonly id: number;
}

/** What is written because of it. */
export interface Label {
  readonly id: number;
  readonly grams: number;
}

/** Which services there are. */
export type Service = "redis" | "mqtt" | "files" | "websocket" | "sqs" | "s3";

type End<T, D extends "tx" | "rx"> = ActorDefinition<
  { readonly messages: Port<DeliveryKind<T, "json">, D, false> },
  // deno-lint-ignore no-explicit-any -- a source has state, a sink other state, and each its own args
  any,
  // deno-lint-ignore no-explicit-any
  any
>;

/** A source and a sink of a service. */
interface Ends {
  readonly source: End<Parcel, "tx">;
  readonly sink: End<Label, "rx">;
}

/** What a parcel weighs. */
export function gramsOf(id: number): number {
  return 100 + (id * 7919) % 9900;
}

/** Weighs each. */
export const scales = defineActor(import.meta, "scales", {
  ports: { parcels: rx(delivery(json<Parcel>())), labels: tx(delivery(json<Label>())) },
  async run(actor) {
    const { parcels, labels } = actor.ports;
    while (actor.isRunning(() => parcels.isClosedAndEmpty && labels.close())) {
      await actor.wait(all(parcels.avail(), labels.vacant()));
      for (let parcel = parcels.tryPeek(); parcel !== undefined; parcel = parcels.tryPeek()) {
        const { id } = parcel.message;
        if (!labels.trySend(parcel.with({ id, grams: gramsOf(id) }))) break;
        parcels.advance(1);
      }
    }
  },
});

const kind = json<Parcel>();
const labelKind = json<Label>();
const decoder = new TextDecoder();

/** Parcels of a stream of Redis, of which labels become another. */
export const redisParcels = defineSource(import.meta, "redisParcels", { wire: redisSource, kind });
export const redisLabels = defineSink(import.meta, "redisLabels", {
  wire: redisSink,
  kind: labelKind,
});

/** The same by MQTT. */
export const mqttParcels = defineSource(import.meta, "mqttParcels", { wire: mqttSource, kind });
export const mqttLabels = defineSink(import.meta, "mqttLabels", {
  wire: mqttSink,
  kind: labelKind,
});

/** Lines of a log, of which files become. */
export const fileParcels = defineSource(import.meta, "fileParcels", { wire: filesSource, kind });
export const fileLabels = defineSink(import.meta, "fileLabels", {
  wire: filesSink,
  kind: labelKind,
});

/** Frames of a feed, which names them `TOPIC/NUMBER`, and frames of another. */
export const socketParcels = defineSource(import.meta, "socketParcels", {
  wire: websocketSource,
  kind,
  decode: ({ bytes }) => {
    const { id } = JSON.parse(decoder.decode(bytes)) as { readonly id: string };
    return { id: Number(id.slice(id.lastIndexOf("/") + 1)) };
  },
});
export const socketLabels = defineSink(import.meta, "socketLabels", {
  wire: websocketSink,
  kind: labelKind,
});

/** Messages of a queue, which become objects. */
export const queueParcels = defineSource(import.meta, "queueParcels", { wire: sqsSource, kind });
export const objectLabels = defineSink(import.meta, "objectLabels", {
  wire: s3Sink,
  kind: labelKind,
});

/** Lines of objects, which go into a queue. */
export const objectParcels = defineSource(import.meta, "objectParcels", { wire: s3Source, kind });
export const queueLabels = defineSink(import.meta, "queueLabels", {
  wire: sqsSink,
  kind: labelKind,
  encode: ({ message }) => ({ body: JSON.stringify(message), group: "labels" }),
});

/** What is read, and what is written, by what it is called in the tests. */
export const ENDS: Readonly<Record<Service, Ends>> = {
  redis: { source: redisParcels, sink: redisLabels },
  mqtt: { source: mqttParcels, sink: mqttLabels },
  files: { source: fileParcels, sink: fileLabels },
  websocket: { source: socketParcels, sink: socketLabels },
  sqs: { source: queueParcels, sink: objectLabels },
  s3: { source: objectParcels, sink: queueLabels },
};
