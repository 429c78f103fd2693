/** What is MQTT's own about its sink, against a real broker; all that every wire has is in its contract. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { mqttSink } from "../../../src/connectors/mqtt/mod.ts";
import { PacketReader } from "../../../src/connectors/mqtt/packet_reader.ts";
import { encodePubacks } from "../../../src/connectors/mqtt/packets.ts";
import { MisconfiguredError } from "../../../src/connectors/wire.ts";
import { wireWorld } from "../../../src/client/wire_world.ts";
import { mqttTest, openMqttSink, openMqttSource } from "./opened.ts";

mqttTest(
  "what a broker would end the connection for is dead, and the rest is published",
  async (broker) => {
    await using source = await openMqttSource(broker, { topic: "#" });
    await using sink = await openMqttSink(broker, {});
    const outcomes = await sink.put({
      "o/1": { topic: "a/b", payload: "1" },
      "o/2": "2",
      "o/3": { topic: "a/+", payload: "3" },
      "o/4": { topic: "a\0b", payload: "4" },
      "o/5": { topic: "a".repeat(70_000), payload: "5" },
      "o/6": { topic: "a/b", payload: "6".repeat(2000) },
      "o/7": { topic: "a/b", payload: new Uint8Array([7]), properties: { kind: "last" } },
    });
    assertEquals(outcomes, [
      "done",
      { dead: "it has no topic, and neither has the sink" },
      { dead: 'its topic "a/+" has # or + in it' },
      { dead: "a text in it has a character 0, which MQTT does not allow" },
      { dead: "a text in it has more than 65535 bytes, which is the most of MQTT" },
      { dead: "it has 2060 bytes, 1000 is the most there" },
      "done",
    ]);
    const pulled = await source.pull(2);
    assertEquals(pulled.map(({ origin }) => origin), ["a/b/o/1", "a/b/o/7"]);
  },
  { lines: ["max_packet_size 1000"] },
);

mqttTest("a message that the broker finds too large is dead", async (broker) => {
  await using sink = await openMqttSink(broker, { topic: "a" });
  assertEquals(await sink.put({ "o/1": "x".repeat(2000), "o/2": "x" }), [
    { dead: "topic a: the packet is too large" },
    "done",
  ]);
}, { lines: ["message_size_limit 1000"] });

mqttTest(
  "a topic that is not allowed is dead where messages name it, and a mistake where the sink does",
  async (broker) => {
    await Deno.writeTextFile(broker.aclFile, "topic readwrite open/#\n");
    await broker.stop();
    await broker.restart();
    await using sink = await openMqttSink(broker, { topic: "closed/always" });
    assertEquals(
      await sink.put({
        "o/1": { topic: "closed/now", payload: "1" },
        "o/2": { topic: "open/now", payload: "2" },
      }),
      [{ dead: "topic closed/now: it is not allowed" }, "done"],
    );
    const error = await assertRejects(() => sink.put({ "o/3": "3" }), MisconfiguredError);
    assertStringIncludes(error.message, "Cannot publish to closed/always");
  },
  { withAcl: true },
);

Deno.test("no more is under way than a broker allows", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const wire = await mqttSink.create({
    ...mqttSink.args,
    server: `mqtt://127.0.0.1:${listener.addr.port}`,
    topic: "a",
  });
  const signal = new AbortController().signal;
  const opening = wire.open({ signal, world: wireWorld(Date), log() {} });
  const broker = await listener.accept();
  const buffer = new Uint8Array(10_000);
  await broker.read(buffer);
  // It lets the client in, and has a receive maximum of 3.
  await broker.write(Uint8Array.fromHex("2006" + "0000" + "03" + "210003"));
  await opening;
  const items = Array.from({ length: 10 }, (_, n) => ({ origin: `o/${n}`, item: `${n}` }));
  const put = wire.put(items, signal);
  const reader = new PacketReader();
  const ids: number[] = [];
  for (let done = 0; done < 10; done++) {
    while (ids.length < Math.min(done + 3, 10)) {
      const length = await broker.read(buffer) ?? 0;
      for (const packet of reader.push(buffer.slice(0, length))) {
        if (packet.kind === "publish") ids.push(packet.id);
      }
    }
    assertEquals(ids.length, Math.min(done + 3, 10));
    await broker.write(encodePubacks([ids[done]!]));
  }
  assertEquals(await put, items.map(() => "done"));
  await wire.close();
  broker.close();
});

mqttTest("all of a batch is there in order, however few may be under way", async (broker) => {
  await using source = await openMqttSource(broker, { topic: "a" });
  await using sink = await openMqttSink(broker, { topic: "a" });
  const items = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`o/${n}`, `${n}`]));
  assertEquals(await sink.put(items), Array.from({ length: 50 }, () => "done"));
  const pulled = await source.pull(50);
  assertEquals(
    pulled.map(({ origin }) => origin),
    Object.keys(items).map((origin) => `a/${origin}`),
  );
}, { lines: ["max_inflight_messages 3"] });

mqttTest(
  "what nobody has subscribed to is done, and the last of a topic may be kept for later",
  async (broker) => {
    await using sink = await openMqttSink(broker, { topic: "a", retain: true });
    assertEquals(await sink.put({ "o/1": "first", "o/2": "second" }), ["done", "done"]);
    await using source = await openMqttSource(broker, { topic: "a" });
    assertEquals((await source.pull(1)).map(({ origin }) => origin), ["a/o/2"]);
  },
);

mqttTest(
  "what was answered stands where the broker ends the connection because of one",
  async (broker) => {
    await using source = await openMqttSource(broker, { topic: "a" });
    const items = { "o/1": "first", "o/2": "x".repeat(2000), "o/3": "last" };
    const outcomes: Record<string, unknown> = {};
    let left: Record<string, string> = items;
    while (Object.keys(left).length > 0) {
      await using sink = await openMqttSink(broker, { topic: "a" });
      const told = await sink.put(left);
      Object.keys(left).forEach((origin, i) => outcomes[origin] = told[i]);
      left = Object.fromEntries(
        Object.entries(left).filter(([origin]) => outcomes[origin] === "again"),
      );
    }
    assertEquals(outcomes, {
      "o/1": "done",
      "o/2": { dead: "topic a: the packet is too large" },
      "o/3": "done",
    });
    assertEquals((await source.pull(2)).map(({ origin }) => origin), ["a/o/1", "a/o/3"]);
  },
  { lines: ["message_size_limit 1000"], mostQueued: 0 },
);
