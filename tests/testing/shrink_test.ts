import { assertEquals } from "@std/assert";
import type { Fault } from "../../src/testing/fault_kinds.ts";
import { shrink } from "../../src/testing/shrink.ts";

function fault(step: number, worker = "A", kind: Fault["kind"] = "death"): Fault {
  return { step, kind, worker, measure: 0 };
}

const MANY = Array.from({ length: 40 }, (_, i) => fault(i + 1, i % 2 === 0 ? "A" : "B"));
const NO_STEPS = new Map<string, number>();

Deno.test("shrink finds the one fault of many that is enough", async () => {
  const fails = (left: readonly Fault[]) => Promise.resolve(left.some(({ step }) => step === 17));
  assertEquals(await shrink(MANY, NO_STEPS, fails), [fault(17)]);
});

Deno.test("shrink finds two that are enough together", async () => {
  const fails = (left: readonly Fault[]) => {
    const steps = new Set(left.map(({ step }) => step));
    return Promise.resolve(steps.has(3) && steps.has(38));
  };
  assertEquals(await shrink(MANY, NO_STEPS, fails), [fault(3), fault(38, "B")]);
});

Deno.test("where faults need each other only because the rest would change, one alone is looked for in other steps", async () => {
  // All of them make it fail, because together they have the last meet the 99th step; alone it takes the 99th itself.
  const fails = (left: readonly Fault[]) =>
    Promise.resolve(left.length === MANY.length || (left.length === 1 && left[0]!.step === 99));
  assertEquals(await shrink(MANY, new Map([["A", 120], ["B", 4]]), fails), [fault(99)]);
});

Deno.test("shrink says so where no fault is needed, and concludes nothing where it does not fail again", async () => {
  assertEquals(await shrink(MANY, NO_STEPS, () => Promise.resolve(true)), []);
  assertEquals(await shrink(MANY, NO_STEPS, () => Promise.resolve(false)), MANY);
  assertEquals(await shrink([], NO_STEPS, () => Promise.resolve(true)), []);
});
