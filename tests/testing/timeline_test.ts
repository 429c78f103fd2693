import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Agenda, type Due } from "../../src/testing/agenda.ts";
import { Dice } from "../../src/testing/dice.ts";
import { msOf } from "../../src/testing/moment.ts";
import { Timeline } from "../../src/testing/timeline.ts";
import type { VirtualThread } from "../../src/testing/virtual_thread.ts";

Deno.test("Dice throw the same for the same seed and name, and something else for any other", () => {
  const throwsOf = (seed: number, of?: string) => {
    const dice = new Dice(seed, of);
    return Array.from({ length: 5 }, () => dice.number());
  };
  assertEquals(throwsOf(7, "a"), throwsOf(7, "a"));
  const others = [throwsOf(7, "a"), throwsOf(8, "a"), throwsOf(7, "b"), throwsOf(7 + 2 ** 32, "a")];
  assertEquals(new Set(others.flat()).size, 20);
  const dice = new Dice(1);
  const counts = new Array(10).fill(0);
  for (let i = 0; i < 10_000; i++) counts[dice.below(10)]++;
  assert(Math.min(...counts) > 850 && Math.max(...counts) < 1150, `${counts}`);
  assertEquals([dice.chance(0), dice.chance(1)], [false, true]);
});

Deno.test("Agenda gives what is due in order, and nothing that was taken back, as a sorted list does", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ add: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ cancel: fc.nat() }),
      fc.constant({ take: true } as const),
    ),
    { maxLength: 200 },
  );
  fc.assert(fc.property(steps, (steps) => {
    const agenda = new Agenda();
    let model: Due[] = [];
    let order = 0;
    for (const step of steps) {
      if ("add" in step) {
        const due = { at: step.add, order: order++, call() {} };
        agenda.add(due);
        model.push(due);
        model.sort((a, b) => a.at - b.at || a.order - b.order);
      } else if ("cancel" in step) {
        const due = model[step.cancel % Math.max(1, model.length)];
        if (due === undefined) continue;
        agenda.cancel(due);
        model = model.filter((other) => other !== due);
      } else {
        assertEquals(agenda.next, model[0]?.at ?? Infinity);
        assertEquals(agenda.take(), model.shift());
      }
    }
  }));
});

function timelineOf(seed: number): Timeline {
  return new Timeline(seed, 1000, { mayGoOn: () => true, onStepped() {} });
}

async function runAll(timeline: Timeline): Promise<void> {
  while (timeline.next < Infinity) if (!(await timeline.step())) timeline.jump(Infinity);
}

/** Two threads that each note when they do something, at the same moments. */
async function story(seed: number): Promise<string> {
  const timeline = timelineOf(seed);
  const told: string[] = [];
  for (const name of ["a", "b"]) {
    const thread: VirtualThread = timeline.thread(name);
    for (let i = 0; i < 10; i++) thread.after(i, () => void told.push(`${name}${i}`));
  }
  await runAll(timeline);
  return told.join(" ");
}

Deno.test("Timeline keeps the order of each thread, and leaves that of several to the seed", async () => {
  const stories = await Promise.all(Array.from({ length: 20 }, (_, seed) => story(seed)));
  assertEquals(await story(5), stories[5]);
  assert(new Set(stories).size > 10);
  for (const told of stories) {
    for (const name of ["a", "b"]) {
      const own = told.split(" ").filter((one) => one.startsWith(name));
      assertEquals(own, Array.from({ length: 10 }, (_, i) => `${name}${i}`));
    }
  }
});

Deno.test("time stands still while somebody has something to do, and then jumps to when somebody has", async () => {
  const timeline = timelineOf(1);
  const thread = timeline.thread("a");
  const times: number[] = [];
  const end = thread.every(60_000, () => {
    times.push(timeline.now);
    thread.soon(() => void times.push(timeline.now));
    if (times.length > 4) end();
  });
  const cancel = thread.after(1, () => times.push(NaN));
  cancel();
  await runAll(timeline);
  assertEquals(times, [61_000, 61_000, 121_000, 121_000, 181_000, 181_000]);
});

Deno.test("a loop that never waits for time does not stop time for ever", async () => {
  const timeline = timelineOf(1);
  const thread = timeline.thread("busy");
  const goOn = () => thread.soon(goOn);
  goOn();
  let isOver = false;
  thread.after(100, () => isOver = true);
  while (!isOver) await timeline.step();
  assert(timeline.steps > 10_000 && timeline.steps < 12_000, `${timeline.steps}`);
});

Deno.test("a virtual thread sleeps until it is rung, or for its time; one that is paused, hung or gone does nothing", async () => {
  const timeline = timelineOf(1);
  const sleeper = timeline.thread("sleeper");
  let isRung = false;
  const woken: number[] = [];
  const note = () => void woken.push(timeline.now);
  sleeper.soon(() => void sleeper.sleep(() => isRung, 500).then(note));
  await runAll(timeline);
  sleeper.soon(() => void sleeper.sleep(() => isRung, 500).then(note));
  await timeline.step();
  timeline.thread("other").after(100, () => isRung = true);
  await runAll(timeline);
  assertEquals(woken, [1500, 1600]);
  sleeper.pause(50);
  sleeper.soon(note);
  await runAll(timeline);
  assertEquals(woken[2], 1650);
  sleeper.isHung = true;
  sleeper.soon(note);
  await runAll(timeline);
  timeline.end(sleeper);
  assertEquals(woken.length, 3);
});

Deno.test("what the host leaves to the event loop comes before anything that a worker does", async () => {
  const timeline = timelineOf(1);
  const told: string[] = [];
  const onRejection = (event: PromiseRejectionEvent) => {
    event.preventDefault();
    told.push(`${event.reason.message} while ${timeline.lastName} was last`);
  };
  addEventListener("unhandledrejection", onRejection);
  const [host, worker] = [timeline.thread(""), timeline.thread("worker")];
  for (const thread of [host, worker]) {
    for (let i = 1; i < 10; i++) {
      const owner = thread === host ? "the host" : "worker";
      thread.after(10 * i, () => void Promise.reject(new Error(`that of ${owner}`)));
      thread.after(10 * i, () => {});
    }
  }
  await runAll(timeline);
  await new Promise((resolve) => setTimeout(resolve, 0));
  removeEventListener("unhandledrejection", onRejection);
  assertEquals(told.length, 18);
  for (const one of told) assert(/^that of (.*) while \1 was last$/.test(one), one);
});

Deno.test("stretches of time are milliseconds, or a number with a unit", () => {
  const texts = ["5 ms", "1.5s", "10 min", "2 h", "1 day", "3 days"];
  const ms = [5, 1500, 600_000, 7_200_000, 86_400_000, 259_200_000];
  assertEquals(texts.map((text) => msOf(text, "wait")), ms);
  assertEquals(msOf(7, "wait"), 7);
  for (const wrong of ["", "5", "5 years", "-1 s", -1, NaN]) {
    assertThrows(() => msOf(wrong, "wait"), TypeError, "Cannot wait for ");
  }
});
