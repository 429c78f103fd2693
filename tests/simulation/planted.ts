/** `deno task planted`: plants faults in a copy of the source, one at a time, and says by which seed each is found. */
import { parseArgs } from "node:util";
import { Field, type Layer } from "./planting.ts";
import { PLANTS } from "./plants.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    graphs: { type: "string", default: "1000" },
    interleavings: { type: "string", default: "5000" },
    seeds: { type: "string", default: "200" },
    only: { type: "string", default: "" },
  },
});
const SEEDS: Readonly<Record<Layer, number>> = {
  simulation: Number(values.graphs),
  lockstep: Number(values.interleavings),
  links: Number(values.seeds),
};
let missed = 0;
await using field = await Field.open();
const plants = PLANTS.filter(({ name }) => name.includes(values.only));
if (plants.length === 0) {
  console.error(`No fault that can be planted has "${values.only}" in its name`);
  Deno.exit(1);
}
for (const plant of plants) {
  console.log(plant.name);
  for (const layer of plant.by) {
    const { seed, faults, tookMs, said } = await field.harvest(layer, SEEDS[layer], plant);
    if (seed === undefined) missed++;
    const found = seed === undefined ? "NOT FOUND" : `seed ${seed}, ${faults}${said.slice(0, 100)}`;
    console.log(`  ${layer}, ${(tookMs / 1000).toFixed(1)} s: ${found}`);
  }
}
console.log(missed === 0 ? "all are found" : `${missed} are NOT FOUND`);
Deno.exit(missed === 0 ? 0 : 1);
