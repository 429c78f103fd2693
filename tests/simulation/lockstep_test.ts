/**
 * The rooms of shared memory, ring, journal, state, doorbell and ballot, under interleavings of real threads that a seed decides, with
 * deaths at any operation: what the simulation in one thread cannot see.
 */
import { assert, assertEquals } from "@std/assert";
import { Lockstep } from "../contract/lockstep/lockstep.ts";

/** `INTERLEAVINGS=N deno test …` tries N. */
const INTERLEAVINGS = Number(Deno.env.get("INTERLEAVINGS") ?? 1000);
const TWICE = 20;

Deno.test("a chain of actors passes each message once, in order, and ends, whatever the interleaving and whoever dies", async () => {
  using lockstep = new Lockstep();
  let [deaths, steps] = [0, 0];
  const hashes: number[] = [];
  for (let seed = 1; seed <= INTERLEAVINGS; seed++) {
    const run = await lockstep.run(seed);
    assertEquals(run.faults, [], `seed ${seed}`);
    deaths += run.deaths;
    steps += run.steps;
    hashes.push(run.hash);
  }
  console.log(`${INTERLEAVINGS} interleavings, ${steps} operations, ${deaths} deaths`);
  assert(deaths > INTERLEAVINGS, `${deaths} deaths`);
  assert(new Set(hashes).size > 0.95 * INTERLEAVINGS, "the interleavings differ");
  // Other threads of the machine, the same interleavings.
  using again = new Lockstep();
  for (let seed = 1; seed <= Math.min(TWICE, INTERLEAVINGS); seed++) {
    assertEquals((await again.run(seed)).hash, hashes[seed - 1], `the hash of seed ${seed}`);
  }
});
