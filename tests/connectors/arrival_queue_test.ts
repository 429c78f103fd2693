/** The queue of messages that come by themselves: how each ends, and that nobody is forgotten. */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { type Arrival, ArrivalQueue } from "../../src/connectors/arrival_queue.ts";

function queueOf(): {
  readonly queue: ArrivalQueue;
  readonly ends: string[];
  arrive(origin: string, named: boolean): Arrival;
} {
  const queue = new ArrivalQueue({ maxQueued: 10, remembered: 2 });
  const ends: string[] = [];
  const arrive = (origin: string, named: boolean) => {
    const raw = { bytes: new Uint8Array() };
    const arrival = queue.arrive({ origin, partition: "p", raw, named });
    arrival.whenOver((end, mark) => void ends.push(`${origin} ${end} ${mark}`), ends.length);
    return arrival;
  };
  return { queue, ends, arrive };
}

Deno.test("whoever is left is refused, with a name and without, pulled and not", () => {
  const { queue, ends, arrive } = queueOf();
  arrive("a", false);
  arrive("b", true);
  queue.take(1);
  arrive("c", false);
  queue.refuseAll();
  assertEquals(ends.toSorted(), ["a refused 0", "b refused 0", "c refused 0"]);
  assertEquals(queue.queued, 0);
});

Deno.test("to settle one twice ends it once, and forgets nobody else", () => {
  for (const named of [false, true]) {
    const { queue, ends, arrive } = queueOf();
    const [a, b] = [arrive("a", named), arrive("b", named)];
    queue.settle([a]);
    queue.settle([a]);
    queue.refuse([a]);
    assertEquals(ends, ["a settled 0"]);
    queue.refuseAll();
    assertEquals([ends.length, ends[1], b.isOver], [2, "b refused 0", true]);
  }
});

Deno.test("those without a name are taken out of the middle, the front and the end", () => {
  const { queue, ends, arrive } = queueOf();
  const all = ["a", "b", "c", "d", "e"].map((origin) => arrive(origin, false));
  for (const n of [2, 0, 4]) queue.settle([all[n] as Arrival]);
  assertEquals(ends.map((end) => end.slice(0, 9)), ["c settled", "a settled", "e settled"]);
  queue.refuseAll();
  assertEquals(ends.slice(3).map((end) => end.slice(0, 9)), ["b refused", "d refused"]);
});

Deno.test("a name that comes again is the same message, while it is under way and shortly after", () => {
  const { queue, arrive } = queueOf();
  const first = arrive("a", true);
  assertStrictEquals(arrive("a", true), first);
  queue.settle([first]);
  assertEquals([arrive("a", true).isOver, queue.queued], [true, 1]);
  queue.settle([arrive("b", true), arrive("c", true)]);
  assertEquals(arrive("a", true).isOver, false);
});

Deno.test("a copy of what was pulled settles it as well", () => {
  const { queue, ends, arrive } = queueOf();
  arrive("a", false);
  queue.settle(queue.take(1).map((pulled) => ({ ...pulled })) as Arrival[]);
  assertEquals(ends, ["a settled 0"]);
});
