/**
 * `deno run -A tests/region/flips_run.ts --seed S --flips N`: turns one bit of a region that a process has left, anywhere in it, and starts its program, so many times. Each start must refuse it in a sentence, or come to an end; where the
 * bit is none of a message, of a cell, or of a count that could be right, to the same end as without it. Exits with 1 if not.
 */
import { parseArgs } from "node:util";
import { flipsRun } from "./flipping.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 100_000) },
    flips: { type: "string", default: "100" },
  },
});
const { faults, byArea } = await flipsRun(Number(values.seed), Number(values.flips));
console.log(`seed ${values.seed}: ${values.flips} flips, ${faults.length} faults`);
for (const [name, { refused, right, other }] of Object.entries(byArea)) {
  console.log(`  ${name.padEnd(9)} refused ${refused}, the same ${right}, another end ${other}`);
}
for (const fault of faults) console.log(`  ${fault.slice(0, 600)}`);
Deno.exit(faults.length === 0 ? 0 : 1);
