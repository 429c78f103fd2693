import { assertEquals } from "@std/assert";
import { RollingWindow } from "../../src/telemetry/sample/rolling_window.ts";

Deno.test("RollingWindow compares with the youngest moment that is a span old", () => {
  const window = new RollingWindow(1000);
  const at = (time: number) =>
    window.push({ time, samples: 1, values: new Float64Array([time]) })?.time;
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
    window.push({ time, samples: 1, values: new Float64Array() });
  }
  assertEquals(window.size, 11);
  for (let time = 100_000; time < 102_000; time++) {
    window.push({ time, samples: 1, values: new Float64Array() });
  }
  assertEquals(window.size <= 42, true, `${window.size} moments`);
});

Deno.test("RollingWindow starts again when the clock is set back", () => {
  const window = new RollingWindow(1000);
  window.push({ time: 5000, samples: 1, values: new Float64Array() });
  assertEquals(window.push({ time: 4000, samples: 1, values: new Float64Array() }), null);
});
