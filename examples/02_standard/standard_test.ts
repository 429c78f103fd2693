import { assertEquals } from "@std/assert";
import { rehearse, simulate } from "@steady-state/deno/testing";
import { generator } from "./actors/generator.ts";
import { heartbeat } from "./actors/heartbeat.ts";
import { logger } from "./actors/logger.ts";
import { fizzBuzz, worker } from "./actors/worker.ts";
import { buildGraph } from "./main.ts";

Deno.test("the generator counts, as far as there is room", async () => {
  await using scene = await rehearse(generator, { capacity: 4 });
  scene.numbers.hold();
  await scene.settle();
  assertEquals(scene.state.next, 4);
  scene.numbers.hold(false);
  assertEquals(await scene.numbers.take(6), [0, 1, 2, 3, 4, 5]);
});

Deno.test("the heart beats once a second, and the last beat asks for the end", async () => {
  await using scene = await rehearse(heartbeat, { args: { beats: 3 } });
  assertEquals(await scene.beats.take(3), [0, 1, 2]);
  assertEquals((await scene.ended).clean, true);
  assertEquals(Math.round(scene.elapsedMs / 1000), 3);
});

Deno.test("at a beat, the worker makes words of the numbers that wait", async () => {
  await using scene = await rehearse(worker);
  scene.numbers.send(1, 3, 5, 15);
  await scene.settle();
  assertEquals(scene.words.taken, [], "no beat, no words");
  scene.beats.send(0);
  assertEquals(await scene.words.take(4), ["1", "Fizz", "Buzz", "FizzBuzz"]);
});

Deno.test("the logger counts the words, also over its death", async () => {
  await using scene = await rehearse(logger);
  scene.words.send("Fizz", "7", "Buzz");
  await scene.settle();
  scene.crash();
  scene.words.send("FizzBuzz");
  scene.words.close();
  assertEquals((await scene.ended).state, { fizz: 1, buzz: 1, fizzBuzz: 1, numbers: 1 });
});

Deno.test("every number becomes its word once, whatever dies", async () => {
  const faults = { death: 0.01, deathAtStore: 0.02, slow: 0.01 };
  // Not in the stop: who dies there and has nothing left to do is not started again, and the end is not clean.
  const options = { seeds: 30, faults, faultsFor: "900 ms" };
  const sturdy = { intensity: { restarts: 1000, withinMs: 60_000 }, showstopper: 1000 };
  await simulate(
    () => buildGraph({ rateMs: 100, beats: 10, troupe: false }, sturdy),
    options,
    async (stage) => {
      const { clean, channels: [numbers] } = await stage.finished;
      const counts = { fizz: 0, buzz: 0, fizzBuzz: 0, numbers: 0 };
      for (let n = 0; n < numbers!.sent; n++) counts[KEYS[fizzBuzz(n)] ?? "numbers"]++;
      assertEquals([clean, stage.state("LOGGER")], [true, counts]);
    },
  );
});

const KEYS: Record<string, "fizz" | "buzz" | "fizzBuzz"> = {
  Fizz: "fizz",
  Buzz: "buzz",
  FizzBuzz: "fizzBuzz",
};
