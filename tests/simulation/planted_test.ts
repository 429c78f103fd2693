/** Some of the faults that `deno task planted` plants, each of which the first few seeds find. */
import { assert, assertEquals } from "@std/assert";
import { Field } from "./planting.ts";
import { PLANTS } from "./plants.ts";

const FOUND_SOON = [
  "a commit rings all peers but the first",
  "state is written into the copies that are current",
  "a veto is ignored",
  "one restart too many is allowed",
  "the last actor is not waited for at the end",
  "a cell that has changed since the last write is left out",
  "the fence is left out",
  "a ring looks whether somebody sleeps before it raises the sequence",
  "an egress takes what it has sent",
  "the end of a link is not acknowledged",
];
const SEEDS = { simulation: 20, lockstep: 4000, links: 20 };

Deno.test("faults that are planted in the source are found, and none is found where nothing is planted", async () => {
  await using field = await Field.open();
  const plants = PLANTS.filter(({ name }) => FOUND_SOON.includes(name));
  assertEquals(plants.length, FOUND_SOON.length);
  for (const plant of plants) {
    for (const layer of plant.by) {
      const { seed, said } = await field.harvest(layer, SEEDS[layer], plant);
      assert(seed !== undefined, `${layer}: ${plant.name}`);
      assert(said.startsWith(`Seed ${seed} fails`), said);
    }
  }
  for (const layer of ["simulation", "lockstep", "links"] as const) {
    const { seed, said } = await field.harvest(layer, SEEDS[layer]);
    assertEquals(seed, undefined, said);
  }
});

Deno.test("every fault that can be planted still finds its place in the source", async () => {
  for (const { name, file, find } of PLANTS) {
    const source = await Deno.readTextFile(new URL(`../../${file}`, import.meta.url));
    assertEquals(source.split(find).length, 2, name);
  }
});
