import { Admin, Producer } from "@platformatic/kafka";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { kafkaSource, type KafkaSourceArgs } from "../../../src/connectors/kafka/mod.ts";
import { MisconfiguredError, type Pulled } from "../../../src/connectors/wire.ts";
import { deadline } from "../../fixtures/strain.ts";
import { KAFKA_LOGIN, noKafka, startKafka } from "../servers/kafka.ts";
import { type OpenedSource, openSink, openSource, values } from "./opened.ts";

const kafka = noKafka === undefined ? await startKafka() : undefined!;
if (noKafka === undefined) Deno.test.afterAll(async () => await kafka[Symbol.asyncDispose]());

function test(name: string, fn: () => Promise<void>, missing: string | undefined = noKafka): void {
  Deno.test({
    name: missing === undefined ? `kafka: ${name}` : `kafka: ${name} (${missing})`,
    ignore: missing !== undefined,
    fn,
  });
}

/** Why there is no broker that speaks TLS. */
const noTls = noKafka ?? (kafka.encrypted === undefined ? "there is no openssl" : undefined);

let made = 0;
/** A topic of the test's own, and a group for it. */
async function topic(
  partitions = 3,
  configs?: Readonly<Record<string, string>>,
): Promise<{ servers: string; topics: string; group: string; sessionTimeoutMs: number }> {
  const name = `source-${made++}`;
  await kafka.topic(name, partitions, configs);
  return { servers: kafka.servers, topics: name, group: `of-${name}`, sessionTimeoutMs: 6_000 };
}

/** Writes numbers from..to, in turn to the partitions. */
async function writeNumbers(topic: string, from: number, to: number, partitions = 3) {
  const records = [];
  for (let n = from; n < to; n++) records.push({ topic, partition: n % partitions, value: `${n}` });
  await kafka.write(records);
}

const numbers = (messages: readonly Pulled[]) => values(messages).map(Number).sort((a, b) => a - b);
const upTo = (end: number, from = 0) => Array.from({ length: end - from }, (_, i) => from + i);

/** Goes on asking for the fact until it holds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!await holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test("what was settled does not come again, and what was not does, in order", async () => {
  const args = await topic(1);
  await writeNumbers(args.topics, 0, 100, 1);
  {
    await using source = await openSource(args);
    const pulled = await source.pulled(60);
    assertEquals(values(pulled), upTo(60).map(String));
    assertEquals(pulled[7]?.origin, `${args.topics}/0/7`);
    assertEquals(pulled[7]?.partition, `${args.topics}/0`);
    await source.wire.settle(pulled.slice(0, 40));
    await source.wire.settle(pulled.slice(0, 10)); // long since: it must not go back
    assertEquals(await source.wire.lag!(), 40);
  }
  await using source = await openSource(args);
  const again = await source.pulled(60);
  assertEquals(values(again), upTo(100, 40).map(String));
  assertEquals(again[0]?.origin, `${args.topics}/0/40`);
});

test("a pull returns no more than it was asked for, and at once when it is aborted", async () => {
  const args = await topic(1);
  await writeNumbers(args.topics, 0, 10, 1);
  await using source = await openSource(args);
  const signal = new AbortController().signal;
  assertEquals((await source.pulled(1)).length, 1);
  assertEquals((await source.wire.pull(3, signal))?.length, 3);
  assertEquals((await source.wire.pull(100, signal))?.length, 6);
  const abort = new AbortController();
  const waiting = source.wire.pull(100, abort.signal);
  abort.abort();
  assertEquals(await waiting, []);
  await writeNumbers(args.topics, 10, 11, 1);
  assertEquals(values(await source.pulled(1)), ["10"]);
});

test("a group shared out anew settles first what was pulled, and nothing is doubled", async () => {
  const args = await topic(4);
  await writeNumbers(args.topics, 0, 200, 4);
  const pulled: Pulled[] = [];
  const settling: string[] = [];
  await using first: OpenedSource = await openSource(args, async (partition) => {
    settling.push(partition);
    await first.wire.settle(pulled.filter((one) => one.partition === partition));
  });
  pulled.push(...await first.pulled(120));
  const [stopFirst, stopSecond] = [new AbortController(), new AbortController()];
  const rest = first.pulled(Infinity, stopFirst.signal);
  await using second = await openSource(args);
  assertEquals(first.givenUp.toSorted(), upTo(4).map((n) => `${args.topics}/${n}`));
  assertEquals(first.lost, []);
  const others = second.pulled(Infinity, stopSecond.signal);
  const [mine, theirs]: [Pulled[], Pulled[]] = [[], []];
  await writeNumbers(args.topics, 200, 400, 4);
  await until(async () => await first.wire.lag!() === 0 && await second.wire.lag!() === 0);
  stopFirst.abort();
  stopSecond.abort();
  mine.push(...await rest);
  theirs.push(...await others);
  // Between the first pull and the rebalance the first may have pulled on; that much was not settled, and comes again.
  const seen = new Set(pulled.map((one) => one.origin));
  for (const one of theirs) {
    assert(!seen.has(one.origin), `${one.origin} was settled, and came again`);
  }
  assertEquals(
    [...new Set([...numbers(pulled), ...numbers(mine), ...numbers(theirs)])]
      .sort((a, b) => a - b),
    upTo(400),
  );
  const owners = (messages: Pulled[]) => new Set(messages.map((one) => one.partition));
  assertEquals(owners(theirs).size, 2);
});

test("a member that goes leaves its partitions to the others at once", async () => {
  const args = { ...await topic(2), sessionTimeoutMs: 60_000 };
  await using first = await openSource(args);
  const second = await openSource(args);
  const signal = new AbortController().signal;
  const seen = new Set<string>();
  const pulling = until(async () => {
    for (const value of values(await first.wire.pull(1, signal) ?? [])) seen.add(value);
    return seen.size === 2;
  });
  await second.wire.close();
  await writeNumbers(args.topics, 0, 2, 2);
  await pulling;
});

test("a member that was taken for dead loses its partitions, and does not settle what others have", async () => {
  const args = await topic(1);
  await writeNumbers(args.topics, 0, 10, 1);
  await using source = await openSource(args);
  const pulled = await source.pulled(10);
  await throwOut(args.group);
  await until(() => source.lost.length > 0);
  assertEquals(source.lost, [`${args.topics}/0`]);
  assertEquals(source.givenUp, []);
  // It has joined again by itself, and goes on from what is committed.
  const again = await source.pulled(5);
  assertEquals(values(again), upTo(5).map(String));
  await source.wire.settle(again);
  await source.wire.settle(pulled); // of before: they are not its own any more
  await source.wire.close();
  await using next = await openSource(args);
  assertEquals(values(await next.pulled(1)), ["5"]);
});

test("a commit that the group has no longer a place for is left out, and no error", async () => {
  const args = await topic(1);
  await writeNumbers(args.topics, 0, 4, 1);
  await using source = await openSource({ ...args, sessionTimeoutMs: 60_000 });
  const pulled = await source.pulled(4);
  await throwOut(args.group);
  await source.wire.settle(pulled);
  assertStringIncludes(source.lines.join(), "shared out anew");
});

test("a group that begins at the latest has its place from then on", async () => {
  const args = { ...await topic(1), start: "latest" };
  await writeNumbers(args.topics, 0, 5, 1);
  await (await openSource(args)).wire.close();
  await writeNumbers(args.topics, 5, 7, 1);
  await using source = await openSource(args);
  assertEquals(values(await source.pulled(2)), ["5", "6"]);
});

test("what the broker has deleted is told, and reading goes on at the start", async () => {
  const args = await topic(1);
  await writeNumbers(args.topics, 0, 5, 1);
  {
    await using source = await openSource(args);
    await source.wire.settle(await source.pulled(2));
  }
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [kafka.servers] });
  await admin.deleteRecords({
    topics: [{ name: args.topics, partitions: [{ partition: 0, offset: 4n }] }],
  });
  await admin.close();
  await using source = await openSource(args);
  assertEquals(values(await source.pulled(1)), ["4"]);
  assertStringIncludes(source.lines.join(), `${args.topics}/0 at 2`);
});

test("partitions that are added are read", async () => {
  const args = await topic(1);
  await using source = await openSource(args);
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [kafka.servers] });
  await admin.createPartitions({
    topics: [{ name: args.topics, count: 2, assignments: [{ brokerIds: [1] }] }],
    validateOnly: false,
  });
  await admin.close();
  await assertRejects(() => source.pulled(1), Error, "has 2 partitions and had 1");
  await source.wire.close();
  await using next = await openSource(args);
  await writeNumbers(args.topics, 0, 2, 2);
  assertEquals(numbers(await next.pulled(2)), [0, 1]);
});

for (const fetchBytes of [1, 1_048_576]) {
  test(`aborted transactions are left out, at ${fetchBytes} bytes a time`, async () => {
    const args = { ...await topic(1), fetchBytes };
    const producer = new Producer({
      clientId: "test",
      bootstrapBrokers: [kafka.servers],
      idempotent: true,
      transactionalId: `tx-${args.topics}`,
      retries: 20,
      retryDelay: 200,
    });
    const message = (n: number) => ({
      topic: args.topics,
      partition: 0,
      value: Buffer.from(`${n}`),
    });
    for (
      const [n, commits] of [[0, true], [1, false], [2, true], [3, false], [4, false], [
        5,
        true,
      ]] as const
    ) {
      const transaction = await producer.beginTransaction();
      // Two requests, so two batches: both are of the transaction.
      await transaction.send({ messages: [message(n)] });
      await transaction.send({ messages: [message(n + 10)] });
      await (commits ? transaction.commit() : transaction.abort());
    }
    await producer.close();
    await using source = await openSource(args);
    assertEquals(values(await source.pulled(6)), ["0", "10", "2", "12", "5", "15"]);
    await using all = await openSource({ ...args, group: `all-${args.group}`, isolation: "all" });
    assertEquals((await all.pulled(12)).length, 12);
  });
}

for (const compression of ["none", "gzip", "snappy", "lz4", "zstd"]) {
  test(`records packed by ${compression} are read`, async () => {
    const args = await topic(1);
    await using sink = await openSink({ servers: kafka.servers, topic: args.topics, compression });
    const long = "steady ".repeat(1_000);
    assertEquals(await sink.put({ value: "" }, { value: long }, { value: "ü" }), [
      "done",
      "done",
      "done",
    ]);
    await using source = await openSource(args);
    assertEquals(values(await source.pulled(3)), ["", long, "ü"]);
  });
}

test("heartbeats go on while nothing is pulled", async () => {
  const args = { ...await topic(1), sessionTimeoutMs: deadline(1_000) };
  await writeNumbers(args.topics, 0, 1, 1);
  await using source = await openSource(args);
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [kafka.servers] });
  const member = async () =>
    [...(await admin.describeGroups({ groups: [args.group] })).values()]
      .flatMap((group) => [...group.members.keys()]).join();
  const before = await member();
  assert(before !== "");
  const begun = performance.now();
  await until(() => performance.now() - begun > 3 * args.sessionTimeoutMs);
  assertEquals(await member(), before);
  await admin.close();
  assertEquals(source.lost, []);
  assertEquals(values(await source.pulled(1)), ["0"]);
});

test("a login that is refused, and a topic that there is not, are misconfigured", async () => {
  Deno.env.set("STEADY_TEST_KAFKA_RIGHT", KAFKA_LOGIN.password);
  Deno.env.set("STEADY_TEST_KAFKA_WRONG", "wrong");
  const args = await topic(1);
  const login: Partial<KafkaSourceArgs> = { ...args, servers: kafka.login, user: KAFKA_LOGIN.user };
  for (const mechanism of ["PLAIN", "SCRAM-SHA-256"]) {
    await (await openSource({ ...login, mechanism, passwordEnv: "STEADY_TEST_KAFKA_RIGHT" })).wire
      .close();
    const refused = await assertRejects(
      () => openSource({ ...login, mechanism, passwordEnv: "STEADY_TEST_KAFKA_WRONG" }),
      MisconfiguredError,
      `the login of user ${KAFKA_LOGIN.user} by ${mechanism} is refused`,
    );
    assert(!refused.message.includes("wrong"), "the error tells the password");
  }
  await assertRejects(
    () =>
      openSource({ ...login, mechanism: "SCRAM-SHA-512", passwordEnv: "STEADY_TEST_KAFKA_RIGHT" }),
    MisconfiguredError,
  );
  await assertRejects(
    () => openSource({ ...args, topics: "nowhere" }),
    MisconfiguredError,
    "there is no topic nowhere",
  );
  await assertRejects(
    () => openSource({ ...args, servers: "127.0.0.1:1" }),
    Error,
    "Cannot join group",
  );
});

test("a broker that speaks TLS is known by its certificate, and by no other", async () => {
  const { servers, caFile } = kafka.encrypted!;
  const args = { ...await topic(1), servers };
  await writeNumbers(args.topics, 0, 2, 1);
  {
    await using source = await openSource({ ...args, tls: true, caFile });
    assertEquals(values(await source.pulled(2)), ["0", "1"]);
  }
  await assertRejects(() => openSource({ ...args, tls: true }), MisconfiguredError, "caFile");
  await assertRejects(() => openSource(args), MisconfiguredError, "TLS");
  await assertRejects(
    () => openSource({ ...args, tls: true, caFile: `${caFile}.not` }),
    MisconfiguredError,
    "which caFile names",
  );
}, noTls);

Deno.test("kafka: all that is wrong with a source's args is told at once", () => {
  assertEquals(
    kafkaSource.faults({ ...kafkaSource.args, servers: "a:1", topics: "t", group: "g" }),
    [],
  );
  const faults = kafkaSource.faults({
    ...kafkaSource.args,
    topics: "a b",
    start: "now",
    isolation: "none",
    user: "steady",
    caFile: "ca.pem",
    mechanism: "GUESS",
    sessionTimeoutMs: 1,
    fetchBytes: 0.5,
  });
  const wrong = ["servers", "mechanism", "user", "caFile", "topics", "group", "start", "isolation"];
  for (const arg of [...wrong, "sessionTimeoutMs", "fetchBytes"]) {
    assert(faults.some((fault) => fault.startsWith(`${arg} is `)), `nothing is said of ${arg}`);
  }
  assertEquals(faults.length, 10);
});

/** Has the broker throw all members out of a group, as if they had been silent for too long. */
async function throwOut(groupId: string): Promise<void> {
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [kafka.servers] });
  const groups = await admin.describeGroups({ groups: [groupId] });
  const members = [...groups.get(groupId)!.members.keys()];
  await admin.removeMembersFromConsumerGroup({
    groupId,
    members: members.map((memberId) => ({ memberId })),
  });
  await admin.close();
}
