/** The loop around a wire: what is pulled, sent and settled, in which order, and what becomes of it when something dies. */
import { assertEquals } from "@std/assert";
import { rehearse } from "@steady-state/deno/testing";
import { texts } from "./scripted_sources.ts";
import { Script } from "./scripted_wire.ts";

Deno.test("what is pulled is sent with its origin, and settled once it has left the graph", async () => {
  const script = new Script("plain").add("s/1", "s/2", "s/3");
  await using scene = await rehearse(texts, { args: { script: "plain" } });
  scene.ports.messages.hold();
  await scene.advance(500);
  assertEquals(script.settled, []);
  scene.ports.messages.hold(false);
  const taken = await scene.ports.messages.take(3);
  assertEquals(taken.map(({ origin, message }) => [origin, message]), [
    ["s/1", "s/1"],
    ["s/2", "s/2"],
    ["s/3", "s/3"],
  ]);
  await scene.advance(500);
  assertEquals(script.settled, ["s/1", "s/2", "s/3"]);
});
