/** The short form of `flips_run.ts`. */
import { assertEquals } from "@std/assert";
import { flipsRun } from "./flipping.ts";

Deno.test("a region with a bit that is another one is refused, or its graph comes to an end", async () => {
  const { faults, byArea } = await flipsRun(7, 16);
  assertEquals(faults, []);
  const sum = Object.values(byArea).reduce((sum, { refused }) => sum + refused, 0);
  assertEquals(sum > 3, true, JSON.stringify(byArea));
});
