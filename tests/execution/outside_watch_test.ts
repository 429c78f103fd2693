import { assertEquals } from "@std/assert";
import { LONG_OUTSIDE_MS, OutsideWatch } from "../../src/execution/outside_watch.ts";

/** Actors that are outside or not, and the story of who was told of. */
function scene(actors: number, { mayWait = false } = {}) {
  const clock = { time: 0, now: () => clock.time };
  const probes = Array.from(
    { length: actors },
    () => ({ inTurn: false, isOutside: false, progress: 0 }),
  );
  const story: [actor: number, sinceMs: number][] = [];
  const asked: number[] = [];
  const members = probes.map((probe, actor) => ({ actor, worker: actor + 10, probe, mayWait }));
  const watch = new OutsideWatch(members, {
    ask: (worker) => asked.push(worker),
    onLong: (actor, sinceMs) => story.push([actor, sinceMs]),
  }, clock);
  const pass = (ms: number, each = () => {}) => {
    for (let passed = 0; passed < ms; passed += 100) {
      clock.time += 100;
      each();
      watch.check();
    }
  };
  return { clock, probes, story, asked, watch, pass };
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

Deno.test("OutsideWatch tells of nobody who may wait as long as he likes", () => {
  const { probes, story, pass } = scene(1, { mayWait: true });
  probes[0]!.isOutside = true;
  pass(10 * LONG_OUTSIDE_MS);
  assertEquals(story, []);
});

Deno.test("OutsideWatch asks after who seems to be at work for long, once a turn", () => {
  const { probes, asked, pass } = scene(3, { mayWait: true });
  const [still, busy] = probes;
  still!.inTurn = busy!.inTurn = true;
  const moves = () => busy!.progress++;
  pass(5000, moves);
  assertEquals(asked, [10]);
  still!.progress++;
  pass(100, moves);
  assertEquals(asked, [10], "it has just moved");
  pass(1000, moves);
  assertEquals(asked, [10, 10]);
  still!.progress++;
  still!.isOutside = true;
  pass(1000, moves);
  assertEquals(asked, [10, 10], "it is known to wait outside");
});
