import { json } from "@steady-state/deno/actor";
import { defineSink, defineSource } from "../../../src/connectors/mod.ts";
import { s3Sink, s3Source } from "../../../src/connectors/s3/mod.ts";
import { sqsSink, sqsSource } from "../../../src/connectors/sqs/mod.ts";

/** What is in the queues, and in the objects. */
export interface Order {
  readonly id: number;
}

/** Receives from a queue. */
export const queued = defineSource(import.meta, "queued", { wire: sqsSource, kind: json<Order>() });

/** Puts batches into objects. */
export const stored = defineSink(import.meta, "stored", {
  wire: s3Sink,
  kind: json<Order>(),
  encode: ({ message }) => JSON.stringify(message),
});

/** Reads objects. */
export const read = defineSource(import.meta, "read", { wire: s3Source, kind: json<Order>() });

/** Sends to a queue. */
export const sent = defineSink(import.meta, "sent", {
  wire: sqsSink,
  kind: json<Order>(),
  encode: ({ message }) => ({ body: JSON.stringify(message), group: `g${message.id % 3}` }),
});
