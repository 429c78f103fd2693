/** What becomes of bytes: messages of each kind, or dead letters that say why not; and what is too large for the channel. */
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { customKind, json, text } from "@steady-state/deno/actor";
import { defineSource, type RawMessage, type StandardSchema } from "@steady-state/deno/connectors";
import { rehearse } from "@steady-state/deno/testing";
import {
  anything,
  blobs,
  checked,
  checkedLate,
  decoded,
  numbers,
  rows,
  texts,
  wide,
} from "./scripted_sources.ts";
import { Script, type Scripted, scriptedSource } from "./scripted_wire.ts";

let scripts = 0;

type Source = typeof texts;

/** What comes of messages: those that were sent, those that were given up, and those that the service was told of. */
async function become(
  source: unknown,
  messages: readonly (Scripted | string)[],
  args: Partial<typeof texts.args> = {},
) {
  const script = new Script(`decoded ${++scripts}`).add(...messages);
  script.isFinite = true;
  await using scene = await rehearse(source as Source, {
    args: { script: script.name, ...args },
  });
  const end = await scene.ended;
  assertEquals([end.clean, end.crashes], [true, []]);
  return {
    sent: scene.messages.taken.map(({ message }) => message as unknown),
    dead: scene.deadLetters.map(({ reason, message }) => ({
      reason,
      ...message as { origin: string } & RawMessage,
    })),
    settled: script.settled,
    state: end.state,
  };
}

function withText(...texts: readonly string[]): Scripted[] {
  return texts.map((text, n) => ({ origin: `s/${n + 1}`, text }));
}

const BAD_UTF8 = Uint8Array.of(0x61, 0xff, 0x62);

Deno.test("text is UTF-8, and what is not becomes a dead letter with its bytes, its origin and the reason", async () => {
  const { sent, dead, settled, state } = await become(texts, [
    { origin: "s/1", text: "größer" },
    { origin: "s/2", bytes: BAD_UTF8 },
    { origin: "s/3", text: "" },
  ]);
  assertEquals(sent, ["größer", ""]);
  assertEquals(dead.map(({ origin, bytes, subject }) => ({ origin, bytes, subject })), [
    { origin: "s/2", bytes: BAD_UTF8, subject: "scripted" },
  ]);
  assertEquals(dead[0]!.reason, "Cannot decode message s/2: it is no UTF-8");
  assertEquals([settled, state.dead], [["s/1", "s/2", "s/3"], 1]);
});

Deno.test("bytes are what they are", async () => {
  const { sent, dead } = await become(blobs, [
    { origin: "s/1", bytes: BAD_UTF8 },
    { origin: "s/2", bytes: new Uint8Array(0) },
  ]);
  assertEquals([sent, dead], [[BAD_UTF8, new Uint8Array(0)], []]);
});

Deno.test("the mark that some files begin with is part of a text, and none of JSON", async () => {
  const marked = withText("\ufeff[1]");
  assertEquals((await become(texts, marked)).sent, ["\ufeff[1]"]);
  assertEquals((await become(anything, marked)).sent, [[1]]);
});

Deno.test("JSON is parsed, and what is none becomes a dead letter", async () => {
  const { sent, dead } = await become(
    anything,
    withText('{"a":[1,null]}', "{", "7", "", "null"),
  );
  assertEquals(sent, [{ a: [1, null] }, 7, null]);
  assertEquals(dead.map(({ origin }) => origin), ["s/2", "s/4"]);
  assertMatch(dead[0]!.reason, /^Cannot decode message s\/2: it is no JSON: SyntaxError/);
});

Deno.test("numbers and structs come from JSON, and what does not fit them becomes a dead letter", async () => {
  const counted = await become(numbers, withText("1", "4294967295", "-1", '"a"', "2.5"));
  assertEquals([counted.sent, counted.dead.length], [[1, 4_294_967_295], 3]);
  assertMatch(counted.dead[0]!.reason, /^Cannot take message s\/3: Cannot send -1 on channel/);
  const large = await become(wide, withText("18446744073709551615", "1e3"));
  assertEquals([large.sent, large.dead.length], [[18_446_744_073_709_551_615n], 1]);
  const named = await become(
    rows,
    withText('{"id":1,"name":"Ada"}', '{"id":2}', '{"id":3,"name":"far too long"}'),
  );
  assertEquals([named.sent, named.dead.length], [[{ id: 1, name: "Ada" }], 2]);
  assertEquals(named.settled, ["s/1", "s/2", "s/3"]);
});

for (const [how, source] of [["at once", checked], ["later", checkedLate]] as const) {
  Deno.test(`a schema that answers ${how} makes the message, or says each thing that is wrong`, async () => {
    const { sent, dead, settled } = await become(
      source,
      withText('{"cents":"250"}', '{"cents":"much"}', "1", '{"cents":"3"}'),
    );
    assertEquals(sent, [{ cents: 250 }, { cents: 3 }]);
    assertEquals(dead.map(({ reason }) => reason), [
      "Cannot decode message s/2: the schema refuses it: order.cents: no number; order: no order",
      "Cannot decode message s/3: the schema refuses it: order.cents: no number; order: no order",
    ]);
    assertEquals(settled, ["s/1", "s/2", "s/3", "s/4"]);
  });
}

Deno.test("a decode of one's own has the bytes and the origin, may take its time, and its error is the reason", async () => {
  const { sent, dead } = await become(decoded, withText("a", "slow", "bad", "worse"));
  assertEquals(sent, ["s/1: a", "s/2: slow"]);
  assertEquals(dead.map(({ reason }) => reason), [
    "Cannot decode message s/3: it is bad",
    "Cannot decode message s/4: it is worse",
  ]);
});

Deno.test("what is too large for the channel becomes a dead letter, and no crash", async () => {
  const long = "x".repeat(20_000);
  const { sent, dead, settled } = await become(texts, [
    ...withText("a", long),
    { origin: "s/3", text: "b" },
  ]);
  assertEquals(sent, ["a", "b"]);
  assertMatch(
    dead[0]!.reason,
    /^Cannot take message s\/2: Cannot send on channel ".*": the message has 20000 bytes/,
  );
  assertEquals([dead[0]!.bytes.length, settled], [20_000, ["s/1", "s/2", "s/3"]]);
});

for (const mode of ["settled", "eager"] as const) {
  Deno.test(`messages that fill the channel's bytes and not its capacity wait for their room, in mode ${mode}`, async () => {
    const twelve = Array.from({ length: 12 }, (_, n) => `${n % 10}`.repeat(5000));
    const { sent, settled } = await become(texts, withText(...twelve), { mode });
    assertEquals(sent, twelve);
    assertEquals(settled.length, 12);
  });
}

Deno.test("a dead letter is settled behind what is older, and is none again after a death", async () => {
  const script = new Script(`decoded ${++scripts}`).add(
    { origin: "s/1", text: "a" },
    { origin: "s/2", bytes: BAD_UTF8 },
    { origin: "s/3", text: "c" },
  );
  await using scene = await rehearse(texts, { args: { script: script.name } });
  scene.messages.hold();
  await scene.advance(500);
  assertEquals([scene.deadLetters.length, script.settled], [1, []]);
  scene.crash();
  await scene.advance(2000);
  assertEquals([scene.deadLetters.length, scene.state.redelivered, script.settled], [1, 3, []]);
  scene.messages.hold(false);
  await scene.advance(500);
  assertEquals(script.settled, ["s/1", "s/2", "s/3"]);
  assertEquals(scene.status, "connected, 3 came again, 1 dead");
});

Deno.test("a dead letter that is set right and put back has its number in the channel, and nothing is settled early", async () => {
  const script = new Script(`decoded ${++scripts}`).add(
    { origin: "s/1", text: "a" },
    { origin: "s/2", bytes: BAD_UTF8 },
  );
  await using scene = await rehearse(texts, { args: { script: script.name } });
  scene.messages.hold();
  await scene.advance(500);
  const letter = { ...scene.deadLetters[0]!, message: { origin: "s/2", message: "b" } };
  await scene.replay(letter, { port: "messages" });
  script.add({ origin: "s/3", text: "c" });
  await scene.advance(500);
  assertEquals(scene.state.page0, "0:0 s/1 !s/2 replayed%0020as%0020number%00201 s/3");
  scene.stop();
  await scene.advance(500);
  assertEquals(script.settled, []);
  scene.messages.hold(false);
  assertEquals((await scene.ended).clean, true);
  assertEquals(scene.messages.taken.map(({ message }) => message), ["a", "b", "c"]);
  assertEquals(script.settled, ["s/1", "s/2", "s/3"]);
});

Deno.test("all that is wrong with a source is told where it is defined", () => {
  const define = (options: unknown) => () =>
    defineSource(import.meta, "odd", options as Parameters<typeof defineSource>[2]);
  const date = customKind("date", () => ({ encode: () => new Uint8Array(), decode: () => 0 }));
  assertThrows(
    define({ kind: date, schema: {} }),
    TypeError,
    [
      'Cannot define source "odd": 3 faults',
      "  - its wire is undefined, give one of a service",
      "  - its schema has no ~standard.validate, give one that follows Standard Schema",
      "  - nobody knows how a date is read from bytes, give a decode",
    ].join("\n"),
  );
  assertThrows(
    define({ wire: scriptedSource, kind: text, args: { scirpt: "a" } }),
    TypeError,
    'there is no arg "scirpt", there are mode, maxInFlight',
  );
  assertThrows(
    define({ wire: { ...scriptedSource, args: { batch: 1 } }, kind: text }),
    TypeError,
    'wire scripted has an arg "batch", which is one of every source, give it another name',
  );
  assertThrows(define({ wire: scriptedSource }), TypeError, "undefined as a message kind");
  // What the compiler holds: a schema is of the kind's messages.
  const schema: StandardSchema<number> = {
    "~standard": { version: 1, vendor: "test", validate: () => ({ value: 1 }) },
  };
  // @ts-expect-error: a schema of numbers for texts
  defineSource(import.meta, "odd", { wire: scriptedSource, kind: json<string>(), schema });
  assert(true);
});
