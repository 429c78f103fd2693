import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  Histogram,
  LARGEST,
  RELATIVE_ERROR,
  SMALLEST,
} from "../../../src/telemetry/measure/histogram.ts";

const latency = fc.oneof(
  fc.double({ min: 0.07, max: 1e9, noNaN: true }),
  fc.integer({ min: 1, max: 5000 }),
  fc.constantFrom(1, 2, 4, 1024, 0.5),
);

function exact(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(1, Math.ceil(percent * sorted.length / 100 - 1e-9)) - 1]!;
}

Deno.test("Histogram: any percentile of any values is within the stated error of the exact one", () => {
  const percent = fc.oneof(
    fc.double({ min: 0, max: 100, noNaN: true }),
    fc.constantFrom(0, 50, 90, 99, 99.9, 100),
  );
  fc.assert(
    fc.property(fc.array(latency, { minLength: 1, maxLength: 300 }), percent, (values, at) => {
      const histogram = new Histogram();
      for (const value of values) histogram.record(value);
      const right = exact(values, at);
      const error = Math.abs(histogram.percentile(at)! - right) / right;
      // The values are kept as 32-bit floats.
      assert(error <= RELATIVE_ERROR + 1e-6, `${histogram.percentile(at)} for ${right}`);
    }),
  );
  assertEquals(RELATIVE_ERROR, 1 / 64);
});

Deno.test("Histogram: what is added and taken out again leaves no trace", () => {
  const values = fc.array(latency, { maxLength: 50 });
  fc.assert(fc.property(values, values, (kept, gone) => {
    const [sum, one, other, alone] = [1, 2, 3, 4].map(() => new Histogram()) as [
      Histogram,
      Histogram,
      Histogram,
      Histogram,
    ];
    for (const value of kept) {
      one.record(value);
      alone.record(value);
    }
    for (const value of gone) other.record(value);
    sum.add(one);
    sum.add(other);
    assertEquals(sum.total, kept.length + gone.length);
    sum.add(other, -1);
    assertEquals(sum.buckets(), alone.buckets());
    assertEquals(sum.percentile(99), alone.percentile(99));
  }));
});

Deno.test("Histogram: counts every value once, in a part that it fits in", () => {
  const histogram = new Histogram();
  for (const value of [3, 3, 100, 1e6]) histogram.record(value);
  const buckets = histogram.buckets();
  assertEquals(buckets.map(([, count]) => count), [2, 1, 1]);
  [3, 100, 1e6].forEach((value, index) => {
    const [upTo] = buckets[index]!;
    assert(upTo > value && upTo < value * 1.04, `${value} up to ${upTo}`);
  });
});

Deno.test("Histogram: is empty at first and when cleared, and takes no more memory for extreme values", () => {
  const histogram = new Histogram();
  assertEquals([histogram.total, histogram.percentile(50), histogram.buckets()], [0, null, []]);
  for (const value of [0, -1, Infinity, NaN, 1e300]) histogram.record(value);
  assertEquals(histogram.total, 4);
  assert(histogram.percentile(1)! < SMALLEST * 1.04);
  assert(histogram.percentile(100)! < LARGEST * 1.04);
  histogram.clear();
  assertEquals([histogram.total, histogram.percentile(50), histogram.buckets()], [0, null, []]);
});
