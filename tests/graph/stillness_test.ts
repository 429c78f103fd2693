import { assertEquals } from "@std/assert";
import { Stillness } from "../../src/graph/rest/stillness.ts";

/** Looks at moments `[time, moves]`, which are to be 10 ms apart, and tells what each has seen. */
function seen(...looks: readonly (readonly [number, number])[]): (readonly [boolean, number])[] {
  const stillness = new Stillness();
  return looks.map(([now, moves]) => [stillness.look(moves, now, 10), stillness.ms] as const);
}

Deno.test("stillness is counted from the first look after the last move", () => {
  assertEquals(seen([1000, 7], [1010, 7], [1025, 7], [1035, 8], [1045, 8]), [
    [true, 0],
    [false, 10],
    [false, 25],
    [true, 0],
    [false, 10],
  ]);
});

Deno.test("time in which the whole process stood still is no stillness", () => {
  assertEquals(seen([0, 0], [10, 0], [60_020, 0], [60_030, 0]), [
    [true, 0],
    [false, 10],
    [false, 20],
    [false, 30],
  ]);
});
