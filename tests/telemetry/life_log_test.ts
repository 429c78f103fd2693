import { assertEquals } from "@std/assert";
import { LifeLog } from "../../src/telemetry/life_log.ts";

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

Deno.test("LifeLog is bounded, in events and in what one may say", () => {
  const log = new LifeLog();
  for (let event = 0; event < 5000; event++) {
    log.add({ time: event, subject: "a", what: "crashed", detail: "x".repeat(5000) });
  }
  const kept = log.between(0, Infinity);
  assertEquals(kept.length, 200);
  assertEquals(kept[0]!.n, 4800);
  assertEquals(kept[0]!.detail!.length, 4000);
});
