import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ItemQueue } from "../../src/inbox/item_queue.ts";
import { UndeliveredError } from "../../src/inbox/undelivered_error.ts";

const WORDS = { doing: "put into the box", never: "it was never taken" };

/** A queue, and the turns that it is taken from, as far as it asks. */
function boxOf(capacity: number, maxWaiting = 2, heedsStop = true) {
  const box = new ItemQueue<string, number>(WORDS, { capacity, maxWaiting, heedsStop });
  const turns = { isStopping: false, nudges: 0, nudge: () => void turns.nudges++, checkTurn() {} };
  box.join(turns);
  return { box, turns };
}

/** What becomes of promises, as far as it is known when all microtasks have run. */
async function fates(promises: readonly Promise<unknown>[]): Promise<unknown[]> {
  const known = promises.map((): unknown => "open");
  promises.forEach((promise, i) =>
    promise.then(
      (value) => known[i] = value,
      (error) => known[i] = error instanceof UndeliveredError ? error.reason : `${error}`,
    )
  );
  await new Promise((resolve) => setTimeout(resolve));
  return known;
}

Deno.test("what a turn takes is settled when it commits, in order, and then there is room", async () => {
  const { box, turns } = boxOf(2);
  const puts = ["a", "b", "c"].map((item) => box.put(item));
  assertEquals([box.availUnits, box.backlog, turns.nudges], [2, 3, 2]);
  assertEquals([box.tryTake(), box.tryPeek(), box.tryTake(), box.tryTake()], [
    "a",
    "b",
    "b",
    undefined,
  ]);
  box.answer(7);
  assertEquals(await fates(puts), ["open", "open", "open"]);
  box.committed();
  assertEquals(await fates(puts), [undefined, 7, "open"]);
  assertEquals([box.availUnits, box.takeBatch()], [1, ["c"]]);
  box.committed();
  assertEquals(await fates(puts), [undefined, 7, undefined]);
});

Deno.test("who comes too late at a stop is told of the stop, also once it is over; who was there is told of the end", async () => {
  for (const looksAtStop of [true, false]) {
    const { box, turns } = boxOf(1);
    const puts = ["there", "waiting"].map((item) => box.put(item));
    turns.isStopping = true;
    // Whether somebody looked between the stop and the end is chance.
    if (looksAtStop) assertEquals(box.isClosed, true);
    box.end(new Error("its run has returned"));
    puts.push(box.put("late"));
    assertEquals(await fates(puts), ["over", "stopping", "stopping"]);
  }
  const { box } = boxOf(1);
  box.end(new Error("its run threw"));
  assertEquals(await fates([box.put("late")]), ["over"]);
});

Deno.test("so many may wait for room, one more is refused at once and told what to do", async () => {
  const { box } = boxOf(1, 1);
  const puts = ["a", "b", "c"].map((item) => box.put(item));
  assertEquals(await fates(puts), ["open", "open", "full"]);
  const error = await assertRejects(() => box.put("d"), UndeliveredError);
  assertEquals(
    error.message,
    "Cannot put into the box: it is full, and 1 wait for room already; it was never taken, try again later, " +
      "have whoever asks do so (HTTP: 503), or raise maxWaiting",
  );
  assertEquals(box.tryPut("e"), false);
  box.takeBatch();
  box.committed();
  assertEquals(box.takeBatch(), ["b"]);
  box.committed();
  assertEquals([box.tryPut("f"), box.takeBatch()], [true, ["f"]]);
});

Deno.test("a turn that never happened leaves what it took, in its place", async () => {
  const { box, turns } = boxOf(3);
  const puts = ["a", "b"].map((item) => box.put(item));
  box.takeBatch();
  box.answer(1);
  box.join(turns);
  assertEquals([box.availUnits, box.takeBatch()], [2, ["a", "b"]]);
  box.committed();
  assertEquals(await fates(puts), [undefined, undefined]);
});

Deno.test("a stop closes it: what waits for room is rejected, what is in it is still to be taken", async () => {
  const { box, turns } = boxOf(2);
  const puts = ["a", "b", "c"].map((item) => box.put(item));
  turns.isStopping = true;
  puts.push(box.put("d"));
  assertEquals(await fates(puts), ["open", "open", "stopping", "stopping"]);
  assertEquals([box.isClosed, box.isClosedAndEmpty, box.availUnits === 2], [true, false, true]);
  assertThrows(() => box.tryPut("e"), UndeliveredError, "the graph is stopping");
  box.takeBatch();
  assertEquals([box.isClosedAndEmpty, box.backlog], [true, 0]);
  box.committed();
  assertEquals(await fates(puts.slice(0, 2)), [undefined, undefined]);
});

Deno.test("an end says what has become of each: of those that were taken, and of those that were not", async () => {
  const { box } = boxOf(1);
  const puts = ["a", "b"].map((item) => box.put(item));
  box.tryTake();
  box.end(new Error("the actor is gone"));
  puts.push(box.put("c"));
  assertEquals(await fates(puts), ["undone", "over", "over"]);
  await assertRejects(
    () => puts[0]!,
    UndeliveredError,
    "Cannot put into the box: the actor is gone; the turn that took it did not commit, so nothing of that turn has happened",
  );
  await assertRejects(
    () => puts[1]!,
    UndeliveredError,
    "Cannot put into the box: the actor is gone; it was never taken",
  );
  assertThrows(() => box.tryTake(), TypeError, "the actor is gone");
});

Deno.test("a signal takes back what no turn has taken, and nothing else", async () => {
  const { box } = boxOf(1);
  const [first, second, third] = [0, 1, 2].map(() => new AbortController());
  const puts = [first, second, third].map((controller, i) =>
    box.put(`${i}`, { signal: controller!.signal })
  );
  box.tryTake();
  first!.abort("too late");
  second!.abort("not wanted");
  assertEquals(await fates(puts), ["open", "not wanted", "open"]);
  box.committed();
  assertEquals([await puts[0], box.tryPeek()], [undefined, "2"]);
  assertEquals(await fates([box.put("x", { signal: AbortSignal.abort("before") })]), ["before"]);
  // A turn that took it and never happened: then the signal counts.
  box.tryTake();
  third!.abort("meanwhile");
  box.rewind();
  assertEquals(await fates(puts.slice(2)), ["meanwhile"]);
  assertEquals(box.isEmpty, true);
});

Deno.test("an answer is to what the turn has taken last, once", () => {
  const { box } = boxOf(2);
  box.tryPut("a");
  assertThrows(() => box.answer(1), TypeError, "this turn has taken nothing");
  box.tryTake();
  box.answer(1);
  assertThrows(() => box.answer(2), TypeError, "it is answered already");
});

Deno.test("nothing but a value can be put in", async () => {
  const { box } = boxOf(2);
  await assertRejects(() => box.put(undefined as never), TypeError, "it is undefined");
});

Deno.test("a signal that outlives its items holds none of them", async () => {
  const { box } = boxOf(4);
  let listeners = 0;
  const { signal } = new AbortController();
  const { addEventListener, removeEventListener } = signal;
  Object.assign(signal, {
    addEventListener: (...of: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(signal, of);
    },
    removeEventListener: (...of: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(signal, of);
    },
  });
  const puts = [box.put("a", { signal }), box.put("b", { signal })];
  assert(listeners === 2);
  box.tryTake();
  box.committed();
  box.end(new Error("over"));
  await fates(puts);
  assertEquals(listeners, 0);
});
