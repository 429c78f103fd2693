/** Whatever an actor throws is a crash like any other. */
import { assertEquals, assertMatch } from "@std/assert";
import { Graph } from "@steady-state/deno";
import { defineActor } from "@steady-state/deno/actor";
import { THROWABLE, thrower } from "../fixtures/hostile_actors.ts";
import { within } from "../fixtures/watch.ts";

for (const from of ["run", "rejection", "timer"] as const) {
  Deno.test(`anything may be thrown, from a ${from}, and the actor begins again`, async () => {
    await using graph = new Graph("g", { log: () => {} });
    THROWABLE.forEach((what, instance) =>
      graph.actor("THROWER", thrower, { instance, args: { what, from } })
    );
    await graph.start();
    const report = await within(graph.finished, "the end", 30_000);
    assertEquals(
      report.actors.map(({ outcome, restarts }) => [outcome, restarts]),
      THROWABLE.map(() => ["ended", 1]),
    );
    const usual = from === "run" ? "throw" : "uncaught";
    // The runtime itself looks at what a timer throws, and gives the worker up over this one.
    const causeOf = (what: string) => from === "timer" && what === "a proxy" ? "exit" : usual;
    assertEquals(
      graph.crashes.map((crash) => [crash.actor, crash.cause]).sort(),
      THROWABLE.map((what, instance) => [`THROWER ${instance}`, causeOf(what)]),
    );
    for (const { error } of graph.crashes) {
      assertEquals(Object.values(error).map((text) => typeof text), ["string", "string", "string"]);
    }
  });
}

Deno.test("an error of the actor's own called ReturnedError is thrown, not returned", async () => {
  await using graph = new Graph("g", { log: () => {} });
  graph.actor("THROWER", thrower, { args: { what: "namesake" } });
  await graph.start();
  await within(graph.finished, "the end");
  const [{ cause, error }] = graph.crashes as [typeof graph.crashes[0]];
  assertEquals([cause, error.name, error.message], ["throw", "ReturnedError", "a name of my own"]);
});

/** Starts a worker of its own, which fails. */
export const parent = defineActor(import.meta, "parent", {
  async run(actor) {
    if (actor.generation > 0) return;
    new Worker("data:text/javascript,throw new Error('in a worker of its own')", {
      type: "module",
    });
    await actor.wait(actor.stopping());
  },
});

Deno.test("an error in a worker that an actor has started is told by what it said", async () => {
  await using graph = new Graph("g", { log: () => {} });
  graph.actor("PARENT", parent);
  await graph.start();
  await within(graph.finished, "the end", 30_000);
  const [{ cause, error }] = graph.crashes as [typeof graph.crashes[0]];
  assertEquals(cause, "uncaught");
  assertMatch(error.message, /in a worker of its own/);
});
