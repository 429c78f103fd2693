/**
 * Kafka → graph → Kafka with a cluster of three brokers, one after the other of which is killed and comes again, so that all leaders and the
 * keeper of the group move: each message is in the topic that is written, and each once, since one producer repeats itself.
 *
 * ```sh
 * deno run -A --no-lock tests/connectors/endurance/kafka_cluster_run.ts --messages 50000 --kills 6
 * ```
 *
 * @module
 */
import { Consumer } from "@platformatic/kafka";
import { Graph } from "@steady-state/deno";
import { parseArgs } from "node:util";
import { BROKERS, startKafkaCluster } from "../servers/kafka_cluster.ts";
import { collect, deliver, parcels } from "./kafka_cluster_actors.ts";
import { pause } from "./program.ts";

const PARTITIONS = 6;
const BATCH = 500;
/** How long it takes about to kill a broker, to have others lead, and to start it again. */
const CYCLE_MS = 25_000;

const { values } = parseArgs({
  args: Deno.args,
  options: {
    messages: { type: "string", default: "50000" },
    kills: { type: "string", default: "6" },
  },
});
const [messages, kills] = [Number(values.messages), Number(values.kills)];
await using cluster = await startKafkaCluster();
await cluster.topic("in", PARTITIONS);
await cluster.topic("out", PARTITIONS);
const { servers } = cluster;

const graph = new Graph("parcels");
const channel = graph.channel("parcels", parcels, { capacity: 1024 });
graph
  .actor("COLLECT", collect, {
    ports: { messages: channel.tx },
    args: { servers, topics: "in", group: "parcels", batch: 100 },
  })
  .actor("DELIVER", deliver, {
    ports: { messages: channel.rx },
    args: { servers, topic: "out", batch: 100, putTimeoutMs: 120_000 },
  });
await graph.start();

/** Numbers from 0 on, a batch at a time, over all of the time. */
const writing = (async () => {
  for (let from = 0; from < messages; from += BATCH) {
    const ids = Array.from({ length: Math.min(BATCH, messages - from) }, (_, i) => from + i);
    await cluster.write(
      ids.map((id) => ({ topic: "in", partition: id % PARTITIONS, value: JSON.stringify({ id }) })),
    );
    await pause(CYCLE_MS * kills * BATCH / messages);
  }
})();
for (let kill = 0; kill < kills; kill++) {
  // The first is the one that the writer asks where the others are.
  const broker = 1 + kill % (BROKERS - 1);
  await pause(2_000);
  await cluster.kill(broker);
  console.log(`broker ${broker + 1} is killed: ${await ends("out")} are out`);
  await pause(15_000);
  console.log(`without it: ${await ends("out")} are out`);
  await cluster.restart(broker);
}
await writing;
while (await ends("out") < messages) await pause(100);
await graph.settled("COLLECT");
const { reconnects, redelivered } = graph.state("COLLECT") as Record<string, number>;
await graph.stop();
await graph.finished;
const out = await ends("out");
console.log({ messages, kills, out, doubled: out - messages, reconnects, redelivered });
/** How many records a topic has, once all of its partitions have a leader. */
async function ends(topic: string): Promise<number> {
  const consumer = new Consumer({
    clientId: "account",
    groupId: "account",
    bootstrapBrokers: servers.split(","),
  });
  try {
    const offsets = await consumer.listOffsets({ topics: [topic], timestamp: -1n });
    return (offsets.get(topic) ?? []).reduce((sum, end) => sum + Number(end), 0);
  } catch {
    await pause(100);
    return await ends(topic);
  } finally {
    await consumer.close();
  }
}
