/**
 * `deno run -A tests/region/kills_run.ts --seed S --kills N [--changed PART]`: kills the process of a graph again and again, at random instants and at the points of
 * `kill_points.ts`, by the dice of the seed, each time with a program that may have changed (with `--changed 0.2` one time of five), and compares what comes out with a run that nobody has disturbed. Exits with 1 if they differ.
 */
import { parseArgs } from "node:util";
import { killsRun } from "./killing.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 100_000) },
    kills: { type: "string", default: "100" },
    changed: { type: "string", default: "0" },
  },
});
const seed = Number(values.seed);
const started = performance.now();
const { faults, kills, byPoint, last, changes, refusals } = await killsRun(
  seed,
  Number(values.kills),
  { changedPart: Number(values.changed) },
);
const points = Object.entries(byPoint).map(([name, count]) => `${name} ${count}`).join(", ");
console.log(
  `seed ${seed}: ${kills} kills (${points}), ${changes} with another program, ${refusals} refused, ${last} numbers, ${
    ((performance.now() - started) / 1000).toFixed(0)
  } s: ${faults.length === 0 ? "exact" : "WRONG"}`,
);
for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
Deno.exit(faults.length === 0 ? 0 : 1);
