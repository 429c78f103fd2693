import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { readRecording, recordTopic } from "../../../src/connectors/mod.ts";
import {
  forgetMemoryBroker,
  memoryBroker,
  memorySource,
} from "../../../src/connectors/memory/mod.ts";

const utf8 = new TextEncoder();

function topicOf(contents: readonly Uint8Array[]) {
  forgetMemoryBroker("recorded");
  const topic = memoryBroker("recorded").createTopic("orders");
  for (const [at, bytes] of contents.entries()) {
    topic.add({ raw: { bytes, key: "Ada", headers: { n: `${at}` }, at } });
  }
  return topic;
}

const args = { broker: "recorded", topic: "orders", group: "recorder" };

Deno.test("a recording: what a wire pulls is read again as it was, and the service has it still", async () => {
  const contents = [
    utf8.encode("tea\n"),
    new Uint8Array(0),
    Uint8Array.of(255, 0),
    utf8.encode("€\ufeff"),
  ];
  const topic = topicOf(contents);
  const lines: string[] = [];
  const count = await recordTopic(memorySource, {
    args,
    messages: 4,
    write: (line) => void lines.push(line),
  });
  assertEquals(count, 4);
  assertEquals(
    lines.every((line) => line.endsWith("\n") && !line.slice(0, -1).includes("\n")),
    true,
  );
  const read = readRecording(lines.join(""));
  assertEquals(read.map(({ raw }) => raw.bytes), contents);
  assertEquals(read.map(({ origin }) => origin), [0, 1, 2, 3].map((n) => `orders/0/${n}`));
  assertEquals(read[1], {
    origin: "orders/0/1",
    partition: "orders/0",
    raw: {
      bytes: new Uint8Array(0),
      key: "Ada",
      headers: { n: "1" },
      at: 1,
      subject: "orders",
    },
  });
  assertEquals(topic.group("recorder").lag, 4);
  assertEquals(topic.group("recorder").members, 0);
});

Deno.test("a recording: an end is a number, or a signal", async () => {
  topicOf([utf8.encode("a"), utf8.encode("b"), utf8.encode("c")]);
  const end = new AbortController();
  let lines = 0;
  const write = () => {
    if (++lines === 3) end.abort();
  };
  assertEquals(await recordTopic(memorySource, { args, messages: 2, write: () => {} }), 2);
  assertEquals(await recordTopic(memorySource, { args, signal: end.signal, write }), 3);
});

Deno.test("a recording: what is wrong with the args is told, and what a wire throws", async () => {
  await assertRejects(
    () => recordTopic(memorySource, { args: { topic: "", partitions: -1 }, write() {} }),
    TypeError,
    "Cannot record by wire memory: 2 faults",
  );
  await assertRejects(
    () => recordTopic(memorySource, { args: { topic: "nowhere" }, write() {} }),
    Error,
    'Cannot open topic "nowhere"',
  );
});

Deno.test("a recording: a line that is none is refused with its number", () => {
  const good = '{"origin":"a/1","partition":"a","text":""}\n\n';
  const refused: [string, string][] = [
    ["{", "line 3 of a recording: it is no JSON"],
    ["null", "it is no object of JSON"],
    ['{"origin":"a","text":""}', "it has no origin, or no partition"],
    ['{"origin":1,"partition":"a","text":""}', "its origin is 1"],
    ['{"origin":"a","partition":"a"}', "either as text or as base64"],
    ['{"origin":"a","partition":"a","text":"","base64":""}', "either as text or as base64"],
    ['{"origin":"a","partition":"a","base64":"?"}', "its base64 cannot be read"],
    ['{"origin":"a","partition":"a","text":"","colour":"red"}', "its colour is red"],
    ['{"origin":"a","partition":"a","text":"","headers":{"a":1}}', "its headers is"],
  ];
  for (const [line, why] of refused) {
    assertThrows(() => readRecording(good + line), SyntaxError, why);
  }
  assertEquals(readRecording(good).length, 1);
});
