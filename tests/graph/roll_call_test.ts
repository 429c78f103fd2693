import { assertEquals } from "@std/assert";
import { RollCall } from "../../src/graph/rest/roll_call.ts";

function called(gone: ReadonlySet<number> = new Set()) {
  const asked: [number, number][] = [];
  const ask = (worker: number, call: number) => {
    asked.push([worker, call]);
    return !gone.has(worker);
  };
  return { asked, roll: new RollCall(7, [1, 2, 3], ask, 1000) };
}

Deno.test("RollCall is over once all have answered", () => {
  const { asked, roll } = called();
  assertEquals(asked, [[1, 7], [2, 7], [3, 7]]);
  roll.answered(1);
  roll.answered(3);
  assertEquals(roll.isOver, false);
  roll.answered(2);
  assertEquals(roll.isOver, true);
});

Deno.test("RollCall does not wait for workers that are gone", () => {
  const gone = new Set([2]);
  const { asked, roll } = called(gone);
  roll.answered(1);
  gone.add(3);
  roll.remind(1999);
  assertEquals([roll.isOver, asked.length], [false, 3]);
  roll.remind(2000);
  assertEquals([roll.isOver, asked.slice(3)], [true, [[3, 7]]]);
});
