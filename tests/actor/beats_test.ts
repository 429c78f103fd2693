import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { defineActor } from "@steady-state/deno/actor";
import { assertLogged, rehearse } from "@steady-state/deno/testing";
import { Beats } from "../../src/actor/own_conditions.ts";

/** Its rounds take longer than its beat. */
export const dawdler = defineActor(import.meta, "dawdler", {
  async run(actor) {
    while (actor.isRunning()) {
      await actor.wait(actor.periodic(10));
      await actor.wait(actor.timeout(135));
    }
  },
});

class FakeClock {
  time = 1000;
  now(): number {
    return this.time;
  }
}

Deno.test("Beats gives who asks again the same beat", () => {
  const beats = new Beats(new FakeClock(), () => {});
  assertStrictEquals(beats.of(10), beats.of(10));
  assert(beats.of(10) !== beats.of(20));
});

Deno.test("Beats forgets periods that are not asked for any more, and never one that is", () => {
  const clock = new FakeClock();
  const beats = new Beats(clock, () => {});
  const steady = beats.of(1000);
  const jittery = beats.of(0.5);
  let kept = 0;
  for (let i = 1; i <= 10_000; i++) {
    beats.of(i / 7);
    if (beats.of(1000) === steady) kept++;
  }
  assertEquals(kept, 10_000);
  assert(beats.of(0.5) !== jittery, "it was forgotten");
});

Deno.test("beats that were missed are told with by how much, of each period once a minute", () => {
  const clock = new FakeClock();
  const told: string[] = [];
  const beats = new Beats(clock, (missed) => told.push(missed));
  const beatAt = (ms: number, time: number) => {
    clock.time = 1000 + time;
    const beat = beats.of(ms);
    assert(beat.met(), `the beat of ${ms} ms at ${time}`);
    beat.fulfil();
  };
  beats.of(100);
  beats.of(5000);
  beatAt(100, 100);
  beatAt(100, 299); // late, and none is missed
  assertEquals(told, []);
  beatAt(100, 650);
  assertEquals(told, [
    "missed 3 of its beats of every 100 ms: the first was due 350 ms ago",
  ]);
  beatAt(100, 1000); // 3 more
  beatAt(100, 60_649); // 595 more, a little less than a minute later
  assertEquals(told.length, 1);
  beatAt(5000, 60_700); // another period: 11 of them
  beatAt(100, 60_900);
  assertEquals(told.slice(1), [
    "missed 11 of its beats of every 5000 ms: the first was due 55700 ms ago",
    "missed 2 of its beats of every 100 ms: the first was due 200 ms ago, and 598 more since this was last told",
  ]);
});

Deno.test("an actor that misses beats of its own says so in the log", async () => {
  await using scene = await rehearse(dawdler);
  await scene.advance("3 s");
  assertLogged(scene.log, [{
    level: "warn",
    source: "ACTOR",
    text: /^missed \d+ of its beats of every 10 ms: the first was due \d+ ms ago$/,
  }]);
  assertEquals(scene.log.filter(({ level }) => level === "warn").length, 1);
});
