import { assertEquals } from "@std/assert";
import { createLog } from "../../src/actor/log.ts";
import type { LogLevel } from "../../src/log_level.ts";

function logAt(level: LogLevel) {
  const records: [LogLevel, string, unknown][] = [];
  const clock = { time: 0 };
  const log = createLog(level, () => clock.time, (...record) => records.push(record));
  return { log, records, clock };
}

Deno.test("createLog lets records pass from its level on", () => {
  const levels: LogLevel[] = ["debug", "info", "warn", "error"];
  levels.forEach((level, lowest) => {
    const { log, records } = logAt(level);
    for (const of of levels) log[of](`a ${of}`, { of });
    assertEquals(records, levels.slice(lowest).map((of) => [of, `a ${of}`, { of }]));
  });
});

Deno.test("createLog passes a thousand records in a row and a thousand a second after that", () => {
  const { log, records, clock } = logAt("info");
  for (let i = 0; i < 1500; i++) log.info(String(i));
  assertEquals(records.length, 1000);
  clock.time += 10;
  for (let i = 0; i < 100; i++) log.info("later");
  assertEquals(records.length, 1000 + 1 + 10);
  assertEquals(records[1000]!.slice(0, 2), [
    "warn",
    "500 log records dropped: more than 1000 a second",
  ]);
  clock.time += 60_000;
  for (let i = 0; i < 1500; i++) log.info("much later");
  assertEquals(records[1011]![1], "90 log records dropped: more than 1000 a second");
  assertEquals(records.length, 1011 + 1 + 1000, "what was not used is not saved up");
});

Deno.test("createLog does not count records below its level", () => {
  const { log, records } = logAt("warn");
  for (let i = 0; i < 5000; i++) log.debug("noise");
  log.warn("heard");
  assertEquals(records, [["warn", "heard", undefined]]);
});
