/** What is MQTT's own about its source, against a real broker; all that every wire has is in its contract. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { PacketReader } from "../../../src/connectors/mqtt/packet_reader.ts";
import { encodeConnect, encodePing } from "../../../src/connectors/mqtt/packets.ts";
import { mqttSource } from "../../../src/connectors/mqtt/mod.ts";
import { MisconfiguredError, type Pulled } from "../../../src/connectors/wire.ts";
import type { Mosquitto } from "../servers/mosquitto.ts";
import { mqttTest, openMqttSink, openMqttSource } from "./opened.ts";

const LOGIN = { user: "tester", password: "the right one" };

/** Publishes without a name that would be the same again. */
async function publish(broker: Mosquitto, ...texts: string[]): Promise<void> {
  await using sink = await openMqttSink(broker, { topic: "orders/new", originProperty: "" });
  for (const text of texts) await sink.put({ x: text });
}

/** Publishes to orders/new by QoS 0, each message a byte that counts, and waits until the broker has them. */
async function publishUnacknowledged(broker: Mosquitto, count: number): Promise<void> {
  const connect = encodeConnect({
    clientId: "",
    isClean: true,
    keepAliveS: 60,
    sessionExpiryS: 0,
    receiveMaximum: 1,
    user: undefined,
    password: undefined,
  });
  const topic = new TextEncoder().encode("orders/new");
  const messages = Array.from({ length: count }, (_, n) => [
    ...[0x30, topic.length + 4, 0, topic.length, ...topic, 0, n],
  ]);
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: broker.port });
  await conn.write(Uint8Array.from([...connect, ...messages.flat(), ...encodePing()]));
  const reader = new PacketReader();
  const buffer = new Uint8Array(1000);
  let isAnswered = false;
  while (!isAnswered) {
    const length = await conn.read(buffer) ?? 0;
    const packets = reader.push(buffer.slice(0, length));
    isAnswered = packets.some(({ kind }) => kind === "pingresp");
  }
  conn.close();
}

function textsOf(pulled: readonly Pulled[]): string[] {
  return pulled.map(({ raw }) => new TextDecoder().decode(raw.bytes));
}

mqttTest(
  "a message has its topic, its user properties, and the name that its sender gave it",
  async (broker) => {
    await using source = await openMqttSource(broker, {});
    assertEquals(source.log, ["the broker has no session of reader, it begins one"]);
    await using sink = await openMqttSink(broker, { topic: "orders/new" });
    await sink.put({
      "bills/7": { payload: "250", properties: { kind: "new" } },
      "bills/8": { topic: "orders/old", payload: "300" },
    });
    const [first, second] = await source.pull(2);
    assertEquals(first?.origin, "orders/new/bills/7");
    assertEquals(first?.raw, {
      bytes: new TextEncoder().encode("250"),
      subject: "orders/new",
      headers: { "kind": "new", "steady-origin": "bills/7" },
    });
    assertEquals(second?.origin, "orders/old/bills/8");
  },
);

mqttTest(
  "without a name each message has an origin of its own, and another when it comes again",
  async (broker) => {
    const origins: string[] = [];
    await (await openMqttSource(broker, {})).wire.close();
    await publish(broker, "same", "same");
    for (let i = 0; i < 2; i++) {
      await using source = await openMqttSource(broker, {});
      origins.push(...(await source.pull(2)).map(({ origin }) => origin));
    }
    assertEquals(new Set(origins).size, 4);
    for (const origin of origins) assertMatch(origin, /^reader\/[0-9a-f-]{36}\/[12]$/);
  },
);

mqttTest("no more is handed over than may be under way", async (broker) => {
  await using source = await openMqttSource(broker, { receiveMaximum: 2 });
  await publish(broker, "1", "2", "3", "4", "5");
  // The broker has had time for all of them: it has answered whoever published.
  assertEquals(textsOf(await source.wire.pull(9, AbortSignal.timeout(60_000)) ?? []), ["1", "2"]);
});

mqttTest(
  "a message that is settled twice is acknowledged once, whatever has its number by then",
  async (broker) => {
    await using source = await openMqttSource(broker, { receiveMaximum: 1 });
    await publish(broker, "1", "2");
    const [first] = await source.pull(1);
    await source.wire.settle([first!]);
    const [second] = await source.pull(1);
    await source.wire.settle([{ ...first!, position: { id: second!.position.id } }]);
    await source.wire.settle([first!]);
    await source.wire.close();
    await using again = await openMqttSource(broker, {});
    assertEquals(textsOf(await again.pull(1)), ["2"]);
  },
);

mqttTest(
  "all that came by one name is acknowledged with what came last by it",
  async (broker) => {
    await using source = await openMqttSource(broker, {});
    await using sink = await openMqttSink(broker, { topic: "orders/new" });
    // As one does that got no answer: the broker has both.
    for (const text of ["1", "1 again", "1 once more"]) await sink.put({ one: text });
    await sink.put({ two: "2" });
    const pulled = await source.pull(4);
    assertEquals(new Set(pulled.map(({ origin }) => origin)).size, 2);
    await source.wire.settle(pulled.slice(2, 3));
    await source.wire.close();
    await using again = await openMqttSource(broker, {});
    assertEquals(textsOf(await again.pull(1)), ["2"]);
  },
);

mqttTest(
  "messages that nobody acknowledges come, and are dropped where there is no room",
  async (broker) => {
    await using source = await openMqttSource(broker, { receiveMaximum: 3 });
    await publishUnacknowledged(broker, 9);
    await publish(broker, "last");
    const pulled = await source.pull(4);
    assertEquals(pulled.map(({ raw }) => raw.bytes[0]), [0, 1, 2, "last".charCodeAt(0)]);
    await source.wire.settle(pulled);
    assertEquals(source.log.slice(1), [
      "messages of QoS 0 are dropped, there are more than receiveMaximum",
    ]);
  },
);

mqttTest("members of a shared subscription get each message once between them", async (broker) => {
  const texts = Array.from({ length: 40 }, (_, n) => `${n}`);
  await using one = await openMqttSource(broker, { clientId: "one", share: "billing" });
  await using other = await openMqttSource(broker, { clientId: "other", share: "billing" });
  await publish(broker, ...texts);
  const seen: Record<string, string[]> = { one: [], other: [] };
  while ([...seen.one!, ...seen.other!].length < texts.length) {
    for (const [name, source] of Object.entries({ one, other })) {
      const pulled = await source.wire.pull(9, AbortSignal.timeout(20)) ?? [];
      await source.wire.settle(pulled);
      seen[name]?.push(...textsOf(pulled));
    }
  }
  assertEquals([...seen.one!, ...seen.other!].toSorted((a, b) => Number(a) - Number(b)), texts);
  assert(seen.one!.length > 0 && seen.other!.length > 0, "one of them has got nothing");
});

mqttTest("a client id is one client's: who comes with it takes it over", async (broker) => {
  await using first = await openMqttSource(broker, {});
  await using second = await openMqttSource(broker, {});
  const error = await assertRejects(() => first.pull(1), Error);
  assert(!(error instanceof MisconfiguredError), `${error}`);
  await publish(broker, "1");
  assertEquals(textsOf(await second.pull(1)), ["1"]);
});

mqttTest("a login by a password", async (broker) => {
  Deno.env.set("MQTT_TEST_PASSWORD", LOGIN.password);
  const login = { user: LOGIN.user, passwordEnv: "MQTT_TEST_PASSWORD" };
  await using source = await openMqttSource(broker, login);
  await using sink = await openMqttSink(broker, { ...login, topic: "orders/new" });
  await sink.put({ x: "1" });
  assertEquals(textsOf(await source.pull(1)), ["1"]);
  const error = await assertRejects(() => openMqttSource(broker, {}), MisconfiguredError);
  assertEquals(
    error.message,
    `Cannot log in at ${broker.url}: it is not allowed: allow it to this user, or set user and passwordEnv to a login of it`,
  );
}, { login: LOGIN, closed: true });

mqttTest("no more than its server need be allowed", async (broker) => {
  const url = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const program = `
    import { mqttSource } from ${url("../../../src/connectors/mqtt/mod.ts")};
    import { wireWorld } from ${url("../../../src/client/wire_world.ts")};
    const args = { ...mqttSource.args, server: "${broker.url}", clientId: "c", topic: "t" };
    const wire = await mqttSource.create(args);
    const signal = new AbortController().signal;
    await wire.open({ signal, world: wireWorld(Date), log: console.log, giveUp: async () => {}, lost() {} });
    await wire.close();
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-lock", "--no-check", "--quiet", "--allow-read"],
      `--allow-net=127.0.0.1:${broker.port}`,
      `data:application/typescript,${encodeURIComponent(program)}`,
    ],
  }).output();
  const said = new TextDecoder().decode(stdout);
  assertEquals(
    said,
    "the broker has no session of c, it begins one\n",
    new TextDecoder().decode(stderr),
  );
});

Deno.test("all that is wrong with the args of an MQTT source is told at once", () => {
  const faults = mqttSource.faults({
    ...mqttSource.args,
    server: "http://host",
    passwordEnv: "P",
    share: "a/b",
    receiveMaximum: 0,
    sessionExpiryS: 0,
  });
  assertEquals(faults, [
    'its server is "http://host", give mqtt://HOST:PORT, or mqtts:// for TLS',
    "its passwordEnv has no user, give user",
    "its clientId is missing, give it a name of its own, the same after a restart",
    "its topic is missing, give one, or a filter as orders/#",
    'its share is "a/b", give a name without /, + and #',
    "receiveMaximum is 0, give a whole number from 1 to 65535",
    "sessionExpiryS is 0, give a whole number from 1 to 4294967295",
  ]);
});
