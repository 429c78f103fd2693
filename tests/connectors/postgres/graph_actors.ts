import { all, defineActor, delivery, json, rx, tx } from "@steady-state/deno/actor";
import { defineSink, defineSource } from "../../../src/connectors/mod.ts";
import {
  changesSource,
  outboxSource,
  postgresSink,
  type RowChange,
} from "../../../src/connectors/postgres/mod.ts";

/** What is in the outbox. */
export interface Order {
  readonly id: number;
}

/** What is in the table. */
export type Bill = Readonly<{ id: number; cents: number }>;

/** What an order costs. */
export function centsOf(id: number): number {
  return 100 + (id * 7919) % 9900;
}

/** Reads orders out of an outbox. */
export const orders = defineSource(import.meta, "orders", {
  wire: outboxSource,
  kind: json<Order>(),
});

/** Reads orders out of what is inserted into a table. */
export const insertedOrders = defineSource(import.meta, "insertedOrders", {
  wire: changesSource,
  kind: json<Order>(),
  decode: ({ bytes }) => {
    const { row }: RowChange<Order> = JSON.parse(new TextDecoder().decode(bytes));
    return row!;
  },
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

/** Inserts the bills. */
export const bills = defineSink(import.meta, "bills", {
  wire: postgresSink,
  kind: json<Bill>(),
  encode: ({ message }) => message,
});
