import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { statOf, summarize } from "../../../src/telemetry/measure/summary.ts";

Deno.test("summarize: says nothing of no values", () => {
  assertEquals(summarize(new Float64Array(0)), {
    count: 0,
    average: null,
    min: null,
    max: null,
    p50: null,
    p90: null,
    p99: null,
    deviation: null,
  });
});

Deno.test("summarize: one to a hundred", () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => (i * 37 % 100) + 1);
  const { deviation, ...rest } = summarize(values);
  const known = { count: 100, average: 50.5, min: 1, max: 100, p50: 50, p90: 90, p99: 99 };
  assertEquals(rest, known);
  assertAlmostEquals(deviation!, Math.sqrt((100 ** 2 - 1) / 12), 1e-9);
});

Deno.test("statOf: agrees with the summary, and percentiles are values that were there", () => {
  const list = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 });
  fc.assert(fc.property(list, fc.integer({ min: 1, max: 1000 }), (numbers, tenths) => {
    const values = () => Float64Array.from(numbers);
    const all = summarize(values());
    for (const stat of ["average", "min", "max", "p50", "p90", "p99"] as const) {
      assertEquals(statOf(values(), stat, 1), all[stat]);
    }
    assertAlmostEquals(
      statOf(values(), "deviation", 2)!,
      all.average! + 2 * all.deviation!,
      1e-9,
    );
    const percentile = statOf(values(), `p${tenths / 10}`, 1)!;
    const below = numbers.filter((value) => value <= percentile).length;
    assertEquals(numbers.includes(percentile), true);
    assertEquals(below >= tenths / 1000 * numbers.length - 1e-9, true);
    assertEquals(statOf(values(), "sum", 1), numbers.reduce((sum, value) => sum + value));
  }));
});
