import { all, defineActor, delivery, json, rx, tx } from "@steady-state/deno/actor";
import { defineSink, defineSource } from "../../../src/connectors/mod.ts";
import { natsSink, natsSource } from "../../../src/connectors/nats/mod.ts";

/** What is in the stream that is read. */
export interface Order {
  readonly id: number;
}

/** What is in the stream that is written. */
export interface Bill {
  readonly id: number;
  readonly cents: number;
}

/** What an order costs. */
export function centsOf(id: number): number {
  return 100 + (id * 7919) % 9900;
}

/** Reads the orders. */
export const orders = defineSource(import.meta, "orders", {
  wire: natsSource,
  kind: json<Order>(),
});

/** Makes a bill of each. */
export const biller = defineActor(import.meta, "biller", {
  ports: { orders: rx(delivery(json<Order>())), bills: tx(delivery(json<Bill>())) },
  async run(actor) {
    const { orders, bills } = actor.ports;
    while (actor.isRunning(() => orders.isClosedAndEmpty && bills.close())) {
      await actor.wait(all(orders.avail(), bills.vacant()));
      for (let order = orders.tryPeek(); order !== undefined; order = orders.tryPeek()) {
        const { id } = order.message;
        if (!bills.trySend(order.with({ id, cents: centsOf(id) }))) break;
        orders.advance(1);
      }
    }
  },
});

/** Publishes the bills. */
export const bills = defineSink(import.meta, "bills", {
  wire: natsSink,
  kind: json<Bill>(),
  encode: ({ message }) => ({ data: JSON.stringify(message) }),
});
