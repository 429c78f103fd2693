import { all, defineActor, delivery, json, rx, tx } from "@steady-state/deno/actor";
import { defineSink, defineSource } from "../../../src/connectors/mod.ts";
import { mqttSink, mqttSource } from "../../../src/connectors/mqtt/mod.ts";
import { redisSink, redisSource } from "../../../src/connectors/redis/mod.ts";

/** What is read. */
export interface Parcel {
  readonly id: number;
}

/** What is written because of it. */
export interface Label {
  readonly id: number;
  readonly grams: number;
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
