import { assert, assertEquals } from "@std/assert";
import { LifeLog } from "../../src/telemetry/history/life_log.ts";

Deno.test("LifeLog numbers events and gives those of a range", () => {
  const log = new LifeLog();
  for (const subject of ["a", "b", "c"]) log.add({ time: 1, subject, what: "started" });
  assertEquals(log.next, 3);
  assertEquals(log.between(1, 3).map(({ n, subject }) => [n, subject]), [[1, "b"], [2, "c"]]);
});

Deno.test("LifeLog keeps what was decided about a crash", () => {
  const log = new LifeLog();
  const crash = {
    generation: 2,
    cause: "hang",
    decision: "restart",
    delayMs: 20,
    siblings: [],
  } as const;
  log.add({ time: 1, subject: "a", what: "crashed", detail: "no progress", crash });
  log.add({ time: 2, subject: "a", what: "deadLetter", detail: "message 7 of port in" });
  assertEquals(log.between(0, 2), [
    { time: 1, subject: "a", what: "crashed", detail: "no progress", crash, n: 0 },
    { time: 2, subject: "a", what: "deadLetter", detail: "message 7 of port in", n: 1 },
  ]);
});

Deno.test("LifeLog is bounded by its text, and in what one event may say", () => {
  const log = new LifeLog();
  for (let event = 0; event < 5000; event++) {
    log.add({ time: event, subject: "a", what: "crashed", detail: "x".repeat(5000) });
  }
  const kept = log.between(0, Infinity);
  const text = kept.reduce((sum, { detail }) => sum + detail!.length, 0);
  assert(text > 7_000_000 && text <= 8_000_000, `${text} characters`);
  assertEquals(kept.map(({ n }) => n), kept.map((_, i) => 5000 - kept.length + i));
  assertEquals(kept[0]!.detail!.length, 4000);
});

Deno.test("LifeLog: who crashes all the time evicts nobody's last events", () => {
  const log = new LifeLog();
  for (let n = 0; n < 30; n++) log.add({ time: n, subject: "quiet", what: "restarted" });
  for (let n = 0; n < 5000; n++) {
    log.add({ time: n, subject: "noisy", what: "crashed", detail: "x".repeat(4000) });
  }
  const quiet = log.events.filter(({ subject }) => subject === "quiet");
  assertEquals(quiet.map(({ n }) => n), Array.from({ length: 20 }, (_, i) => 10 + i));
  assertEquals(log.between(15, 18).map(({ n }) => n), [15, 16, 17]);
  assertEquals(
    log.events.map(({ n }) => n),
    log.events.map(({ n }) => n).toSorted((a, b) => a - b),
  );
  assertEquals(log.totals, { restarted: 30, crashed: 5000 });
});

Deno.test("LifeLog keeps the last five thousand events, and the last twenty of each for ever", () => {
  const log = new LifeLog();
  for (let n = 0; n < 300; n++) log.add({ time: n, subject: "a", what: "restarted" });
  for (let n = 300; n < 5200; n++) log.add({ time: n, subject: "b", what: "restarted" });
  assertEquals(log.events.length, 5000);
  for (let n = 5200; n < 5400; n++) log.add({ time: n, subject: "b", what: "restarted" });
  assertEquals(
    log.events.map(({ n }) => n),
    Array.from({ length: 5020 }, (_, i) => i < 20 ? 280 + i : 380 + i),
  );
});

Deno.test("LifeLog counts all crashes by stretches of time, also those that it does not keep", () => {
  const log = new LifeLog({ spanMs: 900_000 });
  for (let n = 0; n < 20_000; n++) log.add({ time: n * 10, subject: "a", what: "crashed" });
  log.add({ time: 200_000, subject: "a", what: "restarted" });
  const { step, stretches } = log.crashesSince(0);
  assertEquals([step, stretches.length, stretches[0], stretches.at(-1)], [1000, 200, [0, 100], [
    199_000,
    100,
  ]]);
  assertEquals(log.crashesSince(19_899).stretches, [[198_000, 100], [199_000, 100]]);
  assertEquals(log.crashesSince(20_000).stretches, []);
});

Deno.test("LifeLog forgets crashes that are older than its span, and is bounded whatever the clock does", () => {
  const log = new LifeLog({ spanMs: 10_000 });
  for (let second = 0; second < 60; second++) {
    log.add({ time: second * 1000, subject: "a", what: "crashed" });
  }
  const begins = () => log.crashesSince(0).stretches.map(([from]) => from / 1000);
  assertEquals(begins(), Array.from({ length: 12 }, (_, i) => 48 + i));
  for (let day = 2000; day > 0; day--) {
    log.add({ time: day * 86_400_000, subject: "a", what: "crashed" });
  }
  assertEquals(begins().length, 901);
});

Deno.test("LifeLog counts the crashes of a longer past in longer stretches", () => {
  const log = new LifeLog({ spanMs: 86_400_000 });
  log.add({ time: 100_000, subject: "a", what: "crashed" });
  assertEquals(log.crashesSince(0), { step: 96_000, stretches: [[96_000, 1]] });
});

Deno.test("LifeLog: what thousands of actors say last is bounded too", () => {
  const log = new LifeLog();
  const subjects = Array.from({ length: 2000 }, (_, i) => `actor ${i}`);
  for (let round = 0; round < 20; round++) {
    for (const subject of subjects) {
      log.add({ time: 1, subject, what: "crashed", detail: "x".repeat(1000) });
    }
  }
  const text = log.events.reduce((sum, { detail }) => sum + detail!.length, 0);
  assert(text < 12_000_000, `${text} characters`);
  assertEquals(new Set(log.events.map(({ subject }) => subject)).size, 2000);
});
