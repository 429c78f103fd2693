import { json } from "../../../src/actor/mod.ts";
import { defineSink, defineSource } from "../../../src/connectors/mod.ts";
import { natsSink, natsSource } from "../../../src/connectors/nats/mod.ts";
import type { Order } from "./shop.ts";

/** Of a real service, which no test here has. */
export const stream = defineSource(import.meta, "stream", {
  wire: natsSource,
  kind: json<Order>(),
});

export const publisher = defineSink(import.meta, "publisher", {
  wire: natsSink,
  kind: json<Order>(),
  encode: ({ message }) => ({ data: JSON.stringify(message), headers: { kind: "receipt" } }),
});
