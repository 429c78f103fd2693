import { assertEquals, assertThrows } from "@std/assert";
import { Observer } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "./fake_graph.ts";
import { divertErrors } from "../fixtures/diverted.ts";

function pair(): FakeGraph {
  return new FakeGraph("pair", ["from", { name: "to", instance: 1 }], [{
    name: "c",
    from: 0,
    to: 1,
  }]);
}

Deno.test("Observer: everybody is told each sample, and the alerts with it, until they have enough", () => {
  const graph = pair();
  const owner: string[] = [];
  let now = 1000;
  const source = { ...graph.source, tellAlert: ({ rule }: { rule: string }) => owner.push(rule) };
  using observer = new Observer(source, { now: () => now });
  const seen: [number, number][] = [];
  const enough = observer.onSample(({ time }, alerts) => seen.push([time, alerts.length]));
  graph.send(0, 64);
  for (let tick = 0; tick < 32; tick++) {
    now += 100;
    assertEquals(observer.tick(), observer.latest);
  }
  assertEquals(seen.map(([time]) => time), Array.from({ length: 32 }, (_, i) => 1100 + i * 100));
  assertEquals(seen.reduce((sum, [, alerts]) => sum + alerts, 0), owner.length);
  assertEquals(observer.alerts.active.map(({ level }) => level), [3]);
  enough();
  observer.tick();
  assertEquals(seen.length, 32);
});

Deno.test("Observer: samples by itself, and not once it is closed", async () => {
  const graph = pair();
  const observer = new Observer(graph.source, { hz: 20 });
  await new Promise<void>((resolve) => {
    let count = 0;
    observer.onSample(() => ++count === 3 && resolve());
  });
  assertEquals(graph.listeners, 1);
  observer.close();
  // A timer that was left would fail this test.
  assertEquals(graph.listeners, 0);
});

Deno.test("Observer: a crash shows on the actor of that label", () => {
  const graph = pair();
  let now = 1000;
  using observer = new Observer(graph.source, { now: () => now });
  graph.tell({ subject: "to 1", what: "crashed", time: 1000 });
  now = 1100;
  assertEquals(observer.tick().actors.map(({ level }) => level), [0, 3]);
});

Deno.test("Observer: what a listener or the owner throws is logged once, and the others are told", () => {
  const graph = pair();
  const logged: unknown[] = [];
  const restore = divertErrors(logged);
  try {
    using observer = new Observer(graph.source);
    let told = 0;
    observer.onSample(() => {
      throw new Error("mine");
    });
    observer.onSample(() => told++);
    for (let tick = 0; tick < 3; tick++) observer.tick();
    assertEquals([told, logged.length], [3, 1]);
    assertEquals(String(logged[0]).startsWith("Cannot sample telemetry: Error: mine"), true);
  } finally {
    restore();
  }
});

Deno.test("Observer: of several, the first that is open tells the owner, and the end is told once", () => {
  const graph = pair();
  const told: string[] = [];
  // Each time that a graph is asked for its source, it gives another object.
  const observe = () =>
    new Observer({
      ...graph.source,
      tellAlert: ({ level, cleared }) => told.push(`${level} ${cleared}`),
    }, { now: () => now });
  let now = 1000;
  const observers = [observe(), observe()];
  const pass = (ticks: number) => {
    for (let tick = 0; tick < ticks; tick++) {
      now += 100;
      for (const observer of observers) observer.tick();
    }
  };
  const taken = () => told.splice(0);
  pass(35);
  graph.send(0, 64);
  pass(45);
  assertEquals(taken(), ["1 false", "1 true", "2 false", "2 true", "3 false"]);
  observers.shift()!.close();
  graph.take(0, 64);
  pass(45);
  assertEquals(taken(), ["3 true", "2 false", "2 true", "1 false", "1 true"]);
  observers.push(observe());
  graph.send(0, 64);
  pass(45);
  taken();
  graph.lifecycle = "stopped";
  for (const observer of observers) observer.close();
  assertEquals(taken(), ["3 true"]);
});

Deno.test("Observer: a graph that has stopped is told with the closing, if it was not before", () => {
  const graph = pair();
  let now = 1000;
  const observer = new Observer(graph.source, { now: () => now });
  const ends: string[] = [];
  observer.onSample(({ lifecycle }, alerts) => {
    if (lifecycle === "stopped") ends.push(...alerts.map(({ value }) => value));
  });
  graph.send(0, 64);
  for (; now < 6000; now += 100) observer.tick();
  graph.lifecycle = "stopped";
  observer.close();
  observer.close();
  assertEquals([ends, observer.alerts.size], [["the graph stopped"], 0]);
});

Deno.test("Observer: faulty options are refused, all at once, before it listens", () => {
  const graph = pair();
  for (const hz of [0, 21, NaN, Infinity]) {
    const error = assertThrows(() => new Observer(graph.source, { hz }), RangeError);
    assertEquals(
      error.message,
      `Cannot observe graph "pair": option hz is ${hz}, give a number from 1 to 20`,
    );
  }
  const options = { rateHz: 5, hz: "5", now: 0 };
  const error = assertThrows(() => new Observer(graph.source, options as never), TypeError);
  assertEquals(error.message.split("\n"), [
    'Cannot observe graph "pair": 3 faults',
    '  - there is no option "rateHz", there are "hz", "percentiles", "now"',
    '  - option hz is "5", give a number from 1 to 20',
    "  - option now is 0, give a function",
  ]);
  assertEquals(graph.listeners, 0);
});
