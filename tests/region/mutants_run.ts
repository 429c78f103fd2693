/**
 * `deno run -A tests/region/mutants_run.ts [--only PART_OF_NAME]`: takes out each step of the recovery in turn, and says whether kills find it. Exits with 1 if
 * they do not.
 */
import { parseArgs } from "node:util";
import { killsRun } from "./killing.ts";
import { MUTANTS } from "./mutants.ts";

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, seed: { type: "string", default: "1" } },
});
let missed = 0;
for (const mutant of MUTANTS.filter(({ name }) => name.includes(values.only))) {
  const found = await faultOf(mutant);
  if (found === undefined) missed++;
  console.log(
    `${found === undefined ? "NOT FOUND" : "found"}: ${mutant.name}${
      found === undefined ? "" : ` (${found.slice(0, 160)})`
    }`,
  );
}
Deno.exit(missed === 0 ? 0 : 1);

async function faultOf(mutant: (typeof MUTANTS)[number]): Promise<string | undefined> {
  try {
    const options = { ...mutant.options, mutants: [mutant] };
    const { faults } = await killsRun(Number(values.seed), mutant.kills, options);
    return faults[0];
  } catch (error) {
    // A process that refuses, or ends with an error, is one that was noticed.
    return (error as Error).message.replaceAll("\n", " ");
  }
}
