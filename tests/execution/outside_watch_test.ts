import { assertEquals } from "@std/assert";
import { LONG_OUTSIDE_MS, OutsideWatch } from "../../src/execution/outside_watch.ts";

/** Actors that are outside or not, and the story of who was told of. */
function scene(actors: number) {
  const clock = { time: 0, now: () => clock.time };
  const probes = Array.from({ length: actors }, () => ({ isOutside: false, progress: 0 }));
  const story: [actor: number, sinceMs: number][] = [];
  const onLong = (actor: number, sinceMs: number) => story.push([actor, sinceMs]);
  const watch = new OutsideWatch(new Map(probes.entries()), onLong, clock);
  const pass = (ms: number, each = () => {}) => {
    for (let passed = 0; passed < ms; passed += 100) {
      clock.time += 100;
      each();
      watch.check();
    }
  };
  return { clock, probes, story, watch, pass };
}

Deno.test("OutsideWatch tells of a long wait outside, once an actor", () => {
  const { probes, story, pass } = scene(3);
  probes[1]!.isOutside = true;
  pass(LONG_OUTSIDE_MS);
  assertEquals(story, []);
  pass(10 * LONG_OUTSIDE_MS);
  probes[2]!.isOutside = true;
  pass(2 * LONG_OUTSIDE_MS);
  assertEquals(story, [[1, LONG_OUTSIDE_MS], [2, LONG_OUTSIDE_MS]]);
});

Deno.test("OutsideWatch says nothing of waits that end, or give signs of life", () => {
  const { probes, story, pass } = scene(2);
  let checks = 0;
  pass(20 * LONG_OUTSIDE_MS, () => {
    probes[0]!.isOutside = ++checks % 9 !== 0;
    probes[1]!.isOutside = true;
    if (checks % 9 === 0) probes[1]!.progress++;
  });
  assertEquals(story, []);
});

Deno.test("OutsideWatch takes no pause of its own host for a wait", () => {
  const { probes, story, pass, clock, watch } = scene(1);
  probes[0]!.isOutside = true;
  pass(LONG_OUTSIDE_MS / 2);
  clock.time += 60_000;
  watch.check();
  pass(LONG_OUTSIDE_MS / 2);
  assertEquals(story, []);
});
