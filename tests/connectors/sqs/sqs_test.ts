/** What is particular about the wires of SQS, against moto. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { sqsSink, sqsSource } from "../../../src/connectors/sqs/mod.ts";
import { MisconfiguredError } from "../../../src/connectors/wire.ts";
import { motoBed } from "../aws/moto_bed.ts";
import { openedSink, openedSource, taken, textsOf } from "../aws/open_wire.ts";
import { freshQueue, sendText, sqsClient, takeAll } from "./bed.ts";

const { missing } = motoBed;
const never = new AbortController().signal;

/** How many messages of a queue are with somebody. */
async function underWay(queueUrl: string): Promise<number> {
  using client = sqsClient();
  const name = "ApproximateNumberOfMessagesNotVisible";
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [name] }),
  );
  return Number(Attributes![name]);
}

Deno.test({
  name: missing === undefined ? "sqs against moto" : `sqs is not run: ${missing}`,
  ignore: missing !== undefined,
  async fn(t) {
    await using _moto = await motoBed.start();

    await t.step(
      "source: more than ten at once, with what goes beside them, and no more than asked for",
      async () => {
        const args = await freshQueue(false);
        await using sink = await openedSink(sqsSink, args);
        const batch = Array.from({ length: 25 }, (_, i) => ({
          origin: `o/${i}`,
          item: { body: `text ${i}`, attributes: { n: String(i) } },
        }));
        assertEquals(await sink.put(batch, never), batch.map(() => "done"));
        await using source = await openedSource(sqsSource, { ...args, waitSeconds: 1 });
        assertEquals(await source.lag!(), 25);
        const first = await source.pull(23, never) ?? [];
        assertEquals(first.length, 23);
        const all = [...first, ...await taken(source, 2)];
        assertEquals(textsOf(all).toSorted(), batch.map(({ item }) => item.body).toSorted());
        for (const { raw } of all) {
          assertEquals(`text ${raw.headers!["n"]}`, new TextDecoder().decode(raw.bytes));
          assertEquals(raw.headers!["receiveCount"], "1");
        }
        await source.settle(all);
        assertEquals(await underWay(args.queueUrl), 0);
        assertEquals(await source.lag!(), 0);
      },
    );

    await t.step(
      "source: what is under way is kept from others for longer than its visibility",
      async () => {
        const args = { ...await freshQueue(false), waitSeconds: 0, visibilitySeconds: 3 };
        await sendText(args.queueUrl, "one");
        await using source = await openedSource(sqsSource, args);
        const [one] = await taken(source, 1);
        await using other = await openedSource(sqsSource, args);
        // Another one looks until three seconds are over twice.
        for (const until = Date.now() + 6500; Date.now() < until;) {
          assertEquals(await other.pull(1, never), []);
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
        await source.settle([one!]);
        assertEquals(await underWay(args.queueUrl), 0);
      },
    );

    await t.step("source: what is given back is handed to another at once", async () => {
      const args = { ...await freshQueue(false), waitSeconds: 1, visibilitySeconds: 3600 };
      await sendText(args.queueUrl, "one");
      await using source = await openedSource(sqsSource, args);
      const [one] = await taken(source, 1);
      await source.release!([one!]);
      await using other = await openedSource(sqsSource, args);
      const [again] = await taken(other, 1);
      assertEquals(again!.origin, one!.origin);
      assertEquals(again!.raw.headers!["receiveCount"], "2");
    });

    await t.step(
      "source: what is no longer its own is told, and settled as far as it can be",
      async () => {
        const args = { ...await freshQueue(false), waitSeconds: 1, visibilitySeconds: 3600 };
        await sendText(args.queueUrl, "one");
        const logged: string[] = [];
        await using source = await openedSource(sqsSource, args, logged);
        const [one] = await taken(source, 1);
        await source.settle([{ ...one!, position: { id: "x", receiptHandle: "no handle" } }, one!]);
        assertEquals(await underWay(args.queueUrl), 0);
        assert(
          logged.some((line) => /^1 messages of .* are no longer ours/.test(line)),
          `${logged}`,
        );
      },
    );

    await t.step(
      "FIFO: the order of each group, its name, and origins that are the same again",
      async () => {
        const args = { ...await freshQueue(true), waitSeconds: 1, visibilitySeconds: 3600 };
        for (const [text, group] of [["a1", "a"], ["b1", "b"], ["a2", "a"]] as const) {
          await sendText(args.queueUrl, text, group);
        }
        await using source = await openedSource(sqsSource, args);
        const first = await taken(source, 3);
        assertEquals(first.map(({ raw }) => raw.key), ["a", "b", "a"]);
        assertEquals(textsOf(first), ["a1", "b1", "a2"]);
        await source.release!(first);
        const again = await taken(source, 3);
        assertEquals(again.map(({ origin }) => origin), first.map(({ origin }) => origin));
      },
    );

    await t.step(
      "FIFO: what is put again is sent once, by origins of any length and characters",
      async () => {
        const args = await freshQueue(true);
        await using sink = await openedSink(sqsSink, { ...args, group: "all" });
        const long = "x".repeat(300);
        const batch = ["o/1", "o/ü 2", `${long}1`, `${long}2`].map((origin) => ({
          origin,
          item: `of ${origin}`,
        }));
        assertEquals(await sink.put(batch, never), batch.map(() => "done"));
        assertEquals(await sink.put(batch, never), batch.map(() => "done"));
        const found = (await takeAll(args.queueUrl)).map(({ body }) => body);
        assertEquals(found, batch.map(({ item }) => item));
      },
    );

    await t.step("FIFO: without a group it is misconfigured", async () => {
      await using sink = await openedSink(sqsSink, await freshQueue(true));
      await assertRejects(
        () => sink.put([{ origin: "o", item: "text" }], never),
        MisconfiguredError,
        "give the arg group, or a group with each message",
      );
    });

    await t.step(
      "sink: what a queue does not take is refused with the reason, and any other text is sent",
      async () => {
        const args = await freshQueue(false);
        await using sink = await openedSink(sqsSink, args);
        const texts = [
          "größer \u{1F375}\t\r\n",
          "a \u0001",
          "",
          "x".repeat(2_000_000),
          "\ud800",
          "last",
        ];
        const outcomes = await sink.put(
          texts.map((item, i) => ({ origin: `o/${i}`, item })),
          never,
        );
        assertEquals(outcomes.map((outcome) => typeof outcome === "object"), [
          false,
          true,
          true,
          true,
          true,
          false,
        ]);
        const found = (await takeAll(args.queueUrl)).map(({ body }) => body);
        assertEquals(found.toSorted(), [texts[0], texts[5]].toSorted() as string[]);
      },
    );

    await t.step(
      "sink: messages that are too much for one request are sent in several",
      async () => {
        const args = await freshQueue(false);
        await using sink = await openedSink(sqsSink, args);
        const batch = ["a", "b", "c"].map((letter) => ({
          origin: letter,
          item: letter.repeat(400_000),
        }));
        assertEquals(await sink.put(batch, never), ["done", "done", "done"]);
        const found = (await takeAll(args.queueUrl)).map(({ body }) => body.length);
        assertEquals(found, [400_000, 400_000, 400_000]);
      },
    );
  },
});

Deno.test("sqs: what is wrong with args is told, all of it", () => {
  assertEquals(
    sqsSource.faults({ ...sqsSource.args, region: "r", queueUrl: "orders", waitSeconds: 21 }),
    [
      "queueUrl must be an address, but is orders",
      "waitSeconds is 21, give a whole number from 0 to 20",
    ],
  );
  assertEquals(sqsSink.faults(sqsSink.args), [
    'queueUrl is "", give a text',
    'region is "", give a text',
  ]);
});
