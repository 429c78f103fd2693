import { assert, assertAlmostEquals } from "@std/assert";
import { interval, studentQuantile } from "./pairs.ts";

Deno.test("Student's quantiles are those of the tables", () => {
  for (const [freedom, must] of [[4, 2.776], [9, 2.262], [19, 2.093], [120, 1.98]] as const) {
    assertAlmostEquals(studentQuantile(freedom), must, 0.01);
  }
});

Deno.test("an interval of ratios is about their geometric mean, and as wide as they scatter", () => {
  const { ratio, low, high } = interval([0.5, 2, 1, 1]);
  assertAlmostEquals(ratio, 1, 1e-9);
  assertAlmostEquals(low * high, 1, 1e-9);
  assert(low < 0.7 && high > 1.4);
  const narrow = interval([0.9, 0.9001, 0.9002]);
  assert(narrow.high < 0.91 && narrow.low > 0.89);
});
