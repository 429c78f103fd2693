import { assert, assertEquals, assertRejects } from "@std/assert";
import { rehearse } from "@steady-state/deno/testing";
import { heartbeat } from "../../examples/02_standard/actors/heartbeat.ts";
import { worker } from "../../examples/02_standard/actors/worker.ts";

Deno.test("at a beat, the waiting numbers become words", async () => {
  await using scene = await rehearse(worker);
  scene.numbers.send(1, 3, 5, 15);
  await scene.settle();
  assertEquals(scene.words.taken, [], "no beat, no words");
  scene.beats.send(0);
  assertEquals(await scene.words.take(4), ["1", "Fizz", "Buzz", "FizzBuzz"]);
  scene.crash();
  scene.numbers.send(7);
  scene.numbers.close();
  scene.beats.close();
  const { crashes, clean } = await scene.ended;
  assertEquals([crashes.length, clean], [1, true]);
  assertEquals(scene.words.taken.at(-1), "7");
});

Deno.test("a day of heartbeats takes a moment", async () => {
  await using scene = await rehearse(heartbeat, { args: { rateMs: 60_000, beats: 1440 } });
  assertEquals((await scene.beats.take(1440, { within: "2 days" })).length, 1440);
  assert(scene.elapsedMs >= 1439 * 60_000);
});

Deno.test("what does not come is told, with what the actor waits for", async () => {
  await using scene = await rehearse(worker);
  scene.numbers.send(1, 2);
  await assertRejects(
    () => scene.words.take(1, { within: "10 s" }),
    Error,
    'Cannot take 1 from port "words": 0 came within 10 s; the actor waits for messages, time or a promise, ' +
      "beats has 0 waiting, numbers has 2 waiting, words has sent 0",
  );
});
