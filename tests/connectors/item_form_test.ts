/** Items that are not what a wire takes: the sink crashes before they are put, and the message stays. */
import { assertEquals, assertMatch } from "@std/assert";
import { json } from "../../src/actor/mod.ts";
import { filesSink } from "../../src/connectors/files/mod.ts";
import { httpSink } from "../../src/connectors/http/mod.ts";
import { kafkaSink } from "../../src/connectors/kafka/mod.ts";
import { memorySink } from "../../src/connectors/memory/mod.ts";
import { defineSink } from "../../src/connectors/mod.ts";
import { mqttSink } from "../../src/connectors/mqtt/mod.ts";
import { natsSink } from "../../src/connectors/nats/mod.ts";
import { postgresSink } from "../../src/connectors/postgres/mod.ts";
import { redisSink } from "../../src/connectors/redis/mod.ts";
import { s3Sink } from "../../src/connectors/s3/mod.ts";
import { sqsSink } from "../../src/connectors/sqs/mod.ts";
import { websocketSink } from "../../src/connectors/websocket/mod.ts";
import type { SinkWireKind, WireArgs } from "../../src/connectors/wire.ts";
import { rehearse } from "../../src/testing/mod.ts";

const BYTES = new Uint8Array([123, 125]);

/** Of each wire, items that it takes. All others of the list below it does not. */
// deno-lint-ignore no-explicit-any -- whatever the wire's own are
const TAKES: readonly [SinkWireKind<any, any>, ...string[]][] = [
  [postgresSink, "row", "data", "value", "body", "payload", "fields", "raw"],
  [kafkaSink, "value", "no value"],
  [natsSink, "bytes", "data"],
  [httpSink, "text", "bytes", "body", "body of bytes"],
  [sqsSink, "text", "body"],
  [mqttSink, "text", "bytes", "payload"],
  [redisSink, "text", "bytes", "fields"],
  [s3Sink, "text", "bytes"],
  [filesSink, "text", "bytes"],
  [websocketSink, "text", "bytes"],
  [memorySink, "bytes", "raw"],
];

const ITEMS: Readonly<Record<string, unknown>> = {
  "text": "{}",
  "bytes": BYTES,
  "row": { id: 7, cents: 250 },
  "value": { key: "7", value: "{}" },
  "no value": { key: "7", value: null },
  "data": { data: "{}" },
  "body": { body: "{}" },
  "body of bytes": { body: BYTES },
  "payload": { payload: BYTES },
  "fields": { fields: { id: "7" } },
  "fields of numbers": { fields: { id: 7 } },
  "raw": { bytes: BYTES },
  "null": null,
  "nothing": undefined,
  "array": [{ id: 7 }],
  "number": 7,
  "map": new Map([["id", 7]]),
};

/** What stands for any object to a wire that takes rows. */
const ROWS = ["no value", "body of bytes", "fields of numbers"];

Deno.test("each wire says of every item whether it is of its form", () => {
  for (const [wire, ...named] of TAKES) {
    const taken = wire === postgresSink ? [...named, ...ROWS] : named;
    for (const [name, item] of Object.entries(ITEMS)) {
      const fault = wire.itemFault!(item, wire.args);
      assertEquals(fault === undefined, taken.includes(name), `${wire.name}: ${name}: ${fault}`);
      if (fault !== undefined) assertMatch(fault, /^it is .+, and is to be (an?|bytes|text)\b/);
    }
  }
});

Deno.test("a fault names what the item is", () => {
  const faultOf = (item: unknown) => kafkaSink.itemFault!(item, kafkaSink.args);
  const ending = "and is to be an object whose value is a text, bytes or null";
  assertEquals(faultOf(BYTES), `it is bytes, ${ending}`);
  assertEquals(faultOf(undefined), `it is undefined, ${ending}`);
  assertEquals(faultOf(new Date()), `it is a Date, ${ending}`);
  assertEquals(faultOf({ id: 7, cents: 2 }), `it is an object with { id, cents }, ${ending}`);
  const many = { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 };
  assertEquals(faultOf(many), `it is an object with { a, b, c, d, e, … }, ${ending}`);
});

/** As it is without the compiler, which asks for an encode. */
function unchecked<I, A extends WireArgs>(wire: SinkWireKind<I, A>) {
  return wire as unknown as SinkWireKind<Uint8Array, A>;
}

export const rows = defineSink(import.meta, "rows", {
  wire: unchecked(postgresSink),
  kind: json<{ id: number }>(),
});

export const records = defineSink(import.meta, "records", {
  wire: unchecked(kafkaSink),
  kind: json<{ id: number }>(),
});

export const whatever = defineSink(import.meta, "whatever", {
  wire: postgresSink,
  kind: json<{ id: number }>(),
  encode: ({ message }) => message,
});

Deno.test("a sink without the encode that its wire needs crashes at the first message, and keeps it", async () => {
  for (const sink of [rows, records as unknown as typeof rows]) {
    await using scene = await rehearse(sink, { freshModules: false });
    scene.messages.send({ origin: "orders/7", message: { id: 7 } } as never);
    await scene.settle();
    const { name, message } = scene.crashes[0]!.error;
    assertEquals(name, "MisconfiguredError");
    assertMatch(message, /^Cannot put what is made of orders\/7 into .*: it is bytes, /);
    assertMatch(message, /give the sink an encode that returns that$/);
    assertEquals([scene.messages.waiting, scene.deadLetters.length], [1, 0]);
  }
});

Deno.test("a message that encode makes no item of crashes the sink, and those before it are put", async () => {
  await using scene = await rehearse(whatever, { args: { batch: 1 }, freshModules: false });
  scene.messages.send(
    { origin: "orders/1", message: { id: 1 } } as never,
    { origin: "orders/2", message: null } as never,
  );
  await scene.settle();
  assertMatch(scene.crashes[0]!.error.message, /made of orders\/2 .*: it is null, /);
  assertEquals([scene.messages.waiting, scene.deadLetters.length], [1, 0]);
});
