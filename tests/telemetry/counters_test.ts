import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { RollingWindow } from "../../src/telemetry/rolling_window.ts";
import { WrappingCount } from "../../src/telemetry/wrapping_count.ts";

Deno.test("WrappingCount goes on where the counter wraps, signed or not", () => {
  const count = new WrappingCount();
  assertEquals(count.read(0x7fff_ffff), 0x7fff_ffff);
  assertEquals(count.read(-0x8000_0000), 0x8000_0000);
  assertEquals(count.read(-1), 0xffff_ffff);
  assertEquals(count.read(4), 0x1_0000_0004);
});

Deno.test("WrappingCount: the total is the sum of all steps below 2 to the 32", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: 1 });
  fc.assert(fc.property(steps, (all) => {
    const count = new WrappingCount();
    let sum = 0;
    for (const step of all) {
      sum += step;
      assertEquals(count.read(Number(BigInt.asIntN(32, BigInt(sum)))), sum);
    }
  }));
});

Deno.test("RollingWindow compares with the youngest moment that is a span old", () => {
  const window = new RollingWindow(1000);
  const at = (time: number) => window.push({ time, values: new Float64Array([time]) })?.time;
  assertEquals(at(0), undefined);
  assertEquals(at(400), 0);
  assertEquals(at(999), 0);
  assertEquals(at(1399), 0);
  assertEquals(at(1430), 400);
  assertEquals(at(1430), 400);
  assertEquals(at(9000), 1430);
});

Deno.test("RollingWindow forgets what is older than it needs", () => {
  const window = new RollingWindow(1000);
  for (let time = 0; time < 100_000; time += 100) {
    window.push({ time, values: new Float64Array() });
  }
  assertEquals(window.size, 11);
  for (let time = 100_000; time < 102_000; time++) {
    window.push({ time, values: new Float64Array() });
  }
  assertEquals(window.size <= 42, true, `${window.size} moments`);
});

Deno.test("RollingWindow starts again when the clock is set back", () => {
  const window = new RollingWindow(1000);
  window.push({ time: 5000, values: new Float64Array() });
  assertEquals(window.push({ time: 4000, values: new Float64Array() }), null);
});
