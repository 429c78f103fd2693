/**
 * What JetStream does by itself, with batches of records as messages: one of two processes, `bare.ts take|send SERVERS NAME COUNT`. Who
 * sends has some messages on their way at once, who takes has them by an ordered consumer and looks at each. Who takes prints the rate of
 * records.
 *
 * @module
 */
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connectBySocket } from "../../../../src/nats/socket_transport.ts";
import { BATCH, RECORD_BYTES } from "../../throughput/actors.ts";

/** How many messages are on their way at once. */
const AHEAD = 64;

const [role = "", servers = "", name = "", countText] = Deno.args;
const messages = Math.ceil(Number(countText) / BATCH);
const nc = await connectBySocket({ servers });
const client = jetstream(nc);
if (role === "take") {
  const manager = await jetstreamManager(nc);
  await manager.streams.add({ name, subjects: [`${name}.0`] });
  const consumer = await client.consumers.get(name);
  let taken = 0;
  let begun = 0;
  for await (const { data } of await consumer.consume({ max_messages: 256 })) {
    if (taken === 0) begun = performance.now();
    if (data.length !== BATCH * RECORD_BYTES) throw new Error(`${data.length} bytes came`);
    if (++taken === messages) break;
  }
  const ms = performance.now() - begun;
  console.log(JSON.stringify({ rate: messages * BATCH / ms * 1000 }));
  await manager.streams.delete(name);
} else {
  const manager = await jetstreamManager(nc);
  const isThere = () => manager.streams.info(name).then(() => true, () => false);
  while (!await isThere()) await new Promise((resolve) => setTimeout(resolve, 10));
  const underWay: Promise<unknown>[] = [];
  for (let i = 0; i < messages; i++) {
    if (underWay.length === AHEAD) await underWay.shift();
    underWay.push(client.publish(`${name}.0`, new Uint8Array(BATCH * RECORD_BYTES)));
  }
  await Promise.all(underWay);
}
await nc.close();
Deno.exit();
