import { assertEquals } from "@std/assert";
import { buildGraph } from "./main.ts";

for (const capacity of [1, 100, 65_536]) {
  Deno.test(`the graph with channels of ${capacity} counts every reading once`, async () => {
    const readings = capacity === 1 ? 1_000 : 1_000_003;
    await using graph = buildGraph({ readings, capacity }, { log: () => {} });
    await graph.start();
    const { actors } = await graph.finished;
    let sum = 0;
    for (let i = 0; i < readings; i++) sum += (20 + i % 16) * 1.8 + 32;
    const { state } = actors[2] as typeof actors[0] & { state: { sum: number } };
    assertEquals(state.count, readings);
    assertEquals([state.min, state.max], [68, 95]);
    assertEquals(Math.abs(state.sum as number - sum) / sum < 1e-9, true);
  });
}
