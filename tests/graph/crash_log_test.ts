import { assertEquals } from "@std/assert";
import type { CrashReport } from "@steady-state/deno";
import { CrashLog } from "../../src/graph/report/crash_log.ts";

const log = new CrashLog([
  { label: "shop", intensity: { restarts: 0, withinMs: 1000 } },
  { label: "FEED", intensity: { restarts: 3, withinMs: 2000 } },
]);

const report: CrashReport = {
  actor: "JOBS",
  generation: 0,
  cause: "throw",
  error: { name: "Error", message: "no luck", stack: "" },
  decision: "giveUp",
  supervisors: ["shop", "FEED"],
  givenUp: ["FEED", "shop"],
  counted: [
    [{ label: "FLAKY", crashes: 3 }, { label: "JOBS", crashes: 1 }],
    [{ label: "FEED", crashes: 1 }],
  ],
  siblings: [],
  isLasting: false,
  delayMs: 0,
  time: 0,
};

Deno.test("who is given up for crashes of others is told with them", () => {
  assertEquals(
    log.describe(report),
    'crashed and is given up, supervisor "FEED" had more than 3 restarts in 2000 ms (crashes: FLAKY 3, JOBS 1), ' +
      "then the graph had more than 0 restarts in 1000 ms: Error: no luck",
  );
  assertEquals(
    log.reasonToStop(report),
    'actor "JOBS" failed (crashes: FLAKY 3, JOBS 1), and with it supervisor "FEED"',
  );
  assertEquals(
    log.describe({ ...report, decision: "escalate", givenUp: ["FEED"] }),
    'crashed and will be restarted, because supervisor "FEED" had more than 3 restarts in 2000 ms (crashes: FLAKY 3, JOBS 1): ' +
      "Error: no luck",
  );
});

Deno.test("of one that is given up for its own crashes, and of a graph without other supervisors, nobody else is named", () => {
  const own = { ...report, counted: [[{ label: "JOBS", crashes: 4 }], report.counted[1]!] };
  assertEquals(log.reasonToStop(own), 'actor "JOBS" failed, and with it supervisor "FEED"');
  const alone = {
    ...report,
    supervisors: ["shop"],
    givenUp: ["shop"],
    counted: [report.counted[0]!],
  };
  assertEquals(
    log.describe(alone),
    "crashed and is given up, more than 0 restarts in 1000 ms (crashes: FLAKY 3, JOBS 1): Error: no luck",
  );
});
