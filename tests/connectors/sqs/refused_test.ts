/** What becomes of single messages that a queue refuses, against a server that refuses them. */
import { assertEquals, assertRejects } from "@std/assert";
import { sqsSink, sqsSource } from "../../../src/connectors/sqs/mod.ts";
import { MisconfiguredError, type Pulled } from "../../../src/connectors/wire.ts";
import { TEST_ACCESS } from "../aws/moto_bed.ts";
import { openedSink, openedSource } from "../aws/open_wire.ts";
import { type Refusal, refusingQueue } from "./refusing_queue.ts";

const never = new AbortController().signal;
const TROUBLE: Refusal = { SenderFault: false, Code: "InternalError" };
const THROTTLED: Refusal = { SenderFault: true, Code: "RequestThrottled" };
const FAULTY: Refusal = { SenderFault: true, Code: "InvalidMessageContents" };

function argsOf(url: string, name: string) {
  return { ...TEST_ACCESS, endpoint: url, queueUrl: `${url}/1/${name}` };
}

Deno.test("sqs sink: each message has an outcome of its own", async () => {
  const refusals: Record<string, Refusal> = { b: TROUBLE, c: FAULTY, d: THROTTLED };
  await using queue = refusingQueue(({ MessageBody }) => refusals[MessageBody!]);
  await using sink = await openedSink(sqsSink, argsOf(queue.url, "orders"));
  const batch = ["a", "b", "c", "d", "e"].map((item) => ({ origin: item, item }));
  assertEquals(await sink.put(batch, never), [
    "done",
    "again",
    { dead: "InvalidMessageContents" },
    "again",
    "done",
  ]);
});

Deno.test("sqs sink: in a FIFO queue, what comes after a refused message of its group waits with it", async () => {
  await using queue = refusingQueue(({ MessageBody }) =>
    MessageBody === "a1" ? TROUBLE : undefined
  );
  await using sink = await openedSink(sqsSink, argsOf(queue.url, "orders.fifo"));
  const names = ["a0", "b0", "a1", "b1", "c0", "c1", "c2", "c3", "c4", "c5", "a2", "b2", "a3"];
  const batch = names.map((body) => ({ origin: body, item: { body, group: body[0]! } }));
  const outcomes = await sink.put(batch, never);
  assertEquals(names.filter((_, i) => outcomes[i] === "again"), ["a1", "a2", "a3"]);
  assertEquals(queue.asked, [names.slice(0, 10), ["b2"]]);
});

Deno.test("sqs source: messages that cannot be deleted for now are deleted again, three times", async () => {
  let refusals = 2;
  await using queue = refusingQueue(({ ReceiptHandle }) =>
    ReceiptHandle === "b" && refusals-- > 0 ? TROUBLE : undefined
  );
  await using source = await openedSource(sqsSource, argsOf(queue.url, "orders"));
  const messages = ["a", "b"].map((handle): Pulled<{ id: string; receiptHandle: string }> => ({
    origin: handle,
    partition: "orders",
    position: { id: handle, receiptHandle: handle },
    raw: { bytes: new Uint8Array(0) },
  }));
  await source.settle(messages);
  assertEquals(queue.asked, [["a", "b"], ["b"], ["b"]]);
  refusals = 3;
  const error = await assertRejects(() => source.settle(messages), Error, "InternalError");
  assertEquals(error instanceof MisconfiguredError, false);
});
