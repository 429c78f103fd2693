import { assertEquals } from "@std/assert";
import { rehearse } from "@steady-state/deno/testing";
import { ticker } from "./actors/ticker.ts";

Deno.test("the ticker ticks once a second, counts on after its death, and ends when it has ticked enough", async () => {
  await using scene = await rehearse(ticker, { args: { ticks: 5 } });
  await scene.advance("2.5 s");
  assertEquals(scene.state, { ticked: 2 });
  scene.crash();
  assertEquals((await scene.ended).state, { ticked: 5 });
  assertEquals(scene.log.map(({ text }) => text).filter((text) => text.startsWith("tick")), [
    ...["tick 1", "tick 2", "tick 3", "tick 4", "tick 5"],
  ]);
});
