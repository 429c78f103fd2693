/**
 * Queues of SQS and objects of S3 as what a killed program reads and writes, against moto.
 *
 * @module
 */
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { s3Source } from "../../../src/connectors/s3/mod.ts";
import { motoBed } from "../aws/moto_bed.ts";
import { freshBucket, objectsIn, putObject } from "../s3/bed.ts";
import { freshQueue, sendText, sqsClient, takeAll } from "../sqs/bed.ts";
import { broughtBeforeLast } from "./local_pipes.ts";
import type { Label } from "./pipe_actors.ts";
import { batches, type Pipe } from "./pipes.ts";

/** A sender that is killed holds its messages back for so long. */
const VISIBILITY_SECONDS = 3;
const OBJECT_LINES = 50;

/** A queue, and objects of lines. A batch that comes again in another one is in another object. */
export async function sqsPipe(): Promise<Pipe> {
  const moto = await motoBed.start();
  const queue = await freshQueue(false);
  const bucket = await freshBucket();
  const labels = async () =>
    (await objectsIn(bucket.bucket, "labels/")).flatMap(({ bytes }) =>
      new TextDecoder().decode(bytes).split("\n").filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Label)
    );
  return {
    service: "sqs",
    args: {
      source: { ...queue, waitSeconds: 1, visibilitySeconds: VISIBILITY_SECONDS },
      sink: { ...bucket, prefix: "labels/", extension: ".ndjson", batch: 20 },
    },
    mayDouble: true,
    async publish(count, from = 0) {
      for (const batch of batches(count, from)) {
        for (const parcel of batch) await sendText(queue.queueUrl, parcel);
      }
    },
    count: async () => new Set((await labels()).map(({ id }) => id)).size,
    async left() {
      using client = sqsClient();
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: queue.queueUrl, AttributeNames: ["All"] }),
      );
      return Number(Attributes!.ApproximateNumberOfMessages) +
        Number(Attributes!.ApproximateNumberOfMessagesNotVisible);
    },
    labels,
    [Symbol.asyncDispose]: () => moto[Symbol.asyncDispose](),
  };
}

/** Objects of lines, and a FIFO queue, which takes nothing twice within five minutes. */
export async function s3Pipe(): Promise<Pipe> {
  const moto = await motoBed.start();
  const bucket = await freshBucket();
  const queue = await freshQueue(true);
  const source = { ...bucket, prefix: "parcels/", marker: "marker.json", pollMs: 200 };
  const taken: Label[] = [];
  const take = async () => {
    taken.push(...(await takeAll(queue.queueUrl)).map(({ body }) => JSON.parse(body) as Label));
  };
  let objects = 0;
  const put = async (lines: readonly string[]) => {
    const name = `parcels/${String(objects++).padStart(6, "0")}.ndjson`;
    await putObject(bucket.bucket, name, new TextEncoder().encode(`${lines.join("\n")}\n`));
  };
  return {
    service: "s3",
    args: { source, sink: queue },
    mayDouble: false,
    async publish(count, from = 0) {
      for (const batch of batches(count, from, OBJECT_LINES)) await put(batch);
    },
    async count() {
      await take();
      return taken.length;
    },
    async left() {
      await put([JSON.stringify({ id: -1 })]);
      return await broughtBeforeLast(s3Source, source);
    },
    labels: () => Promise.resolve(taken),
    [Symbol.asyncDispose]: () => moto[Symbol.asyncDispose](),
  };
}
