/** An actor that is followed, in a rehearsal: what the test takes is settled. */
import { assertEquals } from "@std/assert";
import { rehearse } from "@steady-state/deno/testing";
import { hasty } from "../fixtures/settled_actors.ts";

Deno.test("in a rehearsal what the test takes is settled, and what it holds back is not", async () => {
  await using scene = await rehearse(hasty, { args: { count: 3 } });
  scene.ports.out.hold();
  await scene.advance(500);
  scene.stop();
  await scene.advance(500);
  assertEquals([scene.state.sent, scene.ports.out.taken], [3, []]);
  // It agrees to end once all is settled.
  assertEquals(scene.ports.out.isClosed, false);
  scene.ports.out.hold(false);
  assertEquals(await scene.ports.out.take(3), [1, 2, 3]);
  assertEquals((await scene.ended).clean, true);
  assertEquals(scene.ports.out.isClosed, true);
});
