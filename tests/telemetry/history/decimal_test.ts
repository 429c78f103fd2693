import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { significant } from "../../../src/telemetry/units.ts";
import { packDecimal, unpackDecimal } from "../../../src/telemetry/history/decimal.ts";

Deno.test("decimals: three digits come back to the last bit", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.double({ min: 1e-20, max: 1e20, noNaN: true }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.double({ min: 0.5, max: 2000, noNaN: true }),
      ),
      (value) => {
        const rounded = significant(value);
        assertEquals(unpackDecimal(packDecimal(rounded)), rounded);
      },
    ),
    { numRuns: 20_000 },
  );
});

Deno.test("decimals: what no three digits can say", () => {
  const kept = [null, 0, 1e-40, NaN, Infinity, -1, 999.6, 1e50, 123_456];
  assertEquals(kept.map((value) => unpackDecimal(packDecimal(value))), [
    null,
    0,
    0,
    null,
    9.99e43,
    0,
    1000,
    9.99e43,
    123_000,
  ]);
});

Deno.test("decimals: order is kept, so that the packed numbers compare like the numbers", () => {
  const values = [0, 1e-9, 0.1, 1, 9.99, 10, 999, 1000, 1e6, 1e15];
  const packed = values.map(packDecimal);
  assertEquals(packed, packed.toSorted((a, b) => a - b));
});
