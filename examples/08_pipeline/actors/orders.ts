import { json } from "@steady-state/deno/actor";
import { defineSource } from "@steady-state/deno/connectors";
import { natsSource } from "@steady-state/deno/connectors/nats";
import type { Order } from "../kinds.ts";
import { madeUpSource } from "../made_up_source.ts";

/** Brings the orders of a stream, and tells the server of each once it is in the table. */
export const orders = defineSource(import.meta, "orders", {
  wire: natsSource,
  kind: json<Order>(),
});

/** In its place where there is no server. */
export const madeUpOrders = defineSource(import.meta, "madeUpOrders", {
  wire: madeUpSource,
  kind: json<Order>(),
});
