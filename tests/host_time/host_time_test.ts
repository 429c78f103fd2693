import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Countdown, periodOf } from "../../src/host_time.ts";
import { systemWorld } from "../../src/world.ts";
import { VirtualTimers } from "../supervisor/virtual_timers.ts";

/** A countdown on virtual time, and when it was over. */
class Scene {
  readonly timers = new VirtualTimers();
  readonly over: number[] = [];
  readonly countdown: Countdown;

  constructor(ms: number) {
    this.countdown = new Countdown(this.timers, ms, () => this.over.push(this.timers.now()));
  }

  run(ms: number): this {
    this.timers.passTo(this.timers.now() + ms);
    return this;
  }

  stand(ms: number): this {
    this.timers.standStillTo(this.timers.now() + ms);
    return this;
  }
}

Deno.test("a countdown is over after its time, not before, and once", () => {
  for (const ms of [1, 10, 33, 500, 2000, 60_000]) {
    const scene = new Scene(ms).run(ms - 1);
    assertEquals([scene.over, scene.countdown.leftMs], [[], 1]);
    scene.run(1).run(10 * ms);
    assertEquals([scene.over, scene.countdown.leftMs, scene.timers.pending], [[ms], 0, 0]);
  }
});

Deno.test("a countdown that is cancelled is never over, and leaves no timer", () => {
  const scene = new Scene(2000).run(1000);
  scene.countdown.cancel();
  assertEquals(scene.timers.pending, 0);
  assertEquals(scene.run(5000).over, []);
});

Deno.test("a countdown leaves its whole time after a pause that was as long", () => {
  const scene = new Scene(2000).run(1990).stand(2125);
  assertEquals(scene.over, []);
  scene.run(1999);
  assertEquals(scene.over, []);
  assertEquals(scene.run(1).over, [6115]);
});

Deno.test("a countdown leaves as much time as was lost, also when the pause began and ended before its time", () => {
  const scene = new Scene(2000).run(500).stand(1200);
  // A look was due after 125 ms.
  assertEquals(scene.countdown.leftMs, 1375);
  assertEquals(scene.run(1374).over, []);
  assertEquals(scene.run(1).over, [3075]);
});

Deno.test("a countdown tells what is left before it has looked", () => {
  const { timers, countdown } = new Scene(2000);
  timers.passTo(1990);
  // Nothing has run since: as if a message came first.
  const seen: number[] = [];
  timers.after(0, () => seen.push(countdown.leftMs));
  timers.standStillTo(60_000);
  assertEquals([...seen, countdown.leftMs], [2000, 2000]);
});

Deno.test("a countdown is over in the end on a host that is held up again and again", () => {
  const delays = fc.array(fc.nat(20), { minLength: 1, maxLength: 8 });
  fc.assert(fc.property(fc.integer({ min: 200, max: 60_000 }), delays, (ms, delays) => {
    const scene = new Scene(ms);
    const periodMs = periodOf(ms);
    let looks = 0;
    // It runs for a quarter of the time there is, then it may stand for longer than any look is late by chance.
    for (; scene.over.length === 0; looks++) {
      assert(looks < 100, "it is never over");
      scene.run(ms / 4).stand(delays[looks % delays.length]! / 10 * periodMs);
    }
    assert(scene.over[0]! >= ms);
  }));
});

Deno.test("a countdown on the machine's time is over after it", async () => {
  const began = performance.now();
  await new Promise<void>((resolve) => new Countdown(systemWorld, 60, resolve));
  assert(performance.now() - began >= 58);
});
