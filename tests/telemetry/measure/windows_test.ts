import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Histogram } from "../../../src/telemetry/measure/histogram.ts";
import { LatencyWindow } from "../../../src/telemetry/measure/latency_window.ts";
import { SampleRing } from "../../../src/telemetry/measure/sample_ring.ts";
import { Windows } from "../../../src/telemetry/measure/windows.ts";

Deno.test("SampleRing: gives what is younger, the newest first, and forgets beyond its size", () => {
  const ring = new SampleRing(2, 3, false);
  assertEquals([ring.newest, ring.size], [-Infinity, 0]);
  for (let i = 1; i <= 5; i++) ring.push(i * 10, Float64Array.of(i, i === 4 ? NaN : -i));
  assertEquals([ring.newest, ring.size], [50, 3]);
  assertEquals([...ring.since(0, 0)], [5, 4, 3]);
  assertEquals([...ring.since(0, 30)], [5, 4]);
  assertEquals([...ring.since(1, 0)], [-5, -3]);
  ring.clear();
  assertEquals([...ring.since(0, 0)], []);
});

Deno.test("SampleRing: rough values are right within 1/256, and what is not known stays so", () => {
  const value = fc.double({ min: 1e-6, max: 1e12, noNaN: true });
  fc.assert(fc.property(value, (exact) => {
    const ring = new SampleRing(1, 2, true);
    ring.push(1, Float64Array.of(exact));
    ring.push(2, Float64Array.of(NaN));
    const [rough, ...none] = ring.since(0, 0);
    assertEquals(none, []);
    assert(Math.abs(rough! - exact) <= exact / 256, `${rough} for ${exact}`);
  }));
});

function feed(windows: Windows, from: number, to: number, everyMs: number): void {
  for (let time = from; time <= to; time += everyMs) {
    const { fine, coarse } = windows.due(time);
    if (fine) windows.pushFine(Float64Array.of(time));
    if (coarse) windows.pushCoarse(Float64Array.of(time));
  }
}

for (const hz of [20, 10, 5]) {
  Deno.test(`Windows: hold ten seconds finely and fifteen minutes coarsely at ${hz} samples a second`, () => {
    const windows = new Windows(1);
    feed(windows, 0, 1_000_000, 1000 / hz);
    assertEquals(windows.values(0, 10_000).length, Math.min(100, hz * 10));
    assertEquals(windows.values(0, 1000).length, Math.min(10, hz));
    assertEquals(windows.values(0, 60_000).length, 60);
    assertEquals(windows.values(0, 900_000).length, 900);
    assert(windows.summary(0, 10_000).min! > 989_999);
    const { min, max } = windows.summary(0, 60_000);
    assert(min! > 940_000 * (1 - 1 / 256) && max! > 1_000_000 * (1 - 1 / 256));
  });
}

Deno.test("Windows: a clock that was set back empties them", () => {
  const windows = new Windows(1);
  feed(windows, 50_000, 60_000, 100);
  feed(windows, 1000, 2000, 100);
  assertEquals(windows.values(0, 10_000).length, 11);
  assertEquals(windows.summary(0, 10_000).max, 2000);
});

Deno.test("LatencyWindow: agrees with a plain list of the same parts of time, whatever comes when", () => {
  const step = fc.record({
    passed: fc.integer({ min: 0, max: 4000 }),
    values: fc.array(fc.integer({ min: 1, max: 100_000 }), { maxLength: 5 }),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const window = new LatencyWindow(10_000, 5);
    const list: { part: number; value: number }[] = [];
    let now = 0;
    for (const { passed, values } of steps) {
      now += passed;
      window.advance(now);
      for (const value of values) {
        window.record(value);
        list.push({ part: Math.floor(now / 2000), value });
      }
      const kept = list.filter(({ part }) => part > Math.floor(now / 2000) - 5)
        .map(({ value }) => value).sort((one, other) => one - other);
      const { count, min, max, average } = window.summary();
      assertEquals([count, min, max], [kept.length, kept[0] ?? null, kept.at(-1) ?? null]);
      if (kept.length === 0) continue;
      const mean = kept.reduce((sum, value) => sum + value) / kept.length;
      assert(Math.abs(average! - mean) < 1e-6);
      const right = kept[Math.ceil(kept.length * 0.9 - 1e-9) - 1]!;
      assert(Math.abs(window.percentile(90)! - right) <= right / 64 + 1e-3);
      assertEquals(window.buckets().reduce((sum, [, n]) => sum + n, 0), kept.length);
    }
  }));
});

Deno.test("LatencyWindow: gives a part that is complete to whoever keeps it for longer", () => {
  const [short, long] = [new LatencyWindow(10_000, 5), new LatencyWindow(60_000, 6)];
  for (let now = 0; now <= 30_000; now += 500) {
    long.advance(now);
    short.advance(now, (slice) => long.absorb(slice));
    short.record(now + 1);
  }
  assertEquals([short.count, short.min], [4 * 4 + 1, 22_001]);
  assertEquals([long.count, long.min, long.max], [60, 1, 29_501]);
  // Nothing for so long that all parts are forgotten at once.
  long.advance(50_000);
  short.advance(50_000, (slice) => long.absorb(slice));
  assertEquals([short.count, short.max, long.count], [0, null, 61]);
});

Deno.test("LatencyWindow: counts so many values a part as there may be", () => {
  for (const [values, spread] of [[256, 1], [257, 1], [1000, 1e6], [70_000, 1]] as const) {
    const [window, longer, all] = [
      new LatencyWindow(10_000, 5),
      new LatencyWindow(60_000, 6),
      new Histogram(),
    ];
    for (let i = 0; i < values; i++) {
      window.record(spread ** (i / values));
      all.record(spread ** (i / values));
    }
    longer.advance(0);
    window.advance(2000, (slice) => longer.absorb(slice));
    window.record(50);
    assertEquals([longer.count, longer.buckets()], [values, all.buckets()]);
    assertEquals(longer.buckets().reduce((sum, [, count]) => sum + count, 0), values);
    window.advance(10_000);
    assertEquals([window.count, window.percentile(50), window.buckets().length], [1, 50, 1]);
    longer.advance(60_000);
    assertEquals([longer.count, longer.max, longer.buckets()], [0, null, []]);
  }
});
