/**
 * The shop: puts orders into the stream, once each.
 *
 * @module
 */
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { orderOf } from "./kinds.ts";

/** The stream that the orders are in. */
export const STREAM = "ORDERS";

/** How many are on their way at a time. */
const BATCH = 200;

/** Removes the stream, with how far the graph has come in it. */
export async function removeOrders(servers: string): Promise<void> {
  const nc = await connect({ servers });
  try {
    const { streams } = await jetstreamManager(nc);
    if ((await streams.names().next()).includes(STREAM)) await streams.delete(STREAM);
  } finally {
    await nc.close();
  }
}

/** Has the stream have that many orders. Those that an earlier process has put into it are there; they came in order, so it goes on. */
export async function putOrders(servers: string, count: number): Promise<void> {
  const nc = await connect({ servers });
  try {
    const manager = await jetstreamManager(nc);
    const { state } = await manager.streams.add({ name: STREAM, subjects: ["orders.>"] });
    const client = jetstream(nc);
    for (let from = state.last_seq; from < count; from += BATCH) {
      const ids = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => from + i);
      await Promise.all(
        ids.map((id) =>
          client.publish("orders.new", JSON.stringify(orderOf(id)), { msgID: `order-${id}` })
        ),
      );
    }
  } finally {
    await nc.close();
  }
}
