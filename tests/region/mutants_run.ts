/**
 * `deno run -A tests/region/mutants_run.ts [--only PART_OF_NAME] [--lives]`: takes out each step of the recovery in turn, and says whether kills find it. With `--lives`, only those that a test shows. Exits with 1 if
 * they do not.
 */
import { parseArgs } from "node:util";
import { killsRun } from "./killing.ts";
import { KillField } from "./field.ts";
import type { LifeMutant } from "./lives.ts";
import { LIFE_MUTANTS, type Mutant, MUTANTS } from "./mutants.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    lives: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
  },
});
/** Where tests are that show some of them, and what those load. */
const MORE_PARTS = ["tests/channel", "tests/state", "tests/turn", "tests/contract"];
let missed = 0;
const mutants = [...LIFE_MUTANTS, ...(values.lives ? [] : MUTANTS)].filter(({ name }) =>
  name.includes(values.only)
);
for (const mutant of mutants) {
  const found = "test" in mutant ? await failureOf(mutant) : await faultOf(mutant);
  if (found === undefined) missed++;
  console.log(
    `${found === undefined ? "NOT FOUND" : "found"}: ${mutant.name}${
      found === undefined ? "" : ` (${found.slice(0, 160)})`
    }`,
  );
}
Deno.exit(missed === 0 ? 0 : 1);

async function failureOf(mutant: LifeMutant): Promise<string | undefined> {
  using field = new KillField([], [mutant], MORE_PARTS);
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["test", "-A", "--no-lock", "--no-check", "--quiet", "--filter", mutant.test],
      `${field.path}/${mutant.suite ?? "tests/region/life_test.ts"}`,
    ],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "null",
  }).output();
  if (code === 0) return undefined;
  return /error: (.*)/.exec(new TextDecoder().decode(stdout))?.[1] ?? "the test failed";
}

async function faultOf(mutant: Mutant): Promise<string | undefined> {
  try {
    const options = { ...mutant.options, mutants: [mutant] };
    // Where a kill comes depends on the machine as well.
    for (let seed = Number(values.seed), tries = 0; tries < 4; seed++, tries++) {
      const { faults } = await killsRun(seed, mutant.kills, options);
      if (faults.length > 0) return faults[0];
    }
    return undefined;
  } catch (error) {
    // A process that refuses, or ends with an error, is one that was noticed.
    return (error as Error).message.replaceAll("\n", " ");
  }
}
