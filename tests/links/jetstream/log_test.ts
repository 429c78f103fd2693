/** The log between two pods, over each NATS server that is here: one writer, numbers without gaps, places that are kept. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { natsPrograms, noNats } from "../../connectors/servers/nats.ts";
import { LogRefusedError, OvertakenError } from "../../../src/links/jetstream/trouble.ts";
import { fresh, LogBed, readEach, USER, writeEach } from "./log_bed.ts";

function test(name: string, fn: (bed: LogBed) => Promise<void>): void {
  if (noNats !== undefined) {
    Deno.test({ name: `log: ${name} (not run: ${noNats})`, ignore: true, fn() {} });
  }
  for (const program of natsPrograms) {
    Deno.test(`log: ${name} (${program.version})`, async () => {
      await using bed = await LogBed.make(program);
      await fn(bed);
    });
  }
}

test("what is written ahead is there in order, and the next process begins behind it", async (bed) => {
  const writer = await bed.writer();
  assertEquals(writer.lanes, [{ first: 0, end: 0, most: 0, isEnded: false }]);
  await writeEach(writer, 0, 100);
  writer.close();
  const next = await bed.writer();
  assertEquals(next.lanes, [{ first: 0, end: 100, most: 100, isEnded: false }]);
  assertEquals(next.claim.fence, 2);
  assertEquals(await readEach(await bed.reader(0), 100), Array.from({ length: 100 }, (_, i) => i));
});

test("a second writer is refused while the first one lives", async (bed) => {
  await bed.writer();
  const error = await assertRejects(
    () => bed.writer({ user: { ...USER, pod: "b" } }),
    LogRefusedError,
  );
  assertStringIncludes(error.message, 'pod "a" (graph "shop") writes aqueduct "orders" already');
});

test("a writer that was taken for dead is refused, and told who writes since", async (bed) => {
  const zombie = await bed.writer();
  await writeEach(zombie, 0, 3);
  zombie.close(); // it answers nobody any more, as one that hangs
  const writer = await bed.writer({ user: { ...USER, pod: "b" } });
  await assertRejects(() => writeEach(zombie, 3, 1), OvertakenError);
  writer.close();
  const { claim: { holder, log, fence } } = zombie;
  const error = await assertRejects(
    () => bed.writer({ life: { holder, log, fence } }),
    LogRefusedError,
  );
  assertStringIncludes(error.message, 'pod "b" (graph "shop") writes aqueduct "orders" since');
  await writeEach(writer, 3, 1);
  assertEquals(await readEach(await bed.reader(0), 4), [0, 1, 2, 3]);
});

test("frames behind one that is refused are refused, too", async (bed) => {
  const writer = await bed.writer({ options: { maxBytes: 5000 } });
  const big = new Uint8Array(3000);
  const results = await Promise.allSettled([
    writer.write(0, { first: 0, count: 1, sentAt: NaN, isEnd: false }, big),
    writer.write(0, { first: 1, count: 1, sentAt: NaN, isEnd: false }, big),
    writer.write(0, { first: 2, count: 1, sentAt: NaN, isEnd: false }, big.slice(0, 100)),
  ]);
  assertEquals(
    results.map((one) => one.status === "fulfilled" ? "" : (one.reason as Error).name),
    ["", "NoRoomError", "OvertakenError"],
  );
  writer.takeBack(2);
  await writeEach(writer, 1, 2);
  assertEquals(await readEach(await bed.reader(0), 3), [0, 1, 2]);
});

test("a reader begins in the middle of a frame, and with each number of a lane among others", async (bed) => {
  const writer = await bed.writer({ user: { ...USER, girth: 2 } });
  for (let first = 0; first < 60; first += 3) {
    const head = { first, count: 3, sentAt: NaN, isEnd: false };
    await writer.write(
      first % 2,
      { ...head, first: Math.floor(first / 6) * 3 },
      new Uint8Array([first]),
    );
  }
  for (let number = 0; number < 30; number++) {
    const [body] = await readEach(await bed.reader(number, { lane: 1 }), 1);
    assertEquals(body, Math.floor(number / 3) * 6 + 3);
  }
});

test("messages that are gone are told, or gone on behind", async (bed) => {
  const writer = await bed.writer();
  await writeEach(writer, 0, 10);
  const log = await bed.log();
  await log.purge(log.lane(0), 7); // the claim is message 1
  const error = await assertRejects(() => bed.reader(2), LogRefusedError);
  assertStringIncludes(error.message, "Messages 2 to 4 of lane 0 are gone from stream");
  const reader = await bed.reader(2, { options: { lost: "skip" } });
  assertEquals(reader.next, 5);
  assertEquals(await readEach(reader, 5), [5, 6, 7, 8, 9]);
});

test("a place beyond the end of the log is one of another log", async (bed) => {
  await writeEach(await bed.writer(), 0, 3);
  assertEquals((await bed.reader(3)).next, 3);
  const error = await assertRejects(() => bed.reader(4), LogRefusedError);
  assertStringIncludes(error.message, "ends with message 3, and this pod has come to 4");
});

test("another kind, girth or aqueduct is refused with both", async (bed) => {
  (await bed.writer()).close();
  const refused = async (user: Partial<typeof USER>) =>
    (await assertRejects(() => bed.writer({ user: { ...USER, ...user } }), LogRefusedError))
      .message;
  assertStringIncludes(
    await refused({ kind: "f64", schema: "f64", hash: "11" }),
    "writes messages of kind u32, u32, and here they are of kind f64, f64",
  );
  assertStringIncludes(await refused({ girth: 4 }), "writes 1 lanes, and here it has 4");
  assertStringIncludes(await refused({ aqueduct: "bills" }), 'it is the log of aqueduct "orders"');
});

test("a frame of another schema is refused by the reader", async (bed) => {
  await writeEach(await bed.writer(), 0, 1);
  const reader = await bed.reader(0, { hash: "dead" });
  const error = await assertRejects(() => readEach(reader, 1), LogRefusedError);
  assertStringIncludes(error.message, "is of another schema (00ff) than this pod takes (dead)");
});

test("who publishes something else is found", async (bed) => {
  await bed.writer();
  const { nc } = await bed.session();
  await nc.request(`${bed.address().subject}.0`, "hello");
  const error = await assertRejects(() => bed.log().then((log) => log.rangeOf(0)), LogRefusedError);
  assertStringIncludes(error.message, "is no message of an aqueduct");
});

test("streams that cannot be a log are refused with all that is wrong", async (bed) => {
  const { manager } = await bed.log({ stream: "OTHER", subject: "other" });
  await manager.streams.add({
    name: "STEADY_ORDERS",
    subjects: ["steady.orders.>"],
    retention: "workqueue",
    max_msgs_per_subject: 5,
  });
  const error = await assertRejects(() => bed.log(), LogRefusedError);
  assertStringIncludes(
    error.message,
    'its subjects are ["steady.orders.>"], and not just "steady.orders.*"',
  );
  assertStringIncludes(error.message, 'its retention is "workqueue", not "limits"');
  assertStringIncludes(error.message, "no more than 5 messages of a subject");
});

test("a stream that was deleted is not made anew by who has used it, nor taken for the same", async (bed) => {
  const life = fresh();
  const writer = await bed.writer({ life });
  await writeEach(writer, 0, 3);
  await writer.log.manager.streams.delete("STEADY_ORDERS");
  const gone = await assertRejects(() => bed.log({}, false), LogRefusedError);
  assertStringIncludes(gone.message, "was deleted while this pod used it");
  await bed.log();
  const known = { ...life, log: writer.claim.log, fence: writer.claim.fence };
  const other = await assertRejects(() => bed.writer({ life: known }), LogRefusedError);
  assertStringIncludes(other.message, "is not the one that this pod has written to");
});

test("a reader's place is kept, and who reads under its name since fences it", async (bed) => {
  const position = await bed.position();
  assertEquals(position.claim.next, [0]);
  await position.keep([5]);
  await position.keep([9]);
  const error = await assertRejects(
    () => bed.position({ user: { ...USER, pod: "b" } }),
    LogRefusedError,
  );
  assertStringIncludes(
    error.message,
    'pod "a" (graph "shop") reads aqueduct "orders" as reader "main" already',
  );
  position.close();
  const next = await bed.position({ user: { ...USER, pod: "b" } });
  assertEquals(next.claim.next, [9]);
  const fenced = await assertRejects(() => position.keep([10]), LogRefusedError);
  assertStringIncludes(
    fenced.message,
    'pod "b" (graph "shop") reads aqueduct "orders" as reader "main" since',
  );
  assertEquals((await bed.position({ reader: "audit" })).claim.next, [0]);
  next.close();
  const { manager } = await bed.log();
  await manager.streams.delete("STEADY_ORDERS");
  const elsewhere = await assertRejects(() => bed.position(), LogRefusedError);
  assertStringIncludes(elsewhere.message, "has come to 9 in another log");
});
