import { assertEquals } from "@std/assert";
import { describeEnd, notStarted, type ProcessEnd } from "../../src/cli/end.ts";
import { judge, type Judgement, type ProgramHistory } from "../../src/cli/judgement.ts";
import { DEFAULTS, type Policy } from "../../src/cli/options.ts";

const WELL: ProcessEnd = { code: 0, signal: null };
const BADLY: ProcessEnd = { code: 1, signal: null };
const KILLED: ProcessEnd = { code: 137, signal: "SIGKILL" };
const ONCE: ProgramHistory = [{ at: 0, crashed: ["program"], upAt: 0 }];

function judged(
  end: ProcessEnd,
  asked: boolean,
  policy: Partial<Policy> = {},
  history: ProgramHistory = [],
): Judgement["kind"] | number {
  const judgement = judge(end, asked, history, 1000, { ...DEFAULTS, ...policy }, () => 0.25);
  return judgement.kind === "restart" ? judgement.afterMs : judgement.kind;
}

Deno.test("what is done about an end: the grid", () => {
  const always = { onExit: "always" as const };
  // A number is the pause before a restart.
  assertEquals([
    judged(WELL, false),
    judged(WELL, true),
    judged(BADLY, true),
    judged(KILLED, true),
    judged(WELL, true, always),
  ], ["over", "over", "over", "over", "over"]);
  assertEquals([judged(BADLY, false), judged(KILLED, false), judged(WELL, false, always)], [
    0,
    0,
    0,
  ]);
  const backoff = { firstMs: 1000, maxMs: 2000 };
  assertEquals(judged(BADLY, false, backoff, ONCE), 250);
  assertEquals(judged(BADLY, false, backoff, [...ONCE, ...ONCE, ...ONCE]), 500);
  assertEquals(judged(BADLY, false, { restarts: 0 }), "giveUp");
  assertEquals(judged(BADLY, false, { restarts: 1 }, ONCE), "giveUp");
  assertEquals(judged(WELL, false, { restarts: 1, ...always }, ONCE), "giveUp");
  assertEquals(judged(BADLY, false, { restarts: 1, withinMs: 1000 }, ONCE), 0);
});

Deno.test("an end is told by its signal, by the code that stands for one, or by its code", () => {
  const oom = "out of memory, or another fatal error";
  const told: [end: ProcessEnd, line: string][] = [
    [WELL, "exit code 0"],
    [BADLY, "exit code 1"],
    [{ code: 70, signal: null }, "exit code 70, threads of it could not be ended"],
    [{ code: 133, signal: "SIGTRAP" }, `${oom} of V8 (SIGTRAP)`],
    [{ code: 133, signal: null }, `${oom} of V8 (SIGTRAP)`],
    [{ code: 134, signal: "SIGABRT" }, `${oom} (SIGABRT)`],
    [{ code: 134, signal: null }, `${oom} (SIGABRT)`],
    [KILLED, "SIGKILL, which the system sends too when memory runs out"],
    [{ code: 139, signal: "SIGSEGV" }, "SIGSEGV"],
    [notStarted(new Error("no room")), "could not be started: no room"],
  ];
  for (const [end, line] of told) assertEquals(describeEnd(end), line);
});
