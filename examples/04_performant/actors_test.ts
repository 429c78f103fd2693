import { assertAlmostEquals, assertEquals } from "@std/assert";
import { assertLogged, rehearse, simulate, testBatch } from "@steady-state/deno/testing";
import { converter } from "./actors/converter.ts";
import { sensors } from "./actors/sensors.ts";
import { statistician } from "./actors/statistician.ts";
import { buildGraph } from "./main.ts";

Deno.test("the sensors make as many readings as they are told, each with its sensor and time", async () => {
  await using scene = await rehearse(sensors, { args: { readings: 1001 }, capacity: 64 });
  const readings = await scene.readings.take(1001);
  assertEquals(readings.map(({ sensor }) => sensor).slice(-3), [998, 999, 0]);
  assertEquals(readings[17]!.celsius, 21);
  assertEquals((await scene.ended).state, { made: 1001 });
});

Deno.test("the converter makes degrees Fahrenheit, in order, whatever fits at a time", async () => {
  const readings = [-40, 0, 37, 100].map((celsius, sensor) => ({ sensor, celsius, at: 0 }));
  const { out, committed } = await testBatch(converter, readings, { capacity: 3 });
  [-40, 32, 98.6, 212].forEach((fahrenheit, i) => assertAlmostEquals(out[i]!, fahrenheit));
  assertEquals(committed, 4);
});

Deno.test("the statistician sums up, over its death, and says once a second how fast it goes", async () => {
  await using scene = await rehearse(statistician);
  scene.fahrenheit.send(70, 80);
  await scene.advance("1.5 s");
  scene.crash();
  scene.fahrenheit.send(90);
  await scene.advance("1.5 s");
  assertEquals(scene.state, { count: 3, sum: 240, min: 70, max: 90 });
  assertLogged(scene.log, ["0.0 million readings a second", "0.0 million readings a second"]);
});

Deno.test("every reading is counted once, whatever dies, at whichever store", async () => {
  const sturdy = { intensity: { restarts: 10_000, withinMs: 60_000 }, showstopper: 10_000 };
  const faults = { death: 0.02, deathAtStore: 0.05, slow: 0.01 };
  const build = () => buildGraph({ readings: 1000, capacity: 16 }, sturdy);
  await simulate(build, { seeds: 20, faults }, async (stage) => {
    await stage.finished;
    const { count, sum, min, max } = stage.state("STATISTICIAN");
    assertEquals([count, min, max], [1000, 68, 95]);
    const all = Array.from({ length: 1000 }, (_, i) => (20 + i % 16) * 1.8 + 32);
    assertAlmostEquals(sum as number, all.reduce((sum, fahrenheit) => sum + fahrenheit), 1e-6);
  });
});
