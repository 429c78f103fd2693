import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Waiter } from "../../src/actor/scheduler.ts";
import { RunQueue } from "../../src/troupe/run_queue.ts";

const waiter = (name: number) => ({ name }) as unknown as Waiter;
const nameOf = (waiter: Waiter) => (waiter as unknown as { name: number }).name;

/** A queue whose first take, which is always of the oldest, is over. */
function queueAt(now: number): RunQueue {
  const queue = new RunQueue();
  queue.push(waiter(-1), true);
  queue.take(now);
  return queue;
}

Deno.test("RunQueue gives the one that came last, with its verdict", () => {
  const queue = queueAt(1000);
  for (let i = 0; i < 3; i++) queue.push(waiter(i), i === 1);
  const taken = [0, 1, 2].map(() => [nameOf(queue.take(1000)), queue.verdict]);
  assertEquals(taken, [[2, false], [1, true], [0, false]]);
  assertEquals(queue.size, 0);
});

Deno.test("RunQueue gives the oldest after 32 that came later", () => {
  const queue = queueAt(1000);
  queue.push(waiter(0), true);
  for (let i = 1; i <= 32; i++) {
    queue.push(waiter(i), true);
    assertEquals(nameOf(queue.take(1000)), i);
  }
  queue.push(waiter(33), true);
  assertEquals(nameOf(queue.take(1000)), 0);
  assertEquals(nameOf(queue.take(1000)), 33);
});

Deno.test("RunQueue gives the oldest once later ones had a millisecond", () => {
  const queue = queueAt(1000);
  for (let i = 0; i < 6; i++) queue.push(waiter(i), true);
  const taken = [1000.5, 1001, 1001.1, 1001.2, 1002.2, 1003].map((now) => nameOf(queue.take(now)));
  assertEquals(taken, [5, 4, 0, 3, 1, 2]);
});

Deno.test("RunQueue gives everybody once, and nobody waits for more than 33 others for each place before it", () => {
  const steps = fc.array(fc.record({ comes: fc.nat({ max: 4 }), goes: fc.nat({ max: 3 }) }), {
    maxLength: 400,
  });
  fc.assert(
    fc.property(steps, (steps) => {
      const queue = new RunQueue();
      let next = 0;
      let turn = 0;
      const there = new Map<number, { since: number; before: number }>();
      const take = () => {
        const name = nameOf(queue.take(1000));
        const { since, before } = there.get(name) as { since: number; before: number };
        assert(turn - since <= 33 * (before + 1), `${name} waited for ${turn - since} turns`);
        there.delete(name);
        turn++;
      };
      for (const { comes, goes } of steps) {
        for (let i = 0; i < comes; i++) {
          there.set(next, { since: turn, before: there.size });
          queue.push(waiter(next++), true);
        }
        for (let i = 0; i < goes && queue.size > 0; i++) take();
        assertEquals(queue.size, there.size);
      }
      while (queue.size > 0) take();
      assertEquals(there.size, 0);
    }),
  );
});
