/** The short form of `kills_run.ts`, and of `mutants_run.ts`. */
import { assert, assertEquals } from "@std/assert";
import { killsRun } from "./killing.ts";
import { type Mutant, MUTANTS } from "./mutants.ts";

Deno.test("a graph whose process is killed again and again, in the middle of everything, comes to the result of one that is left alone", async () => {
  const { faults, kills, byPoint } = await killsRun(1, 16);
  assertEquals(faults, []);
  const sum = Object.values(byPoint).reduce((sum, count) => sum + count, 0);
  assert(sum >= kills / 4, `only ${sum} of ${kills} kills came where they were to`);
});

for (const name of ["turns that were left half published are not finished"]) {
  Deno.test(`it is noticed where ${name}`, async () => {
    const mutant = MUTANTS.find((one) => one.name === name) as Mutant;
    const options = { ...mutant.options, mutants: [mutant] };
    const { faults } = await killsRun(1, mutant.kills, options);
    assert(faults.length > 0);
  });
}
