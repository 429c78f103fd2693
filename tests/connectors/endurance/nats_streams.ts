/**
 * The streams of the endurance run: what goes in, and what has come out.
 *
 * @module
 */
import { jetstream, type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { connectBySocket } from "../../../src/nats/socket_transport.ts";
import { type Bill, centsOf } from "./nats_actors.ts";

export const IN = "IN";
export const OUT = "OUT";
export const DURABLE = "endurance";

/** How soon the server hands over again what a killed process had. */
export const ACK_WAIT_MS = 2000;

/** For how long the stream of bills knows what it has: longer than the run takes. */
const WINDOW_NANOS = 60 * 60 * 1_000_000_000;

/** How many are published at a time. */
const BATCH = 500;

/** How many messages of a stream are looked at in one request. */
const READ_BATCH = 1000;

/** Both streams, looked at from outside of the graph. */
export class Streams implements AsyncDisposable {
  private constructor(
    private readonly nc: NatsConnection,
    private readonly manager: JetStreamManager,
  ) {}

  static async open(servers: string): Promise<Streams> {
    const nc = await connectBySocket({ servers, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
    const manager = await jetstreamManager(nc);
    await manager.streams.add({ name: IN, subjects: ["in.>"] });
    await manager.streams.add({
      name: OUT,
      subjects: ["out.>"],
      duplicate_window: WINDOW_NANOS,
    });
    return new Streams(nc, manager);
  }

  /** Puts so many orders in. */
  async publish(count: number): Promise<void> {
    const client = jetstream(this.nc);
    for (let from = 0; from < count; from += BATCH) {
      const ids = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => from + i);
      await Promise.all(ids.map((id) => client.publish("in.orders", JSON.stringify({ id }))));
    }
  }

  /** How many bills have come out. */
  async count(): Promise<number> {
    return (await this.manager.streams.info(OUT)).state.messages;
  }

  /** How many orders are not settled, and how often one was handed over again. */
  async read(): Promise<{ readonly left: number; readonly again: number }> {
    const { num_pending, num_ack_pending, delivered } = await this.manager.consumers.info(
      IN,
      DURABLE,
    );
    return {
      left: num_pending + num_ack_pending,
      again: delivered.consumer_seq - delivered.stream_seq,
    };
  }

  /** What is wrong with what has come out, of so many orders; and how many were not in the order of the orders. */
  async account(count: number): Promise<{ readonly faults: string[]; readonly overtaken: number }> {
    const times = new Map<number, number>();
    const faults: string[] = [];
    let last = -1;
    let overtaken = 0;
    for await (const { id, cents } of this.#bills()) {
      times.set(id, (times.get(id) ?? 0) + 1);
      if (cents !== centsOf(id)) faults.push(`order ${id} was billed with ${cents}`);
      if (id < last) overtaken++;
      last = Math.max(last, id);
    }
    for (let id = 0; id < count; id++) {
      const n = times.get(id) ?? 0;
      if (n !== 1) faults.push(`order ${id} has ${n} bills`);
    }
    if (times.size > count) faults.push(`${times.size - count} bills are of no order`);
    return { faults, overtaken };
  }

  async *#bills(): AsyncGenerator<Bill> {
    const consumer = await this.manager.consumers.add(OUT, {
      name: `account-${crypto.randomUUID()}`,
      ack_policy: "none",
    });
    const messages = await jetstream(this.nc).consumers.get(OUT, consumer.name);
    for (let left = await this.count(); left > 0;) {
      const batch = await messages.fetch({ max_messages: Math.min(left, READ_BATCH) });
      for await (const message of batch) {
        yield message.json<Bill>();
        left--;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.nc.close();
  }
}
