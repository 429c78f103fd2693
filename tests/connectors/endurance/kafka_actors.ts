import { all, defineActor, delivery, json, rx, tx } from "@steady-state/deno/actor";
import { kafkaSource } from "../../../src/connectors/kafka/mod.ts";
import { defineSink, defineSource } from "../../../src/connectors/mod.ts";
import { postgresSink } from "../../../src/connectors/postgres/mod.ts";

/** What is in the topic. */
export type PaidOrder = { readonly id: number };

/** What is in the table. */
export type Receipt = { readonly id: number; readonly cents: number };

/** What an order costs. */
export function priceOf(id: number): number {
  return 100 + (id * 7919) % 9900;
}

/** Reads the orders. */
export const paidOrders = defineSource(import.meta, "paidOrders", {
  wire: kafkaSource,
  kind: json<PaidOrder>(),
});

/** Makes a receipt of each. */
export const cashier = defineActor(import.meta, "cashier", {
  ports: { orders: rx(delivery(json<PaidOrder>())), receipts: tx(delivery(json<Receipt>())) },
  async run(actor) {
    const { orders, receipts } = actor.ports;
    while (actor.isRunning(() => orders.isClosedAndEmpty && receipts.close())) {
      await actor.wait(all(orders.avail(), receipts.vacant()));
      for (let order = orders.tryPeek(); order !== undefined; order = orders.tryPeek()) {
        const { id } = order.message;
        if (!receipts.trySend(order.with({ id, cents: priceOf(id) }))) break;
        orders.advance(1);
      }
    }
  },
});

/** Puts the receipts into the table. */
export const receiptTable = defineSink(import.meta, "receiptTable", {
  wire: postgresSink,
  kind: json<Receipt>(),
  encode: ({ message }) => ({ ...message }),
});
