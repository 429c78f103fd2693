import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { RateMeter } from "../../../src/telemetry/measure/rate_meter.ts";

/** When so many messages come at once, in milliseconds, by a flow that is steady from `begin` to `end`. */
interface Flow {
  readonly everyMs: number;
  readonly messages?: number;
  readonly begin?: number;
  readonly end?: number;
}

/** What a meter tells that looks every `stepMs`, a little late as timers are, up to `until`: times and rates. */
function told(flows: readonly Flow[], until: number, stepMs = 100, lateMs = 0): [number, number][] {
  const meter = new RateMeter(1);
  const random = seeded(7);
  const rates: [number, number][] = [];
  for (let due = 0; due <= until; due += stepMs) {
    const now = due + random() * lateMs;
    const count = flows.reduce(
      (sum, { everyMs, messages = 1, begin = 0, end = Infinity }) =>
        now < begin
          ? sum
          : sum + messages * Math.floor((Math.min(now, end) - begin) / everyMs + 0.5),
      0,
    );
    rates.push([now, meter.add(now, Float64Array.of(count))[0]!]);
  }
  return rates;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = state * 16807 % 2147483647) / 2147483647;
}

const from = (rates: [number, number][], time: number, until = Infinity) =>
  rates.filter(([at]) => at >= time && at < until).map(([, rate]) => rate);

/** All are what they should be, but for so large a share. */
function assertNear(rates: readonly number[], expected: number, share: number, what = ""): void {
  assert(rates.length > 0);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const told = `${what}: from ${low} to ${high} instead of ${expected}`;
  assert(low >= expected * (1 - share) && high <= expected * (1 + share), told);
}

Deno.test("RateMeter: one message a second is one a second, always", () => {
  const rates = told([{ everyMs: 1000 }], 60_000, 100, 30);
  assertNear(from(rates, 6000), 1, 0.05);
});

Deno.test("RateMeter: a message in three seconds is a third of one a second, always", () => {
  assertNear(from(told([{ everyMs: 1000 / 0.3 }], 120_000, 100, 30), 20_000), 0.3, 0.03);
});

Deno.test("RateMeter: 61 a second are 61, one by one and all at once", () => {
  assertNear(from(told([{ everyMs: 1000 / 61 }], 20_000, 100, 30), 2000), 61, 0.07);
  assertNear(from(told([{ everyMs: 1000, messages: 61 }], 60_000, 100, 30), 6000), 61, 0.05);
});

Deno.test("RateMeter: two counts of one flow agree, whenever the one or the other is a little later", () => {
  const sent = told([{ everyMs: 1000, messages: 64 }], 60_000);
  const passedOn = told([{ everyMs: 1000, messages: 64, begin: 450 }], 60_000);
  const apart = from(sent, 8000).map((rate, at) => rate / from(passedOn, 8000)[at]!);
  assertNear(apart, 1, 0.01);
});

Deno.test("RateMeter: any steady flow is told as steady, at any pace of looking", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 5000, noNaN: true }),
      fc.integer({ min: 1, max: 500 }),
      fc.constantFrom(50, 100, 200, 1000),
      fc.integer({ min: 0, max: 20 }),
      (everyMs, messages, stepMs, lateMs) => {
        const rates = told([{ everyMs, messages }], 60_000, stepMs, lateMs);
        const grain = 0.02 + (stepMs + lateMs) / 1000;
        const pause = Math.max(everyMs, stepMs);
        const what = `${messages} every ${everyMs} ms, looked at every ${stepMs} ms`;
        const settled = Math.max(3000, 6 * pause) + 2 * stepMs;
        assertNear(
          from(rates, settled),
          messages * 1000 / everyMs,
          Math.min(grain * 3, 0.95),
          what,
        );
        assert(from(rates, settled).every((rate) => rate > 0), what);
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});

Deno.test("RateMeter: what has stopped is at 0 after a second, or three pauses", () => {
  const swift = told([{ everyMs: 10, end: 10_000 }], 15_000);
  assert(from(swift, 10_100, 10_900).every((rate) => rate > 0 && rate <= 101));
  assertEquals(new Set(from(swift, 11_100)), new Set([0]));
  const slow = told([{ everyMs: 2000, end: 20_000 }], 40_000);
  assert(from(slow, 20_100, 24_000).every((rate) => rate > 0.3));
  assertEquals(new Set(from(slow, 25_200)), new Set([0]));
  assertEquals(
    from(slow, 21_100).toSorted((one, other) => other - one),
    from(slow, 21_100),
    "it only falls",
  );
});

Deno.test("RateMeter: a flow that changes its pace is soon told at the new one", () => {
  const slower = told([{ everyMs: 10, end: 10_000 }, { everyMs: 1000, begin: 10_000 }], 30_000);
  assertNear(from(slower, 13_000), 1, 0.4);
  assertNear(from(slower, 17_000), 1, 0.06);
  const quicker = told([{ everyMs: 1000, end: 10_000 }, { everyMs: 10, begin: 10_000 }], 20_000);
  assertNear(from(quicker, 10_800), 100, 0.1);
  const rested = told([{ everyMs: 10, end: 10_000 }, { everyMs: 10, begin: 15_000 }], 30_000);
  assertNear(from(rested, 15_800), 100, 0.1);
});

Deno.test("RateMeter: what comes once is of the last second", () => {
  const once = told([{ everyMs: 1e9, messages: 100, begin: -5e8 + 5000 }], 10_000);
  assertEquals(new Set(from(once, 5000, 6000)), new Set([100]));
  assertEquals(new Set([...from(once, 100, 5000), ...from(once, 6000)]), new Set([0]));
});

Deno.test("RateMeter: whoever looks every millisecond sees no other rates", () => {
  assertNear(from(told([{ everyMs: 20 }], 10_000, 1), 2000), 50, 0.06);
  assertNear(from(told([{ everyMs: 1000 }], 20_000, 1), 8000), 1, 0.01);
});

Deno.test("RateMeter knows nothing at first, and begins anew when the clock is set back", () => {
  const meter = new RateMeter(2);
  assertEquals([...meter.add(1000, Float64Array.of(5, 0))], [NaN, NaN]);
  assertEquals([...meter.add(1049, Float64Array.of(5, 0))], [NaN, NaN]);
  assertEquals([...meter.add(1500, Float64Array.of(105, 0))], [200, 0]);
  assertEquals([...meter.add(500, Float64Array.of(105, 0))], [NaN, NaN]);
  assertEquals([...meter.add(1500, Float64Array.of(105, 3))], [0, 3]);
});
