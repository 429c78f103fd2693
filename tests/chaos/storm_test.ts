/** Short storms, with seeds that never change; `deno task chaos` runs long ones. */
import { assert, assertEquals } from "@std/assert";
import { FAULT_KINDS } from "./fault_kinds.ts";
import { storm } from "./storm.ts";

for (const seed of [1, 2, 3]) {
  Deno.test(`a storm of every kind of fault loses nothing and doubles nothing, seed ${seed}`, async () => {
    const result = await storm({ seed, kinds: FAULT_KINDS, faults: 4, orders: 3000 });
    const { lost, doubled, differences, injected, times } = result;
    assertEquals({ lost, doubled, differences }, { lost: 0, doubled: 0, differences: [] });
    for (const [kind, count] of injected) assert(count > 0, `no fault of kind "${kind}" struck`);
    assert(times.length > 0);
  });
}

Deno.test("a storm that is none changes nothing: the comparison is that of a run without faults", async () => {
  const result = await storm({ seed: 0, kinds: [], faults: 0, orders: 1000 });
  assertEquals(result.differences, []);
  assertEquals([result.crashes, result.lost, result.doubled], [0, 0, 0]);
});
