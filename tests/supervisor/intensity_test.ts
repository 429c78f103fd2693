import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Backoff,
  backUp,
  decideRestart,
  type Intensity,
  type RestartHistory,
} from "../../src/supervisor/intensity.ts";
import { seeded } from "../fixtures/random.ts";

const HALF = () => 0.5;

/** What is decided about crashes at these times: of one child, or of those named. Each is up again at once. */
function decisions(
  times: readonly number[],
  intensity: Intensity,
  children: readonly string[][] = times.map(() => ["a"]),
  random: () => number = HALF,
): (number | "no")[] {
  let history: RestartHistory<string> = [];
  return times.map((now, i) => {
    const decision = decideRestart(history, children[i]!, now, intensity, random);
    if (!decision.restart) return "no";
    history = backUp(decision.history, () => true, now);
    return decision.afterMs;
  });
}

Deno.test("decideRestart restarts at once first, then after a doubling pause, up to a second", () => {
  const times = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  assertEquals(
    decisions(times, { restarts: 100, withinMs: 1000 }),
    [0, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000],
  );
});

Deno.test("decideRestart gives up at the crash after the restarts that are allowed", () => {
  assertEquals(decisions([0, 1, 2, 3], { restarts: 3, withinMs: 1000 }), [0, 20, 40, "no"]);
  assertEquals(decisions([0], { restarts: 0, withinMs: 1000 }), ["no"]);
});

Deno.test("decideRestart forgets restarts once the window has passed, and not a moment earlier", () => {
  assertEquals(decisions([0, 999, 1000], { restarts: 2, withinMs: 1000 }), [0, 20, 20]);
  assertEquals(decisions([0, 998, 999], { restarts: 2, withinMs: 1000 }), [0, 20, "no"]);
  assertEquals(decisions([0, 1000], { restarts: 1, withinMs: 1000 }), [0, 0]);
  assertEquals(decisions([0, 999.999], { restarts: 1, withinMs: 1000 }), [0, "no"]);
});

Deno.test("decideRestart counts the crashes of all children, but lets each pay for its own", () => {
  const intensity = { restarts: 4, withinMs: 1000 };
  const children = [["a"], ["b"], ["a"], ["b"], ["c"]];
  assertEquals(decisions([0, 1, 2, 3, 4], intensity, children), [0, 0, 20, 20, "no"]);
});

Deno.test("decideRestart counts crashes that happened at once as one, and waits for the one that waits longest", () => {
  const intensity = { restarts: 3, withinMs: 1000 };
  const children = [["a"], ["a"], ["a", "b"], ["b"]];
  assertEquals(decisions([0, 1, 2, 3], intensity, children), [0, 20, 40, "no"]);
});

Deno.test("decideRestart waits a random part of the pause with full jitter, and the whole without", () => {
  const full: Backoff = { firstMs: 100, maxMs: 300, jitter: "full" };
  const times = [0, 1, 2, 3];
  const intensity = { restarts: 9, withinMs: 1000, backoff: full };
  assertEquals(decisions(times, intensity), [0, 50, 100, 150]);
  assertEquals(decisions(times, { ...intensity, backoff: { ...full, jitter: "none" } }), [
    0,
    100,
    200,
    300,
  ]);
  const random = seeded(7);
  const pauses = Array.from(
    { length: 300 },
    () => decisions([0, 1], intensity, undefined, random)[1] as number,
  );
  assert(pauses.every((ms) => ms >= 0 && ms < 100), "a pause beyond the whole");
  assert(pauses.some((ms) => ms < 10) && pauses.some((ms) => ms > 90), "not spread");
});

Deno.test("decideRestart never allows more restarts in any window than it was told", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.tuple(fc.nat({ max: 50 }), fc.constantFrom("a", "b")), {
        maxLength: 60,
        size: "max",
      }),
      (restarts, withinMs, crashes) => {
        let history: RestartHistory<string> = [];
        let now = 0;
        const restarted: number[] = [];
        for (const [pause, child] of crashes) {
          now += pause;
          const before = [...history];
          const decision = decideRestart(history, [child], now, { restarts, withinMs }, HALF);
          assertEquals([...history], before, "the history given is left alone");
          const recent = restarted.filter((time) => now - time < withinMs).length;
          assertEquals(decision.restart, recent < restarts);
          if (!decision.restart) continue;
          history = backUp(decision.history, () => true, now);
          restarted.push(now);
        }
      },
    ),
  );
});

Deno.test("decideRestart does not count the time in which children are down: no pause is too long for its window", () => {
  const intensity = { restarts: 5, withinMs: 2000, backoff: { firstMs: 500, maxMs: 20_000 } };
  let history: RestartHistory<string> = [];
  let now = 0;
  const pauses: number[] = [];
  while (pauses.length < 10) {
    const decision = decideRestart(history, ["a"], now, intensity, HALF);
    if (!decision.restart) break;
    pauses.push(decision.afterMs);
    // It loads for a second, and lives for a tenth.
    now += decision.afterMs + 1000;
    history = backUp(decision.history, () => true, now);
    now += 100;
  }
  assertEquals(pauses, [0, 500, 1000, 2000, 4000]);
});

Deno.test("decideRestart counts time in which several are down once, and all the time in which nobody is", () => {
  const intensity = { restarts: 3, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } };
  const history: RestartHistory<string> = [
    { at: 0, crashed: ["a"], upAt: 500 },
    { at: 100, crashed: ["b"], upAt: 700 },
    { at: 900, crashed: ["a"], upAt: undefined },
  ];
  // 200 ms of the first 900 count, and nothing since.
  assertEquals(decideRestart(history, ["b"], 100_000, intensity, HALF).restart, false);
  const up = backUp(history, () => true, 2000);
  assertEquals(decideRestart(up, ["b"], 2799, intensity, HALF).restart, false);
  assertEquals(decideRestart(up, ["b"], 2800, intensity, HALF).restart, true);
});

Deno.test("backUp ends the restarts whose children are all up, and leaves those that were over", () => {
  const history: RestartHistory<string> = [
    { at: 0, crashed: ["a"], upAt: 1 },
    { at: 2, crashed: ["a", "b"], upAt: undefined },
    { at: 3, crashed: ["b"], upAt: undefined },
  ];
  const upAts = (isUp: (child: string) => boolean) =>
    backUp(history, isUp, 9).map(({ upAt }) => upAt);
  assertEquals(upAts((child) => child === "b"), [1, undefined, 9]);
  assertEquals(upAts(() => true), [1, 9, 9]);
});
