import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decideRestart, type RestartHistory } from "../../src/supervisor/intensity.ts";

/** Crashes at these times; what is decided about each. */
function decisions(
  times: readonly number[],
  restarts: number,
  withinMs: number,
): (number | "no")[] {
  let history: RestartHistory = [];
  return times.map((now) => {
    const decision = decideRestart(history, now, { restarts, withinMs });
    if (!decision.restart) return "no";
    history = decision.history;
    return decision.afterMs;
  });
}

Deno.test("decideRestart restarts at once first, then after a doubling pause, up to a second", () => {
  const times = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  assertEquals(decisions(times, 100, 1000), [0, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000]);
});

Deno.test("decideRestart gives up at the crash after the restarts that are allowed", () => {
  assertEquals(decisions([0, 1, 2, 3], 3, 1000), [0, 20, 40, "no"]);
  assertEquals(decisions([0], 0, 1000), ["no"]);
});

Deno.test("decideRestart forgets restarts once the window has passed", () => {
  assertEquals(decisions([0, 999, 1000], 2, 1000), [0, 20, 20]);
  assertEquals(decisions([0, 998, 999], 2, 1000), [0, 20, "no"]);
  assertEquals(decisions([0, 5000, 10_000], 1, 1000), [0, 0, 0]);
});

Deno.test("decideRestart never allows more restarts in any window than it was told", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.nat({ max: 50 }), { maxLength: 60, size: "max" }),
      (restarts, withinMs, pauses) => {
        let history: RestartHistory = [];
        let now = 0;
        const restarted: number[] = [];
        for (const pause of pauses) {
          now += pause;
          const before = [...history];
          const decision = decideRestart(history, now, { restarts, withinMs });
          assertEquals([...history], before, "the history given is left alone");
          const recent = restarted.filter((time) => now - time < withinMs).length;
          assertEquals(decision.restart, recent < restarts);
          if (!decision.restart) continue;
          history = decision.history;
          restarted.push(now);
        }
      },
    ),
  );
});
