import { assertEquals } from "@std/assert";
import { killedError, killedFor } from "../../src/graph/report/mod.ts";
import { type Limited, MemoryWatch, shortage } from "../../src/process/memory_watch.ts";
import { readVitals, type Vitals } from "../../src/process/vitals.ts";

/** As `proc_pid_stat(5)` has it; the name of a program may hold anything. */
const STAT =
  "4711 (a ) 7 (b) S 1 2 3 0 -1 4194304 5532 10970 2 0 250 31 10 2 20 0 6 0 5349623 1 8737\n";

Deno.test("memory and time of a process are read from what the system says of it", () => {
  assertEquals(readVitals(STAT, "4540414 8716 6522 15604 0 138539 0\n", 4096), {
    rssBytes: 8716 * 4096,
    ownBytes: (8716 - 6522) * 4096,
    cpuMs: 2810,
  });
});

Deno.test("a process that is gone has no vitals", () => {
  assertEquals(readVitals("", "", 4096), null);
  assertEquals(readVitals(STAT, "", 4096), null);
  assertEquals(readVitals("", "4540414 8716 6522 15604 0 138539 0\n", 4096), null);
});

Deno.test("a process is ended for memory of its own alone, and only above its limit", () => {
  const MEBIBYTE = 2 ** 20;
  const ended: string[] = [];
  const limited = (name: string, vitals: Vitals | null): Limited => ({
    maxMemoryMb: 512,
    vitals: () => vitals,
    end: (cause) => ended.push(`${name}: ${cause}`),
  });
  const taking = (ownMb: number): Vitals => ({
    rssBytes: 2000 * MEBIBYTE,
    ownBytes: ownMb * MEBIBYTE,
    cpuMs: 0,
  });
  new MemoryWatch([
    limited("as much as it may", taking(512)),
    limited("more", taking(529.5)),
    limited("gone", null),
  ]).look();
  assertEquals(ended, ["more: out of memory: 530 MB of 512"]);
});

Deno.test("a process that hangs with its memory nearly full is told as one that is short of memory", () => {
  const MEBIBYTE = 2 ** 20;
  const told = [400, 461, 512].map((mb) => shortage(mb * MEBIBYTE, 512));
  assertEquals(told, [undefined, "461 MB of 512", "512 MB of 512"]);
  const cause = killedFor(2000, told[1]);
  assertEquals(cause, "killed by the supervisor: hung for 2.0 s, short of memory: 461 MB of 512");
  const { name, message } = killedError(cause, told[1]);
  const advice = "raise maxMemoryMb, or raise hangTimeoutMs if it needs so long";
  assertEquals({ name, message }, { name: "HangError", message: `${cause}, ${advice}` });
});
