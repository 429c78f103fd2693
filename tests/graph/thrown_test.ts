/** Whatever an actor throws is a crash like any other. */
import { assertEquals } from "@std/assert";
import { Graph } from "@steady-state/deno";
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
