import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Pace, pauseMs } from "../src/backoff.ts";

const paces = fc.record({
  firstMs: fc.double({ min: 0, max: 2 ** 31 - 1, noNaN: true }),
  moreMs: fc.double({ min: 0, max: 2 ** 31 - 1, noNaN: true }),
}).map(({ firstMs, moreMs }): Pace => ({ firstMs, maxMs: firstMs + moreMs }));
const failures = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 2 ** 31 }));

Deno.test("a backoff doubles from the first pause to the longest", () => {
  const pace = { firstMs: 20, maxMs: 1000 };
  const pauses = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((count) => pauseMs(count, pace));
  assertEquals(pauses, [0, 20, 40, 80, 160, 320, 640, 1000, 1000]);
});

Deno.test("a backoff never shrinks, never leaves its bounds, and at most doubles", () => {
  fc.assert(fc.property(paces, failures, (pace, count) => {
    const [before, after] = [pauseMs(count, pace), pauseMs(count + 1, pace)];
    assert(before >= pace.firstMs && before <= pace.maxMs, `${before}`);
    assert(after >= before && after <= Math.max(before * 2, pace.firstMs), `${before}, ${after}`);
  }));
});

Deno.test("a backoff that begins with nothing stays at nothing, however often it fails", () => {
  const pauses = [1, 2, 1025, 2 ** 40].map((count) => pauseMs(count, { firstMs: 0, maxMs: 5 }));
  assertEquals(pauses, [0, 0, 0, 0]);
});

Deno.test("full jitter is the random part of the pause, and nothing else asks for chance", () => {
  fc.assert(
    fc.property(
      paces,
      failures,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (pace, count, part) => {
        const full = pauseMs(count, { ...pace, jitter: "full" }, () => part);
        assertEquals(full, pauseMs(count, pace) * part);
      },
    ),
  );
  const never = () => {
    throw new Error("nobody needs chance");
  };
  assertEquals(pauseMs(3, { firstMs: 1, maxMs: 9, jitter: "none" }, never), 4);
  assertEquals(pauseMs(0, { firstMs: 1, maxMs: 9, jitter: "full" }, never), 0);
});
