/**
 * `deno run -A tests/process/storm_run.ts [--seed S] [--deaths N] [--kills PERCENT] [--spare] [--rest MS]`: a storm over the processes of a graph. Exits with 1
 * if anything was lost, doubled, or told as what it was not.
 */
import { parseArgs } from "node:util";
import { processStorm } from "./storm.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 100_000) },
    deaths: { type: "string", default: "100" },
    kills: { type: "string", default: "50" },
    rest: { type: "string", default: "0" },
    spare: { type: "boolean", default: false },
  },
});
const began = performance.now();
const { killToRunningMs: times, ...result } = await processStorm({
  seed: Number(values.seed),
  deaths: Number(values.deaths),
  kills: Number(values.kills),
  spare: values.spare,
  restMs: Number(values.rest),
});
const at = (part: number) => times[Math.floor(times.length * part)]?.toFixed(0);
console.log(`seed ${values.seed}${values.spare ? ", with a spare" : ""}:`, result);
console.log(`kill to running: p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, p99 ${at(0.99)} ms`);
console.log(`took ${((performance.now() - began) / 1000).toFixed(0)} s`);
const { lost, doubled, isClean, misnamed } = result;
Deno.exit(lost + doubled + misnamed.length === 0 && isClean ? 0 : 1);
