import { delivery, json } from "@steady-state/deno/actor";
import { kafkaSink, kafkaSource } from "../../../src/connectors/kafka/mod.ts";
import { defineSink, defineSource } from "../../../src/connectors/mod.ts";

/** What goes through. */
export type Parcel = { readonly id: number };

/** What the channel carries. */
export const parcels = delivery(json<Parcel>());

/** Reads them. */
export const collect = defineSource(import.meta, "collect", {
  wire: kafkaSource,
  kind: json<Parcel>(),
});

/** Writes them to another topic. */
export const deliver = defineSink(import.meta, "deliver", {
  wire: kafkaSink,
  kind: json<Parcel>(),
  encode: ({ message }) => ({ key: `${message.id}`, value: JSON.stringify(message) }),
});
