import { assert, assertEquals, assertRejects } from "@std/assert";
import { type KafkaItem, kafkaSink } from "../../../src/connectors/kafka/mod.ts";
import { MisconfiguredError, type Pulled } from "../../../src/connectors/wire.ts";
import { noKafka, startKafka } from "../servers/kafka.ts";
import { openSink, openSource, values } from "./opened.ts";

const kafka = noKafka === undefined ? await startKafka() : undefined!;
if (noKafka === undefined) Deno.test.afterAll(async () => await kafka[Symbol.asyncDispose]());

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({
    name: noKafka === undefined ? `kafka: ${name}` : `kafka: ${name} (${noKafka})`,
    ignore: noKafka !== undefined,
    fn,
  });
}

let made = 0;
async function topic(partitions = 3, configs?: Readonly<Record<string, string>>): Promise<string> {
  const name = `sink-${made++}`;
  await kafka.topic(name, partitions, configs);
  return name;
}

/** All that is in a topic; there must be so many. */
async function inTopic(topics: string, count: number): Promise<Pulled[]> {
  await using source = await openSource({ servers: kafka.servers, topics, group: `r-${made++}` });
  const pulled = await source.pulled(count);
  assertEquals(await source.wire.lag!(), 0);
  return pulled;
}

test("a record has its key, its headers and its origin", async () => {
  const name = await topic();
  await using sink = await openSink({ servers: kafka.servers, topic: name });
  const outcomes = await sink.put(
    { key: "k", value: "text", headers: { kind: "order" }, partition: 2 },
    { value: new Uint8Array([0, 255]), partition: 0 },
    { key: new Uint8Array([107]), value: null, partition: 1 },
  );
  assertEquals(outcomes, ["done", "done", "done"]);
  const byPartition = Map.groupBy(await inTopic(name, 3), (one) => one.partition);
  const raw = (partition: number) => {
    const { at, ...rest } = byPartition.get(`${name}/${partition}`)![0]!.raw;
    assert(at! > 0);
    return rest;
  };
  assertEquals(raw(2), {
    bytes: new TextEncoder().encode("text"),
    subject: name,
    key: "k",
    headers: { kind: "order", "steady-origin": "in/0" },
  });
  assertEquals(raw(0).bytes, new Uint8Array([0, 255]));
  assertEquals([raw(1).key, raw(1).bytes.length], ["k", 0]);
});

test("a key goes to the partition that Kafka's own clients send it to", async () => {
  const name = await topic(5);
  await using sink = await openSink({ servers: kafka.servers, topic: name, originHeader: "" });
  // By murmur2 as Kafka has it: "21" is -973932308, "foobar" -790332482, "a-little-bit-long-string" -985981536.
  const hashes = { "21": -973932308, "foobar": -790332482, "a-little-bit-long-string": -985981536 };
  const keys = Object.keys(hashes);
  await sink.put(...keys.map((key) => ({ key, value: "" })));
  for (const { raw, partition } of await inTopic(name, 3)) {
    const hash = hashes[raw.key as keyof typeof hashes];
    assertEquals(partition, `${name}/${(hash & 0x7fffffff) % 5}`);
    assertEquals(raw.headers, undefined);
  }
});

test("what has no key goes to each partition in turn, a batch at a time, in order", async () => {
  const name = await topic(3);
  await using sink = await openSink({ servers: kafka.servers, topic: name });
  for (let batch = 0; batch < 6; batch++) {
    await sink.put(...[0, 1, 2].map((n) => ({ value: `${batch}.${n}` })));
  }
  const byPartition = Map.groupBy(await inTopic(name, 18), (one) => one.partition);
  for (const messages of byPartition.values()) {
    const said = values(messages);
    assertEquals(said.length, 6);
    assertEquals(said, said.toSorted());
  }
});

test("a batch that is refused in part tells which items are dead, and the others are there once", async () => {
  const name = await topic(2, { "max.message.bytes": "5000" });
  await using sink = await openSink({ servers: kafka.servers, topic: name });
  const items: KafkaItem[] = Array.from(
    { length: 40 },
    (_, n) => ({ value: `${n} `.padEnd(400, "x"), partition: n % 2 }),
  );
  items[10] = { value: "y".repeat(6_000), partition: 0 };
  items[11] = { value: "", topic: "nowhere" };
  items[12] = { value: "", partition: 2 };
  items[13] = { value: "", topic: "not a name" };
  const outcomes = await sink.put(...items);
  for (const [n, outcome] of outcomes.entries()) {
    if (n < 10 || n > 13) assertEquals(outcome, "done", `item ${n}`);
  }
  assertEquals(outcomes.slice(10, 14), [
    { dead: "the broker refuses it: MESSAGE_TOO_LARGE" },
    { dead: 'topic "nowhere" is not there' },
    { dead: `topic "${name}" has no partition 2, only 2` },
    { dead: 'topic "not a name" is not there' },
  ]);
  const byPartition = Map.groupBy(await inTopic(name, 36), (one) => one.partition);
  for (const [partition, messages] of byPartition) {
    const said = values(messages).map((value) => parseInt(value));
    const own = items.keys().filter((n) => (n < 10 || n > 13) && `${name}/${n % 2}` === partition);
    assertEquals(said, [...own]);
  }
});

test("a batch of more than a broker takes at once is written in order", async () => {
  const name = await topic(1);
  await using sink = await openSink({ servers: kafka.servers, topic: name });
  const items = Array.from({ length: 30 }, (_, n) => ({ value: `${n} `.padEnd(100_000, "x") }));
  assertEquals(await sink.put(...items), items.map(() => "done" as const));
  const said = values(await inTopic(name, 30)).map((value) => parseInt(value));
  assertEquals(said, items.map((_, n) => n));
});

test("a topic that there is not is misconfigured, and a broker that is not there is told with its address", async () => {
  await assertRejects(
    () => openSink({ servers: kafka.servers, topic: "nowhere" }),
    MisconfiguredError,
    "there is no topic nowhere",
  );
  await assertRejects(() => openSink({ servers: "127.0.0.1:1", topic: "t" }), Error, "127.0.0.1:1");
});

test("a put that is given up ends, and so does closing, while the broker stands still", async () => {
  const name = await topic(1);
  await using sink = await openSink({ servers: kafka.servers, topic: name });
  await sink.put({ value: "before" });
  kafka.pause();
  const abort = new AbortController();
  const putting = sink.wire.put([{ origin: "x", item: { value: "while" } }], abort.signal);
  abort.abort();
  try {
    await assertRejects(() => putting, Error, "aborted");
    await sink.wire.close();
  } finally {
    kafka.resume();
  }
});

test("a broker that is killed and comes again has all that was done, once", async () => {
  const name = await topic(1);
  await using sink = await openSink({ servers: kafka.servers, topic: name });
  const done: string[] = [];
  const put = async (from: number) => {
    for (let n = from; n < from + 50; n++) {
      const outcomes = await sink.put({ value: `${n}` });
      if (outcomes[0] === "done") done.push(`${n}`);
    }
  };
  await put(0);
  await Promise.all([put(50), kafka.kill().then(() => kafka.restart())]);
  assertEquals(done.length, 100);
  assertEquals(values(await inTopic(name, 100)), done);
});

Deno.test("kafka: all that is wrong with a sink's args is told at once", () => {
  assertEquals(kafkaSink.faults({ ...kafkaSink.args, servers: "a:1", topic: "t" }), []);
  assertEquals(kafkaSink.faults({ ...kafkaSink.args, servers: "a:1" }), []);
  const faults = kafkaSink.faults({
    ...kafkaSink.args,
    clientId: "",
    topic: "a b",
    compression: "zip",
    batchBytes: 0,
  });
  const wrong = ["servers", "clientId", "topic", "compression", "batchBytes"];
  for (const arg of wrong) {
    assert(faults.some((fault) => fault.startsWith(`${arg} is `)), `nothing is said of ${arg}`);
  }
  assertEquals(faults.length, wrong.length);
});
