import { assertEquals } from "@std/assert";
import { Graph } from "@steady-state/deno";
import { defineActor } from "@steady-state/deno/actor";
import { simulate } from "@steady-state/deno/testing";

/** Gives two things up, far apart, and does nothing else. */
const giver = defineActor(import.meta, "giver", {
  async run(actor) {
    for (const what of ["first", "second"]) {
      await actor.deadLetter(what, "nobody wants it");
      actor.commit();
      await actor.wait(actor.timeout(10_000));
    }
    await actor.wait(actor.stopping());
  },
});

Deno.test("the owner is told of each dead letter soon after it counts, though nobody looks", async () => {
  const told: unknown[] = [];
  const build = () =>
    new Graph("letters", { onDeadLetter: ({ message }) => told.push(message), log: () => {} })
      .actor("GIVER", giver);
  await simulate(build, { seeds: 1 }, async (stage) => {
    told.length = 0;
    await stage.advance("5 s");
    assertEquals(told, ["first"]);
    await stage.advance("10 s");
    assertEquals(told, ["first", "second"]);
  });
});
