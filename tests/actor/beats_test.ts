import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Beats } from "../../src/actor/own_conditions.ts";

class FakeClock {
  time = 1000;
  now(): number {
    return this.time;
  }
}

Deno.test("Beats gives who asks again the same beat", () => {
  const beats = new Beats(new FakeClock());
  assertStrictEquals(beats.of(10), beats.of(10));
  assert(beats.of(10) !== beats.of(20));
});

Deno.test("Beats forgets periods that are not asked for any more, and never one that is", () => {
  const clock = new FakeClock();
  const beats = new Beats(clock);
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
