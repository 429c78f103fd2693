import { assertEquals } from "@std/assert";
import type { Fault } from "../../src/testing/fault_kinds.ts";
import { shrink } from "../../src/testing/shrink.ts";

function fault(step: number, worker = "A", kind: Fault["kind"] = "death", measure = 0): Fault {
  return { step, kind, worker, measure, elapsedMs: 0 };
}

const MANY = Array.from({ length: 40 }, (_, i) => fault(i + 1, i % 2 === 0 ? "A" : "B"));
const NO_STEPS = new Map<string, number>();

Deno.test("shrink finds the one fault of many that is enough", async () => {
  const fails = (left: readonly Fault[]) => Promise.resolve(left.some(({ step }) => step === 17));
  assertEquals((await shrink(MANY, NO_STEPS, fails)).left, [fault(17)]);
});

Deno.test("shrink finds two that are enough together", async () => {
  const fails = (left: readonly Fault[]) => {
    const steps = new Set(left.map(({ step }) => step));
    return Promise.resolve(steps.has(3) && steps.has(38));
  };
  assertEquals((await shrink(MANY, NO_STEPS, fails)).left, [fault(3), fault(38, "B")]);
});

Deno.test("where faults need each other only because the rest would change, one alone is looked for in other steps", async () => {
  // All of them make it fail, because together they have the last meet the 99th step; alone it takes the 99th itself.
  const fails = (left: readonly Fault[]) =>
    Promise.resolve(left.length === MANY.length || (left.length === 1 && left[0]!.step === 99));
  const { left } = await shrink(MANY, new Map([["A", 120], ["B", 4]]), fails);
  assertEquals(left, [fault(99)]);
});

Deno.test("shrink says so where no fault is needed, and concludes nothing where it does not fail again", async () => {
  const always = (left: readonly Fault[], is: boolean) =>
    shrink(left, NO_STEPS, () => Promise.resolve(is));
  assertEquals(await always(MANY, true), { left: [], runs: 2, isComplete: true });
  assertEquals(await always(MANY, false), { left: MANY, runs: 1, isComplete: true });
  assertEquals(await always([], true), { left: [], runs: 0, isComplete: true });
});

Deno.test("shrink leaves out whole kinds first, and makes smaller what is left", async () => {
  const kinds = ["hang", "slow", "lateToHost", "clockStep"] as const;
  const all = MANY.map(({ step, worker }) => fault(step, worker, kinds[step % 4], 1000));
  const tried: number[] = [];
  const { left } = await shrink(all, NO_STEPS, (left) => {
    tried.push(left.length);
    return Promise.resolve(
      left.some(({ step, measure }) => step === 1 && measure >= 20) &&
        left.some(({ kind }) => kind === "clockStep"),
    );
  });
  assertEquals(tried.slice(0, 6), [40, 0, 30, 30, 20, 20], "all, none, then without a kind each");
  assertEquals(left.map(({ kind, measure }) => [kind, measure]), [["slow", 31], ["clockStep", 1]]);
});

Deno.test("shrink gives up after a number of runs, and says so", async () => {
  const pairs = (left: readonly Fault[]) => Promise.resolve(left.length >= 39);
  const { left, runs, isComplete } = await shrink(MANY, new Map([["A", 5000]]), pairs);
  assertEquals([left.length, runs, isComplete], [39, 1000, false]);
});
