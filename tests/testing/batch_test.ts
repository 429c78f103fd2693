import { assert, assertEquals, assertRejects } from "@std/assert";
import { defineActor, rx, text, tx, u32 } from "@steady-state/deno/actor";
import { assertLogged, testBatch, testMessage } from "@steady-state/deno/testing";
import { dealer, leaver, picky } from "../fixtures/rehearsed_actors.ts";
import { relay, source } from "../fixtures/chain_actors.ts";

Deno.test("a batch: what came out, and what became of what went in", async () => {
  const { out, committed, failed, clean } = await testBatch(relay, [1, 2, 3]);
  assertEquals([out, committed, failed, clean], [[1, 2, 3], 3, [], true]);
  const picked = await testBatch(picky, [2, 3, 13, 4]);
  assertEquals([picked.out, picked.committed, picked.state], [[], 2, { even: 2 }]);
  assertEquals(picked.failed.map(({ message }) => message), [3, 13]);
  assertEquals(picked.crashes.length, 3);
  assertLogged(picked.log, ["had 2", "had 3", "had 4"]);
});

Deno.test("a message: committed, or why not", async () => {
  assertEquals((await testMessage(relay, 7)).out, [7]);
  const good = await testMessage(picky, 2);
  assertEquals([good.committed, good.failed], [true, undefined]);
  const bad = await testMessage(picky, 13);
  assertEquals([bad.committed, bad.failed?.cause?.message], [false, "cannot bear 13"]);
  // @ts-expect-error a number it is
  await assertRejects(() => testMessage(leaver, "a"), TypeError, 'on channel "in"');
  const porter = defineActor(import.meta, "porter", {
    ports: { in: rx(text) },
    run: async (actor) => void await actor.take(actor.ports.in),
  });
  const long = "a".repeat(100_000);
  await assertRejects(() => testMessage(porter, long), RangeError, 'on channel "in"');
});

Deno.test("an actor with other ports is refused, with what to do", async () => {
  const two = defineActor(import.meta, "two", { ports: { a: rx(u32), b: rx(u32) }, run() {} });
  for (const definition of [two, dealer, source]) {
    const error = await assertRejects(() => testBatch(definition as never, []), TypeError);
    assert(error.message.endsWith("play each of them on a scene of rehearse()"), error.message);
  }
  const none = defineActor(import.meta, "none", { ports: { out: tx(u32) }, run() {} });
  await assertRejects(() => testBatch(none, []), TypeError, 'Cannot test actor "none" by messages');
});
