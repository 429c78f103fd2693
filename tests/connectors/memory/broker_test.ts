import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  forgetMemoryBroker,
  type MemoryBroker,
  memoryBroker,
  memorySink,
  memorySource,
  type MemoryTopic,
} from "../../../src/connectors/memory/mod.ts";
import { LocalBroker } from "../../../src/connectors/memory/broker.ts";
import type {
  Pulled,
  SinkWire,
  SourceOpening,
  SourceWire,
  WireWorld,
} from "../../../src/connectors/wire.ts";

const BROKER = "of the test";

/** Time that goes by when it is told to: whoever pauses for longer than nothing waits for it. */
class ToldTime implements WireWorld {
  #now = 0;
  #sleepers: { readonly at: number; readonly wakeUp: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  pause(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#sleepers.push({ at: this.#now + ms, wakeUp: resolve });
      signal?.addEventListener("abort", () => resolve());
    });
  }

  random(): number {
    return 0.5;
  }

  async advance(ms: number): Promise<void> {
    this.#now += ms;
    for (const { at, wakeUp } of this.#sleepers) if (at <= this.#now) wakeUp();
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
    await rounds();
  }
}

/** All that need not wait for time happens. */
async function rounds(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve();
}

interface Member {
  readonly wire: SourceWire<unknown>;
  readonly asked: string[];
  /** What giving a partition up waits for. */
  allow: () => void;
  pull(max: number): Promise<string[]>;
  last: readonly Pulled<unknown>[];
}

async function member(time: WireWorld, waits = false): Promise<Member> {
  const wire: SourceWire<unknown> = await memorySource.create({
    ...memorySource.args,
    broker: BROKER,
    topic: "orders",
  });
  const allowed = Promise.withResolvers<void>();
  if (!waits) allowed.resolve();
  const asked: string[] = [];
  const opening: SourceOpening = {
    signal: new AbortController().signal,
    world: time,
    log() {},
    lost() {},
    giveUp(partition) {
      asked.push(partition);
      return allowed.promise;
    },
  };
  await wire.open(opening);
  const one: Member = {
    wire,
    asked,
    allow: allowed.resolve,
    last: [],
    async pull(max) {
      const abort = new AbortController();
      const pulling = wire.pull(max, abort.signal);
      await rounds();
      abort.abort();
      one.last = await pulling ?? [];
      return one.last.map(({ origin }) => origin);
    },
  };
  return one;
}

function fresh(partitions: number, messages: number): [MemoryBroker, MemoryTopic] {
  forgetMemoryBroker(BROKER);
  const broker = memoryBroker(BROKER);
  const topic = broker.createTopic("orders", { partitions });
  for (let i = 0; i < messages; i++) topic.add({ raw: { bytes: Uint8Array.of(i) } });
  return [broker, topic];
}

async function sink(time: WireWorld): Promise<SinkWire<Uint8Array>> {
  const wire = await memorySink.create({ ...memorySink.args, broker: BROKER, topic: "orders" });
  await wire.open({ signal: new AbortController().signal, world: time, log() {} });
  return wire as SinkWire<Uint8Array>;
}

function batch(n: number) {
  return Array.from({ length: n }, (_, i) => ({ origin: `a/${i}`, item: Uint8Array.of(i) }));
}

const never = new AbortController().signal;

Deno.test("the broker: who joins gets partitions once they are given up, with what is not settled", async () => {
  const [, topic] = fresh(2, 4);
  const time = new ToldTime();
  const one = await member(time, true);
  assertEquals(await one.pull(3), ["orders/0/0", "orders/1/0", "orders/0/1"]);
  const pulled = one.last;
  const other = await member(time);
  await rounds();
  assertEquals(one.asked, ["orders/1"]);
  assertEquals(await other.pull(9), [], "it is not given up yet");
  assertEquals(await one.pull(9), [], "of what is being given up nothing is pulled");
  await one.wire.settle(pulled.filter(({ partition }) => partition === "orders/1"));
  one.allow();
  await rounds();
  assertEquals(await other.pull(9), ["orders/1/1"]);
  assertEquals(topic.group("group").members, 2);
  await one.wire.close();
  await rounds();
  assertEquals(await other.pull(9), ["orders/0/0", "orders/0/1"]);
  await other.wire.close();
});

Deno.test("the broker: what was pulled before a partition went away and came back settles nothing", async () => {
  const [, topic] = fresh(1, 3);
  const time = new ToldTime();
  const one = await member(time);
  await one.pull(2);
  const old = one.last;
  topic.group("group").rebalance();
  await rounds();
  assertEquals(one.asked, ["orders/0"]);
  await one.wire.settle(old);
  assertEquals(topic.group("group").settled, 0);
  assertEquals(await one.pull(1), ["orders/0/0"]);
  await one.wire.settle(one.last);
  assertEquals(topic.group("group").settled, 1);
  assertEquals(topic.group("group").lag, 2);
  await one.wire.close();
});

Deno.test("the broker: a member that shows no sign of life for long is dropped by the others", async () => {
  fresh(1, 2);
  const time = new ToldTime();
  const dead = await member(new ToldTime());
  assertEquals(await dead.pull(1), ["orders/0/0"]);
  const one = await member(time);
  for (let i = 0; i < 3; i++) await time.advance(2000);
  assertEquals(await one.pull(9), []);
  for (let i = 0; i < 3; i++) await time.advance(2000);
  assertEquals(await one.pull(9), ["orders/0/0", "orders/0/1"]);
  await assertRejects(() => dead.pull(1), Error, "has cut the connection");
  await dead.wire.close();
  await one.wire.close();
});

Deno.test("the broker: a put whose answer is lost is there, and once, when it is done again", async () => {
  const [broker, topic] = fresh(1, 0);
  const time = new ToldTime();
  const wire = await sink(time);
  broker.slowDown(100);
  const putting = wire.put(batch(3), never);
  await time.advance(100);
  broker.goDown();
  await time.advance(100);
  await assertRejects(() => putting, Error, "is down");
  assertEquals(topic.records.length, 3);
  broker.comeUp();
  broker.slowDown(0);
  assertEquals(await wire.put(batch(4), never), ["done", "done", "done", "done"]);
  assertEquals([topic.records.length, topic.repeats], [4, 3]);
  assertEquals(topic.conflicts, []);
  await wire.put([{ origin: "a/1", item: Uint8Array.of(9) }], never);
  assertEquals(topic.conflicts, ["a/1"]);
});

Deno.test("the broker: about half of a batch is refused once, and some of any", async () => {
  const [broker, topic] = fresh(1, 0);
  const wire = await sink(new ToldTime());
  broker.suffer("refuse");
  const outcomes = await wire.put(batch(1), never);
  assertEquals(outcomes, ["again"]);
  assertEquals(topic.records.length, 0);
  assertEquals(await wire.put(batch(2), never), ["done", "done"]);
});

Deno.test("the broker: messages with one key are in one partition, all others are dealt out", () => {
  const [, topic] = fresh(3, 0);
  for (let i = 0; i < 9; i++) topic.add({ raw: { bytes: Uint8Array.of(i), key: "Ada" } });
  assertEquals(new Set(topic.records.map(({ partition }) => partition)).size, 1);
  const [, dealt] = fresh(3, 9);
  assertEquals(dealt.records.map(({ partition }) => partition), [0, 0, 0, 1, 1, 1, 2, 2, 2]);
  assertThrows(
    () => topic.add({ raw: { bytes: new Uint8Array() }, partition: 3 }),
    RangeError,
    'Cannot find partition 3 of topic "orders": give one from 0 to 2',
  );
});

Deno.test("the broker: its own dice have each fault happen", async () => {
  const faults = ["slow", "duplicate", "reorder", "rebalance", "refuse"] as const;
  for (const fault of faults) {
    const [broker] = fresh(1, 2);
    const time = new ToldTime();
    const wire = await sink(time);
    const one = await member(time);
    assertEquals(await one.pull(2), ["orders/0/0", "orders/0/1"]);
    broker.rates = { [fault]: 1 };
    const put = wire.put(batch(1), never).then(
      ([outcome]) => outcome,
      (error: Error) => error.message,
    );
    await rounds();
    broker.rates = {};
    const expected: Record<(typeof faults)[number], () => unknown> = {
      slow: async () => await Promise.race([put, Promise.resolve("waits")]) === "waits",
      duplicate: async () => (await one.pull(2)).length === 2,
      // What it does to several partitions a simulation shows.
      reorder: async () => await put === "done",
      rebalance: () => one.asked.length === 1,
      refuse: async () => await put === "again",
    };
    assertEquals(await expected[fault](), true, fault);
    // A slow one takes its time twice.
    await time.advance(1000);
    await time.advance(1000);
    await put;
    await one.wire.close();
  }
});

Deno.test("the broker: where its dice take it down, it is up again in the end", async () => {
  const time = new ToldTime();
  const broker = new LocalBroker("diced", time);
  broker.rates = { down: 1 };
  assertThrows(() => broker.beforeCall("put"), Error, 'Cannot put: broker "diced" is down');
  broker.rates = {};
  await time.advance(2499);
  assertEquals(broker.isDown, true);
  await time.advance(1);
  assertEquals(broker.isDown, false);
  assertEquals(broker.beforeCall("put"), { slowMs: 0 });
});
