import { assertEquals } from "@std/assert";
import { FlagCondition } from "../../src/actor/conditions.ts";
import { AdaptiveSpin, EndlessSpin, NO_SPIN, type Spin } from "../../src/actor/spin.ts";

/** Spins once for a condition that comes to hold at that look, and counts the looks. */
function looks(spinner: Spin, metAt: number): [boolean, number] {
  let looks = 0;
  const met = spinner.spin(new FlagCondition(() => ++looks >= metAt));
  return [met, looks];
}

Deno.test("AdaptiveSpin ends as soon as the condition holds", () => {
  assertEquals(looks(new AdaptiveSpin(), 1), [true, 1]);
  assertEquals(looks(new AdaptiveSpin(), 1999), [true, 1999]);
});

Deno.test("AdaptiveSpin spends less and less on spins that are in vain, but for a full try now and then", () => {
  const spinner = new AdaptiveSpin();
  const spent = Array.from({ length: 70 }, () => looks(spinner, Infinity)[1]);
  assertEquals(spent.slice(0, 9), [2000, 1000, 500, 250, 125, 62, 31, 16, 16]);
  assertEquals(spent.indexOf(2000, 1), 32, "a try of the full budget after 32 parks");
  assertEquals(spent.filter((rounds) => rounds > 16 && rounds < 2000).length, 6);
});

Deno.test("AdaptiveSpin spends more again once spinning pays off", () => {
  const spinner = new AdaptiveSpin();
  while (looks(spinner, Infinity)[1] > 16);
  assertEquals(looks(spinner, 3), [true, 3]);
  assertEquals(looks(spinner, Infinity), [false, 32]);
  assertEquals(looks(spinner, 10), [true, 10]);
  assertEquals(looks(spinner, 30), [true, 30]);
  assertEquals(looks(spinner, Infinity), [false, 64]);
});

Deno.test("AdaptiveSpin keeps its full budget after a full try that paid off", () => {
  const spinner = new AdaptiveSpin();
  for (let i = 0; i < 32; i++) looks(spinner, Infinity);
  assertEquals(looks(spinner, 1500), [true, 1500]);
  assertEquals(looks(spinner, Infinity), [false, 2000]);
});

Deno.test("NO_SPIN never looks", () => {
  assertEquals(looks(NO_SPIN, 1), [false, 0]);
  assertEquals(NO_SPIN.again, false);
});

Deno.test("EndlessSpin looks a few hundred times and wants to go on, however often it was in vain", () => {
  const spinner = new EndlessSpin();
  for (let i = 0; i < 3; i++) assertEquals(looks(spinner, Infinity), [false, 500]);
  assertEquals(looks(spinner, 7), [true, 7]);
  assertEquals(spinner.again, true);
});
