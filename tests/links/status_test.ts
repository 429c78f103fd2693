/** What the node of a link's actor says. */
import { assertEquals, assertMatch } from "@std/assert";
import { rehearse, simulate } from "../../src/testing/mod.ts";
import { collect, feed } from "../../src/testing/mod.ts";
import { egress } from "../../src/links/egress.ts";
import { LINK_ARGS } from "../../src/links/terms.ts";
import { pair } from "./pair.ts";

const args = {
  ...LINK_ARGS,
  address: { wire: "memory", name: "here" },
  aqueduct: "orders",
  shape: { form: "records", content: "any" },
} as const;

Deno.test("status: who has no partner says since when, and why; and is taken for nothing worse", async () => {
  await using scene = await rehearse(egress, { args, girth: 1 });
  await scene.settle();
  await scene.advance("5 s");
  assertMatch(scene.status, /^connecting for [45] s: connection refused$/);
  await scene.advance("10 min");
  assertMatch(scene.status, /^connecting for 60[0-5] s: connection refused$/);
  assertEquals(scene.crashes, []);
  const told = scene.log.filter(({ level }) => level === "warn").map(({ text }) => text);
  assertEquals(told, [
    "no partner at memory here: connection refused; it is tried again until there is a partner",
  ]);
});

Deno.test("status: at a stop without a partner it waits as long as it is told, and says what is left", async () => {
  await using scene = await rehearse(egress, { args: { ...args, stopTimeoutMs: 3000 }, girth: 1 });
  scene.ports.messages[0]?.send(new Uint8Array([1]), new Uint8Array([2]));
  await scene.settle();
  scene.stop();
  await scene.advance("2 s");
  assertEquals(scene.log.some(({ text }) => text.includes("not acknowledged")), false);
  await scene.advance("2 s");
  assertMatch(
    scene.log.map(({ text }) => text).join("\n"),
    /2 messages are not acknowledged, and nobody has asked for them after 3000 ms: the link ends/,
  );
});

Deno.test("status: who has nothing to send and never had a partner ends at once at a stop", async () => {
  await using scene = await rehearse(egress, { args, girth: 1 });
  await scene.advance("5 s");
  scene.ports.messages[0]?.close();
  await scene.advance("5 s");
  assertMatch(scene.status, /^connecting/);
  const before = scene.elapsedMs;
  scene.stop();
  await scene.ended;
  assertEquals(scene.elapsedMs - before < 2000, true, `${scene.elapsedMs - before} ms`);
});

Deno.test("status: figures of a link are told by both ends", async () => {
  await simulate(() => pair({ listens: "egress" }), {}, async (stage) => {
    stage.perform("SENDER", feed([1, 2, 3, 4, 5]));
    stage.perform("TAKER", collect<number>());
    const ends = ["EGRESS", "INGRESS"];
    await stage.until(() => ends.every((end) => stage.state(end).settled === 5));
    const { telemetry } = stage.graph;
    const [near, far] = ends.map((name) =>
      telemetry.linkOf?.(telemetry.topology.actors.findIndex((actor) => actor.name === name))
    );
    assertEquals([near?.epoch, near?.isLinked, near?.lost], [far?.epoch, true, 0]);
    assertEquals([near?.sent, near?.received, near?.settled, near?.capacity], [5, 5, 5, 8]);
    assertEquals([far?.sent, far?.received, far?.settled, far?.capacity], [0, 5, 5, 4]);
    assertEquals([near?.partner, far?.partner].every((name) => name?.startsWith("pair (")), true);
    assertEquals((far?.lagCount as number) > 0 && (far?.lagSumMs as number) >= 0, true);
    await stage.finished;
  });
});
