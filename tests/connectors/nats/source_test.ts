import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { MisconfiguredError } from "../../../src/connectors/mod.ts";
import { natsSource } from "../../../src/connectors/nats/mod.ts";
import type { SourceWire } from "../../../src/connectors/wire.ts";
import { within } from "../../fixtures/watch.ts";
import { natsPrograms, noNats } from "../servers/nats.ts";
import { DURABLE, FOREVER, NatsBed, opening, pullAll, STREAM, textOf } from "./nats_bed.ts";

const ignore = noNats !== undefined;
const name = (what: string) => noNats === undefined ? what : `${what}: ${noNats}`;

/** Longer than any test waits: what comes sooner was given back. */
const LONG_MS = 600_000;

for (const program of natsPrograms) {
  Deno.test(`nats ${program.version}: what is settled does not come again, what is not does`, async () => {
    await using bed = await NatsBed.make({ program });
    await bed.publish("a", "b", "c", "d");
    const first = await bed.source({ ackWaitMs: LONG_MS });
    assertEquals(await first.lag!(), 4);
    const pulled = await pullAll(first, 3);
    assertEquals(pulled.map(textOf), ["a", "b", "c"]);
    assertEquals(pulled.map(({ origin }) => origin), ["ORDERS/1", "ORDERS/2", "ORDERS/3"]);
    assertEquals(pulled.map(({ partition }) => partition), [STREAM, STREAM, STREAM]);
    assertEquals(pulled[0]!.raw.subject, "orders.new");
    assert(Math.abs(pulled[0]!.raw.at! - Date.now()) < 60_000, `${pulled[0]!.raw.at}`);
    await first.settle(pulled.slice(0, 2));
    await first.settle(pulled.slice(0, 2));
    await first.release!(pulled.slice(2));
    await first.close();
    const second = await bed.source();
    const rest = await pullAll(second, 2);
    assertEquals(rest.map(textOf).sort(), ["c", "d"]);
    await second.settle(rest);
    const { num_ack_pending, num_pending } = await bed.manager.consumers.info(STREAM, DURABLE);
    assertEquals([num_ack_pending, num_pending], [0, 0]);
  });

  Deno.test(`nats ${program.version}: a pull that is given up has all that came, and takes nothing after`, async () => {
    await using bed = await NatsBed.make({ program });
    const wire = await bed.source({ ackWaitMs: LONG_MS });
    for (let round = 0; round < 5; round++) {
      const over = new AbortController();
      const pull = wire.pull(10, over.signal);
      // Published and given up at the same time, so that it may be on its way.
      const published = bed.publish(`${round}`);
      if (round % 2 === 1) await published;
      over.abort();
      const got = (await within(pull, "the pull ends"))!;
      await published;
      await wire.settle(got);
    }
    // Nothing waits at the server for a request that was given up, and whoever asks next has the rest.
    const { num_waiting } = await bed.manager.consumers.info(STREAM, DURABLE);
    assertEquals(num_waiting, 0);
    const { state } = await bed.manager.streams.info(STREAM);
    assertEquals(state.messages, 5);
    const { ack_floor } = await bed.manager.consumers.info(STREAM, DURABLE);
    const other = await bed.source();
    const left = 5 - ack_floor.stream_seq;
    const rest = await within(pullAll(other, left), "the rest comes");
    assertEquals(new Set(rest.map(({ origin }) => origin)).size, left);
  });
}

for (const program of natsPrograms) {
  const [major = 0, minor = 0] = program.version.slice(1).split(".").map(Number);
  const canReset = major > 2 || minor >= 14;
  const what = canReset ? "at once and in order" : "later, and the log says so";
  Deno.test(`nats ${program.version}: who reads alone has what an earlier one left ${what}`, async () => {
    await using bed = await NatsBed.make({ program });
    await bed.publish("a", "b", "c", "d", "e");
    const first = await bed.source({ ackWaitMs: 2000 });
    await first.settle((await pullAll(first, 3)).slice(0, 1));
    await first.close(); // without a word of the other two
    const lines: string[] = [];
    const second = await bed.source({ alone: true }, bed.server.port, lines);
    const rest = await within(pullAll(second, 4), "the rest comes", 20_000);
    await second.settle(rest);
    const order = rest.map(textOf).join("");
    const connected = "connected to stream ORDERS, 4 to come, 2 of them handed over before";
    const line = lines.pop();
    if (canReset) {
      assertEquals([order, lines], ["bcde", []]);
      assertEquals(line, `${connected}, which come again at once`);
    } else {
      assertEquals(order, "debc");
      assertMatch(
        lines.join(),
        /^nats-server [\d.]+ cannot begin again: what an earlier process had/,
      );
      assertEquals(line, `${connected}, which come again within 2 s where they are not settled`);
    }
    const { num_ack_pending, num_pending } = await bed.manager.consumers.info(STREAM, DURABLE);
    assertEquals([num_ack_pending, num_pending], [0, 0]);
  });
}

Deno.test({
  name: name("nats: nothing is handed over that was not asked for"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await bed.publish("a", "b", "c", "d", "e");
    const lines: string[] = [];
    const wire = await bed.source({}, bed.server.port, lines);
    assertEquals(lines, ["connected to stream ORDERS, 5 to come"]);
    const pulled = await pullAll(wire, 2);
    const { num_ack_pending } = await bed.manager.consumers.info(STREAM, DURABLE);
    assertEquals([pulled.length, num_ack_pending], [2, 2]);
  },
});

Deno.test({
  name: name("nats: what is under way is not handed over twice, however long it takes"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await bed.publish("slow");
    const wire = await bed.source({ ackWaitMs: 1000 });
    const [slow] = await pullAll(wire, 1);
    // The server would hand it over again after one second.
    await bed.source();
    const over = AbortSignal.timeout(2500);
    const others: unknown[] = [];
    while (!over.aborted) others.push(...(await wire.pull(1, over))!);
    assertEquals(others, []);
    await wire.settle([slow!]);
  },
});

Deno.test({
  name: name("nats: what a dead process had comes again after the wait for its acknowledgement"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await bed.publish("orphan");
    // Taken by somebody who says nothing more.
    await bed.source({ ackWaitMs: 1000 }).then((wire) => wire.close());
    const inbox = bed.nc.subscribe("dead.process", { max: 1 });
    bed.nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${STREAM}.${DURABLE}`, "1", {
      reply: "dead.process",
    });
    for await (const _ of inbox);
    const [orphan] = await within(pullAll(await bed.source(), 1), "it comes again");
    assertEquals(textOf(orphan!), "orphan");
  },
});

Deno.test({
  name: name("nats: headers, an empty message and a large one come as they are"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    const large = "x".repeat(900_000);
    const sink = await bed.sink();
    await sink.put([
      { origin: "a", item: { data: "", headers: { kind: "empty" } } },
      { origin: "b", item: { data: large } },
    ], FOREVER);
    const [empty, big] = await pullAll(await bed.source(), 2);
    assertEquals(textOf(empty!), "");
    assertEquals(empty!.raw.headers, { kind: "empty", "Nats-Msg-Id": "a" });
    assertEquals(textOf(big!), large);
  },
});

Deno.test({
  name: name("nats: what is set up wrongly is said, with what to do"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    const fault = async (args: Parameters<typeof bed.source>[0]) =>
      (await assertRejects(() => bed.source(args), MisconfiguredError)).message;
    const at = `at 127.0.0.1:${bed.server.port}`;
    assertEquals(
      await fault({ stream: "NOWHERE" }),
      `Cannot open consumer "billing" of stream "NOWHERE" ${at}: there is no such stream; make it, or correct "stream"`,
    );
    assertEquals(
      await fault({ create: false }),
      `Cannot open consumer "billing" of stream "ORDERS" ${at}: there is no such consumer; make it, or set "create"`,
    );
    await bed.source({ filter: "orders.new" });
    assertEquals(
      await fault({ filter: "orders.old" }),
      `Cannot open consumer "billing" of stream "ORDERS" ${at}: its filter is "orders.new", not "orders.old"; name another consumer, or change this one`,
    );
    await bed.manager.consumers.add(STREAM, { durable_name: "careless", ack_policy: "none" });
    assertMatch(
      await fault({ durable: "careless" }),
      /its acknowledgement is "none", not "explicit"/,
    );
    await bed.manager.consumers.add(STREAM, {
      durable_name: "pushing",
      ack_policy: "explicit",
      deliver_subject: "there",
    });
    assertMatch(await fault({ durable: "pushing" }), /it is a push consumer/);
    await bed.manager.consumers.add(STREAM, {
      durable_name: "impatient",
      ack_policy: "explicit",
      max_deliver: 3,
    });
    const lines: string[] = [];
    const impatient = await natsSource.create({
      ...natsSource.args,
      servers: bed.server.url,
      stream: STREAM,
      durable: "impatient",
    });
    await impatient.open(opening(lines));
    await impatient.close();
    assertEquals(lines, [
      'consumer "impatient" of stream "ORDERS" gives up messages for good after it has handed them over 3 times',
      "connected to stream ORDERS, 0 to come",
    ]);
  },
});

Deno.test({
  name: name("nats: a consumer that is made has the subjects and the beginning that it is told"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await bed.publish("early");
    const some = await bed.source({ durable: "some", filter: "orders.new" });
    const news = await bed.source({ durable: "news", deliver: "new" });
    const sink = await bed.sink({ subject: "orders.old" });
    await sink.put([{ origin: "1", item: { data: "old" } }], FOREVER);
    await bed.publish("late");
    assertEquals((await pullAll(some, 2)).map(textOf), ["early", "late"]);
    const pulled = await pullAll(news, 2);
    assertEquals(pulled.map(textOf), ["old", "late"]);
    assertEquals(pulled.map(({ raw }) => raw.subject), ["orders.old", "orders.new"]);
  },
});

Deno.test({
  name: name("nats: a consumer that the stream refuses is a mistake of who has set it up"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await bed.manager.streams.add({ name: "WORK", subjects: ["work"], retention: "workqueue" });
    await bed.source({ stream: "WORK", durable: "one" });
    const fault = await assertRejects(
      () => bed.source({ stream: "WORK", durable: "two" }),
      MisconfiguredError,
    );
    assertMatch(
      fault.message,
      /^Cannot make consumer "two" of stream "WORK" at .*; correct "filter"/,
    );
  },
});

Deno.test({
  name: name("nats: a wire whose opening is given up afterwards is still there, and gives back"),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    await bed.publish("a", "b");
    const opened = new AbortController();
    const wire = await natsSource.create({
      ...natsSource.args,
      servers: bed.server.url,
      stream: STREAM,
      durable: DURABLE,
      ackWaitMs: LONG_MS,
    });
    await wire.open({ ...opening(), signal: opened.signal });
    const [a, b] = await pullAll(wire, 2);
    // As a source does at its end.
    opened.abort();
    await wire.settle([a!]);
    await wire.release!([b!]);
    await wire.close();
    const [again] = await within(pullAll(await bed.source(), 1), "it comes at once");
    assertEquals(textOf(again!), "b");
  },
});

Deno.test("nats: all that is wrong with a source's args is said at once", () => {
  assertEquals(natsSource.faults(natsSource.args), [
    '"servers" is missing: say where NATS is, for instance "nats://127.0.0.1:4222"',
    '"stream" is missing: name the stream to read',
    '"durable" is missing: name the consumer by which the server knows how far this graph has come',
  ]);
  const bad = {
    ...natsSource.args,
    servers: "nats://me:secret@a:1, http://b",
    tokenEnv: "TOKEN",
    user: "me",
    stream: "A B",
    durable: "x.y",
    deliver: "some" as "all",
    ackWaitMs: Number.NaN,
  };
  assertEquals(natsSource.faults(bad), [
    '"servers" has a login for a:1: args are seen by others, so give "user" and "passwordEnv", or "tokenEnv"',
    '"servers" has "http://b", which is not an address such as "nats://host:4222"',
    '"tokenEnv", "user" and "nkeySeedEnv" are ways to log in: give one of them',
    '"user" and "passwordEnv" belong together: give both or none',
    '"stream" is "A B": names have no spaces, dots, slashes and wildcards',
    '"durable" is "x.y": names have no spaces, dots, slashes and wildcards',
    '"deliver" is "some": say "all" or "new"',
    '"ackWaitMs" is NaN: give at least 1000',
  ]);
});

Deno.test({
  name: name(
    "nats: a stream that is deleted meanwhile is missed by the pull, and by the next wire",
  ),
  ignore,
  async fn() {
    await using bed = await NatsBed.make();
    const wire: SourceWire = await bed.source();
    const pull = wire.pull(1, FOREVER);
    const failed = assertRejects(() => pull, Error, "was deleted");
    // A request that comes while the server deletes is answered by nobody.
    let waiting = 0;
    const looking = (async () => {
      while (waiting === 0) {
        waiting = (await bed.manager.consumers.info(STREAM, DURABLE)).num_waiting;
      }
    })();
    await within(looking, "the request waits at the server");
    await bed.manager.streams.delete(STREAM);
    await within(failed, "the pull fails", 20_000);
    await assertRejects(() => bed.source(), MisconfiguredError, "there is no such stream");
  },
});
