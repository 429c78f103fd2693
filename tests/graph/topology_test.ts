import { assertEquals } from "@std/assert";
import { Graph } from "@steady-state/deno";
import { mayfly } from "../fixtures/plain_actors.ts";
import { withoutWorkers } from "../fixtures/watch.ts";

Deno.test("the topology tells the supervisors above each actor, the outermost first", async () => {
  const graph = new Graph("told");
  const feed = graph.supervisor("FEED");
  const parsers = graph.supervisor("PARSERS", { supervisor: feed });
  graph.actor("FREE", mayfly)
    .actor("READER", mayfly, { supervisor: feed })
    .actor("PARSER", mayfly, { supervisor: parsers });
  await withoutWorkers(async () => {
    const { actors } = await Promise.resolve(graph.telemetry.topology);
    assertEquals(actors.map(({ name, supervisors }) => [name, ...supervisors]), [
      ["FREE"],
      ["READER", "FEED"],
      ["PARSER", "FEED", "PARSERS"],
    ]);
  });
});
