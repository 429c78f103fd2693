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
  assert(text > 3_000_000 && text <= 4_000_000, `${text} characters`);
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

Deno.test("LifeLog keeps events for a time, and the last twenty of each for ever", async () => {
  const log = new LifeLog({ keepMs: 50 });
  for (let n = 0; n < 300; n++) log.add({ time: n, subject: "a", what: "restarted" });
  assertEquals(log.events.length, 300);
  await new Promise((resolve) => setTimeout(resolve, 100));
  log.add({ time: 300, subject: "b", what: "restarted" });
  assertEquals(log.events.map(({ n }) => n), Array.from({ length: 21 }, (_, i) => 280 + i));
});

Deno.test("LifeLog: what thousands of actors say last is bounded too", () => {
  const log = new LifeLog({ keepMs: 0 });
  const subjects = Array.from({ length: 2000 }, (_, i) => `actor ${i}`);
  for (let round = 0; round < 20; round++) {
    for (const subject of subjects) {
      log.add({ time: 1, subject, what: "crashed", detail: "x".repeat(1000) });
    }
  }
  const text = log.events.reduce((sum, { detail }) => sum + detail!.length, 0);
  assert(text < 8_000_000, `${text} characters`);
  assertEquals(new Set(log.events.map(({ subject }) => subject)).size, 2000);
});
