import { bytes, defineActor, delivery, json, rx, tx } from "../../../src/actor/mod.ts";
import {
  defineSink,
  defineSource,
  type SinkWireKind,
  type SourceWireKind,
} from "../../../src/connectors/mod.ts";

export interface Order {
  readonly id: number;
}

/** The client of a service that no test has: whoever makes a wire of it fails. */
function nowhere(): never {
  throw new Error("The real service is asked for");
}

const realSource: SourceWireKind<{ servers: string }> = {
  name: "real",
  args: { servers: "" },
  redelivers: true,
  faults: ({ servers }) => servers === "" ? ["its servers are missing"] : [],
  create: nowhere,
};

const realSink: SinkWireKind<{ row: Order }, { table: string }> = {
  name: "real",
  args: { table: "" },
  faults: ({ table }) => table === "" ? ["its table is missing"] : [],
  create: nowhere,
};

export const orders = defineSource(import.meta, "orders", {
  wire: realSource,
  kind: json<Order>(),
});

export const raw = defineSource(import.meta, "raw", { wire: realSource, kind: bytes });

export const store = defineSink(import.meta, "store", {
  wire: realSink,
  kind: json<Order>(),
  encode: ({ message }) => ({ row: message }),
});

/** Passes on what it gets, as another message of the same origin. */
export const pass = defineActor(import.meta, "pass", {
  ports: { orders: rx(delivery(json<Order>())), rows: tx(delivery(json<Order>())) },
  async run(actor) {
    const { orders, rows } = actor.ports;
    for (let one = await actor.take(orders); one !== undefined; one = await actor.take(orders)) {
      await actor.send(rows, one.with({ id: one.message.id }));
    }
  },
});

/** Takes messages before what becomes of them is sent: a death in between loses them. */
export const forgetful = defineActor(import.meta, "forgetful", {
  ports: { orders: rx(delivery(json<Order>())), rows: tx(delivery(json<Order>())) },
  async run(actor) {
    const { orders, rows } = actor.ports;
    for (let one = await actor.take(orders); one !== undefined; one = await actor.take(orders)) {
      if (one.message.id % 7 !== 3) await actor.send(rows, one.with({ id: one.message.id }));
    }
  },
});

/** Makes two messages of each, and does not say which is which. */
export const twins = defineActor(import.meta, "twins", {
  ports: { orders: rx(delivery(json<Order>())), rows: tx(delivery(json<Order>())) },
  async run(actor) {
    const { orders, rows } = actor.ports;
    for (let one = await actor.take(orders); one !== undefined; one = await actor.take(orders)) {
      await actor.send(rows, one);
      await actor.send(rows, one.with({ id: -one.message.id }));
    }
  },
});
