import { assertEquals } from "@std/assert";
import { Chronicle } from "../../static/feed/chronicle.js";

function alert(n: number, subject: string, level: number, cleared = false) {
  const rule = `average of fill above ${level}`;
  const since = cleared ? 0 : n * 100;
  return { n, time: n * 100, subject, label: subject, level, rule, value: "9%", since, cleared };
}

Deno.test("Chronicle keeps each event once, in the order of its number", () => {
  const chronicle = new Chronicle();
  const event = (n: number) => ({ n, time: n, subject: "a", what: "started" });
  chronicle.add("life", { events: [event(1), event(2)] });
  const { version } = chronicle;
  chronicle.add("life", { events: [event(2), event(1)] });
  assertEquals(chronicle.version, version);
  chronicle.add("life", { events: [event(0), event(3)] });
  assertEquals(chronicle.life.map(({ n }) => n), [0, 1, 2, 3]);
  assertEquals(chronicle.lifeUntil(1).map(({ n }) => n), [0, 1]);
});

Deno.test("Chronicle tells which alerts last at a moment, worst first, and which are over", () => {
  const chronicle = new Chronicle();
  chronicle.add("alert", {
    alerts: [alert(1, "c0", 1), alert(2, "c1", 3), alert(3, "c0", 1, true), alert(4, "c0", 2)],
  });
  const active = (until?: number) =>
    chronicle.active(until).map(({ subject, level }) => [subject, level]);
  assertEquals(active(), [["c1", 3], ["c0", 2]]);
  assertEquals(active(250), [["c1", 3], ["c0", 1]]);
  assertEquals(active(50), []);
  const told = chronicle.episodes().map(({ subject, since, until }) => [subject, since, until]);
  assertEquals(told, [["c0", 400, null], ["c1", 200, null], ["c0", 100, 300]]);
});

Deno.test("Chronicle tells an alert that comes again as another", () => {
  const chronicle = new Chronicle();
  chronicle.add("alert", {
    alerts: [alert(1, "c0", 1), alert(2, "c0", 1, true), alert(3, "c0", 1)],
  });
  const told = chronicle.episodes().map(({ since, until }) => [since, until]);
  assertEquals(told, [[300, null], [100, 200]]);
});

Deno.test("Chronicle tells of the end of an alert whose rise is no longer known", () => {
  const chronicle = new Chronicle();
  chronicle.add("alert", { alerts: [alert(7, "a1", 2, true)] });
  assertEquals(chronicle.active(), []);
  assertEquals(chronicle.episodes().map(({ since, until }) => [since, until]), [[0, 700]]);
});

Deno.test("Chronicle tells who crashed in the last five seconds, each once, the newest first", () => {
  const chronicle = new Chronicle();
  const event = (n: number, time: number, subject: string, what = "crashed") => ({
    ...{ n, time, subject, what },
  });
  chronicle.add("life", {
    events: [
      event(1, 1000, "old"),
      event(2, 2000, "a"),
      event(3, 3000, "b"),
      event(4, 4000, "a"),
      event(5, 4500, "b", "restarted"),
      event(6, 7000, "later"),
    ],
  });
  const crashed = (now: number) => chronicle.crashed(now).map(({ n, subject }) => [n, subject]);
  assertEquals(crashed(6000), [[4, "a"], [3, "b"]]);
  assertEquals(crashed(8999), [[6, "later"], [4, "a"]]);
  assertEquals(crashed(12_000), []);
});

Deno.test("Chronicle keeps the last events, the last twenty of each actor, and says how many lack", () => {
  const chronicle = new Chronicle();
  const events = Array.from({ length: 6000 }, (_, n) => ({
    ...{ n, time: n, subject: n < 100 ? "quiet" : "noisy", what: "crashed" },
  }));
  for (let at = 0; at < 6000; at += 500) {
    chronicle.add("life", { events: events.slice(at, at + 500) });
  }
  const kept = chronicle.life.map(({ n }) => n);
  assertEquals(kept, [...Array.from({ length: 5020 }, (_, i) => i < 20 ? 80 + i : 980 + i)]);
  assertEquals([chronicle.missingUntil(), chronicle.missingUntil(50)], [980, 80]);
  assertEquals(chronicle.missingUntil(1500), 980);
});

Deno.test("Chronicle takes earlier events that come later, and says whether more are to come", () => {
  const chronicle = new Chronicle();
  const event = (n: number) => ({ n, time: n, subject: "a", what: "started" });
  chronicle.add("life", { events: [event(3), event(4)], awaits: true });
  assertEquals([chronicle.missingUntil(), chronicle.awaits], [3, true]);
  chronicle.add("life", { events: [event(1), event(2)], awaits: false });
  assertEquals([chronicle.missingUntil(), chronicle.awaits], [1, false]);
  assertEquals(chronicle.life.map(({ n }) => n), [1, 2, 3, 4]);
});

Deno.test("Chronicle tells all crashes: one by one where all of a stretch are known, else as many as there were", () => {
  const chronicle = new Chronicle();
  const crash = (n: number, time: number) => ({ n, time, subject: "a", what: "crashed" });
  const counts = (...stretches: [number, number][]) => ({ step: 1000, stretches });
  chronicle.add("life", {
    events: [crash(90, 2100), crash(91, 3100)],
    crashes: counts([0, 40], [1000, 50], [2000, 1], [3000, 2]),
  });
  const marks = (from = 0, to = 10_000) =>
    chronicle.crashMarks(from, to).map(({ time, crashes }) => [time, crashes]);
  assertEquals(marks(), [[500, 40], [1500, 50], [2100, 1], [3500, 2]]);
  assertEquals(marks(1600, 2000), [[1600, 50]]);
  // An answer that is older than what is known does not take anything back.
  chronicle.add("life", { events: [], crashes: counts([1000, 49], [3000, 3]) });
  assertEquals(marks(), [[500, 40], [1500, 50], [2100, 1], [3500, 3]]);
  const copy = new Chronicle();
  for (const [name, frame] of chronicle.frames(1)) copy.add(name, frame);
  assertEquals(copy.crashMarks(0, 10_000), chronicle.crashMarks(0, 10_000));
  const uncounted = new Chronicle();
  uncounted.add("life", { events: [crash(1, 5), crash(2, 7)] });
  assertEquals(uncounted.crashMarks(6, 9), [{ time: 7, crashes: 1, subjects: ["a"] }]);
});
