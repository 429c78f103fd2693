/** Graphs from a queue to objects, and from objects to a queue, through a bad network, against moto. */
import { assertEquals } from "@std/assert";
import { delivery, Graph, json } from "@steady-state/deno";
import { within } from "../../fixtures/watch.ts";
import { freshBucket, objectsIn } from "../s3/bed.ts";
import { freshQueue, sendText, takeAll } from "../sqs/bed.ts";
import { type Order, queued, read, sent, stored } from "./graph_actors.ts";
import { motoBed, runningMoto } from "./moto_bed.ts";

const { missing } = motoBed;
const COUNT = 60;
const ALL = Array.from({ length: COUNT }, (_, id) => id);

/** Looks again and again until that holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!await holds()) await new Promise((next) => setTimeout(next, 50));
}

Deno.test({
  name: missing === undefined
    ? "sqs and s3: a queue is put into objects, and these into a FIFO queue, through cuts"
    : `sqs and s3: a graph is not run: ${missing}`,
  ignore: missing !== undefined,
  async fn() {
    await using _moto = await motoBed.start();
    const { network } = runningMoto();
    const queue = await freshQueue(false, { proxied: true });
    const bucket = await freshBucket({ proxied: true });
    const fifo = await freshQueue(true, { proxied: true });
    for (const id of ALL) await sendText(queue.queueUrl, JSON.stringify({ id }));
    const inObjects = async () =>
      (await objectsIn(bucket.bucket, "orders/"))
        .flatMap(({ bytes }) => new TextDecoder().decode(bytes).split("\n").slice(0, -1))
        .map((line) => (JSON.parse(line) as Order).id);
    {
      await using graph = new Graph("queue to objects", { log: () => {} });
      const orders = graph.channel("orders", delivery(json<Order>()));
      graph
        .actor("QUEUED", queued, {
          ports: { messages: orders.tx },
          args: { ...queue, waitSeconds: 1, visibilitySeconds: 10, batch: 20 },
        })
        .actor("STORED", stored, {
          ports: { messages: orders.rx },
          args: { ...bucket, prefix: "orders/", extension: ".ndjson", batch: 10 },
        });
      await graph.start();
      await within(until(async () => (await inObjects()).length >= 10), "the first object");
      await network.cut();
      await network.heal();
      const isAll = async () => new Set(await inObjects()).size === COUNT;
      await within(until(isAll), "all are in objects", 60_000);
      const report = await within(graph.stop(), "the end", 60_000);
      assertEquals(report.clean, true, JSON.stringify(report));
    }
    // The process has not died, so each is in one object, and none is left in the queue.
    assertEquals((await inObjects()).toSorted((a, b) => a - b), ALL);
    assertEquals(await takeAll(queue.queueUrl), []);
    {
      await using graph = new Graph("objects to queue", { log: () => {} });
      const orders = graph.channel("orders", delivery(json<Order>()));
      graph
        .actor("READ", read, {
          ports: { messages: orders.tx },
          args: { ...bucket, prefix: "orders/", marker: "marker.json", follow: false },
        })
        .actor("SENT", sent, { ports: { messages: orders.rx }, args: fifo });
      await graph.start();
      const report = await within(graph.finished, "the end", 60_000);
      assertEquals(report.clean, true, JSON.stringify(report));
    }
    const bodies = (await takeAll(fifo.queueUrl)).map(({ body }) => (JSON.parse(body) as Order).id);
    assertEquals(bodies.toSorted((a, b) => a - b), ALL);
  },
});
