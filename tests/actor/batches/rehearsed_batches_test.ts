/** Batches, exact in virtual time: by number, bytes, time and key, and what closes them early. */
import { bytes, json, text, u32 } from "@steady-state/deno";
import {
  type BatchesOptions,
  defineActor,
  doneMarks,
  type MessageBatch,
  rx,
  tx,
} from "@steady-state/deno/actor";
import { rehearse } from "@steady-state/deno/testing";
import { assertEquals, assertStringIncludes } from "@std/assert";

interface Line {
  readonly of: string;
  readonly n: number;
}

/** What the actor below does, and how: of the test that runs. */
let options: BatchesOptions<Line> = {};
let work: (batch: MessageBatch<Line>) => unknown = () => {};

const line = json<Line>();
const packer = defineActor(import.meta, "packer", {
  ports: { lines: rx(line), parcels: tx(json<unknown>()) },
  state: { marks: doneMarks(32), lines: u32, ended: u32 },
  async run(actor) {
    const { ports: { lines, parcels }, state } = actor;
    const ended = await actor.batches(lines, parcels, options, async (batch) => {
      state.lines += batch.messages.length;
      await work(batch);
      const { key, messages, closedBy } = batch;
      return { key: key ?? "all", by: closedBy, is: messages.map(({ n }) => n) };
    });
    state.ended = ended ? 1 : 2;
  },
});

function begin(wanted: BatchesOptions<Line>, by: typeof work = () => {}): void {
  options = wanted;
  work = by;
}

const lines = (...numbers: number[]) =>
  numbers.map((n) => ({ of: n % 2 === 0 ? "even" : "odd", n }));

Deno.test("a batch is as many messages, or what has come in the time, or what is left", async () => {
  begin({ messages: 3, withinMs: 500 });
  await using scene = await rehearse(packer);
  scene.lines.send(...lines(1, 2, 3, 4, 5, 6, 7));
  await scene.settle();
  assertEquals(scene.parcels.taken, [
    { key: "all", by: "messages", is: [1, 2, 3] },
    { key: "all", by: "messages", is: [4, 5, 6] },
  ]);
  await scene.advance(499);
  assertEquals([scene.parcels.taken.length, scene.lines.waiting], [2, 1]);
  await scene.advance(1);
  assertEquals(scene.parcels.taken[2], { key: "all", by: "time", is: [7] });
  scene.lines.send(...lines(8, 9));
  scene.lines.close();
  const { state, clean } = await scene.ended;
  assertEquals([clean, state.ended, state.lines], [true, 1, 9]);
  assertEquals(scene.parcels.taken[3], { key: "all", by: "end", is: [8, 9] });
});

Deno.test("batches are of one key each, in its order, and overtake each other", async () => {
  begin({ messages: 2, withinMs: 1000, key: ({ of }) => of });
  await using scene = await rehearse(packer);
  scene.lines.send(...lines(1, 2, 4, 3, 6, 5));
  assertEquals(await scene.parcels.take(2), [
    { key: "even", by: "messages", is: [2, 4] },
    { key: "odd", by: "messages", is: [1, 3] },
  ]);
  // The time of each counts from its own first message.
  await scene.advance(600);
  scene.lines.send(...lines(8));
  await scene.advance(100);
  assertEquals(scene.parcels.taken[2], { key: "even", by: "messages", is: [6, 8] });
  await scene.advance(300);
  assertEquals(scene.parcels.taken[3], { key: "odd", by: "time", is: [5] });
  assertEquals(scene.lines.waiting, 0);
});

Deno.test("a batch has no more bytes than it may, unless it is one message that has", async () => {
  const sizes = [40, 40, 40, 90, 101, 5, 100];
  begin({ bytes: 100, withinMs: 10, bytesOf: ({ n }) => sizes[n]! });
  await using scene = await rehearse(packer);
  scene.lines.send(...lines(0, 1, 2, 3, 4, 5, 6));
  await scene.advance(20);
  assertEquals(scene.parcels.taken, [
    { key: "all", by: "bytes", is: [0, 1] },
    { key: "all", by: "bytes", is: [2] },
    { key: "all", by: "bytes", is: [3] },
    { key: "all", by: "bytes", is: [4] },
    { key: "all", by: "bytes", is: [5] },
    { key: "all", by: "bytes", is: [6] },
  ]);
});

Deno.test("bytes are those of the text, of the bytes, or of the JSON", async () => {
  for (
    const [kind, messages] of [
      [text, ["ää", "äb", "x"]],
      [bytes, [new Uint8Array(4), new Uint8Array(3), new Uint8Array(1)]],
      [json<unknown>(), ["ä", 777, { n: 1n }].map((m) => typeof m === "object" ? [1] : m)],
    ] as const
  ) {
    const counter = defineActor(import.meta, "counter", {
      ports: { in: rx(kind as typeof text), out: tx(u32) },
      async run(actor) {
        const { in: input, out } = actor.ports;
        await actor.batches(input, out, { bytes: 7 }, ({ messages }) => messages.length);
      },
    });
    await using scene = await rehearse(counter);
    scene.in.send(...messages as unknown as string[]);
    scene.in.close();
    await scene.ended;
    assertEquals(scene.out.taken, [2, 1], kind.name);
  }
});

Deno.test("too many keys, or messages in hand, close the oldest batch", async () => {
  begin({ messages: 10, withinMs: 60_000, key: ({ n }) => n, keys: 3 });
  await using many = await rehearse(packer);
  many.lines.send(...lines(1, 2, 3, 1, 4, 5));
  await many.settle();
  assertEquals(many.parcels.taken, [
    { key: 1, by: "keys", is: [1, 1] },
    { key: 2, by: "keys", is: [2] },
  ]);

  begin({ messages: 4, withinMs: 60_000, key: ({ of }) => of, window: 5 });
  await using full = await rehearse(packer);
  full.lines.send(...lines(1, 2, 3, 4, 5, 6));
  await full.settle();
  // Those that are done stay in hand as long as an older one is not.
  assertEquals(full.parcels.taken, [
    { key: "odd", by: "window", is: [1, 3, 5] },
    { key: "even", by: "window", is: [2, 4, 6] },
  ]);
});

Deno.test("what is in an open batch is there for the successor, and what is done is not done again", async () => {
  begin({ messages: 3, withinMs: 1000, key: ({ of }) => of });
  await using scene = await rehearse(packer);
  scene.lines.send(...lines(1, 2, 4, 6, 3));
  assertEquals(await scene.parcels.take(), [{ key: "even", by: "messages", is: [2, 4, 6] }]);
  scene.crash();
  scene.lines.send(...lines(5));
  assertEquals(await scene.parcels.take(), [{ key: "odd", by: "messages", is: [1, 3, 5] }]);
  assertEquals([scene.state.lines, scene.lines.waiting], [6, 0]);
});

Deno.test("a result waits for room, and the state that belongs to it waits with it", async () => {
  begin({ messages: 2, withinMs: 10 });
  await using scene = await rehearse(packer, { capacity: 2 });
  scene.parcels.hold();
  scene.lines.send(...lines(1, 2, 3, 4, 5, 6, 7, 8));
  await scene.advance("1 s");
  assertEquals([scene.state.lines, scene.lines.waiting], [4, 4]);
  scene.crash();
  await scene.advance("1 s");
  assertEquals([scene.state.lines, scene.lines.waiting], [4, 4]);
  scene.parcels.hold(false);
  await scene.advance("1 s");
  const done = (scene.parcels.taken as { is: number[] }[]).flatMap(({ is }) => is);
  assertEquals([done, scene.state.lines], [[1, 2, 3, 4, 5, 6, 7, 8], 8]);
});

Deno.test("work that throws is done again, and a message that it always dies of is found out", async () => {
  begin({ messages: 4, withinMs: 10 }, ({ messages }) => {
    if (messages.some(({ n }) => n === 3)) throw new Error("three");
  });
  await using scene = await rehearse(packer);
  scene.lines.send(...lines(1, 2, 3, 4, 5, 6));
  scene.lines.close();
  await scene.ended;
  const done = (scene.parcels.taken as { is: number[] }[]).flatMap(({ is }) => is);
  assertEquals(done, [1, 2, 4, 5, 6]);
  assertEquals(scene.deadLetters.map(({ message }) => message), lines(3));
});

Deno.test("ids are those of the messages", async () => {
  const ids: string[] = [];
  begin(
    { messages: 2, key: ({ of }) => of },
    ({ effectId }) => void ids.push(effectId(0), effectId(1)),
  );
  await using scene = await rehearse(packer);
  scene.lines.send(...lines(1, 2, 4, 3));
  await scene.parcels.take(2);
  assertEquals(ids.map((id) => id.split("-").at(-1)), ["1", "2", "0", "3"]);
});

Deno.test("batches end when nobody takes what comes of them", async () => {
  begin({ messages: 1 });
  await using scene = await rehearse(packer);
  scene.lines.send(...lines(1));
  await scene.parcels.take();
  scene.parcels.abandon();
  await scene.settle();
  scene.lines.send(...lines(2));
  await scene.settle();
  assertEquals([scene.state.ended, scene.lines.waiting > 0], [2, true]);
});

Deno.test("what is wrong with batches is told at once", async () => {
  const wrong = { messages: 65, bytes: 0, withinMs: -1, key: "of", every: 5 };
  begin(wrong as unknown as BatchesOptions<Line>);
  await using scene = await rehearse(packer);
  await scene.settle();
  assertEquals(scene.crashes[0]!.error.message.split("\n"), [
    'Cannot make batches in actor "ACTOR": 4 faults',
    '  - there is no option "every", there are "messages", "bytes", "bytesOf", "withinMs", "key", "keys", "window"',
    "  - option bytes is 0, give a whole number of bytes from 1 to 9007199254740991",
    "  - option withinMs is -1, give milliseconds from 0 to 2147483647",
    '  - option key is "of", give a function',
  ]);
  begin({ messages: 33, key: ({ of }) => of });
  await using large = await rehearse(packer);
  await large.settle();
  assertStringIncludes(
    large.crashes[0]!.error.message,
    "from 1 to 32, what its state has room for",
  );
});
