import { assertEquals, assertRejects } from "@std/assert";
import { Graph, StopError, u32 } from "@steady-state/deno";
import { sleeper, survivor } from "../fixtures/expelled_actors.ts";
import { collector } from "../fixtures/plain_actors.ts";
import { actorIn, within } from "../fixtures/watch.ts";

const COUNT = 200;

Deno.test("a member that was ended while it waited is never asked again, whatever rings for it, and its mates go on", async () => {
  await using graph = new Graph("expelled", { log: () => {}, stopTimeoutMs: 60_000 });
  const troupe = graph.troupe("ensemble");
  const quiet = graph.channel("quiet", u32);
  const lively = graph.channel("lively", u32, { capacity: 1 });
  graph.actor("SLEEPER", sleeper, { ports: { numbers: quiet.rx }, troupe, stopTimeoutMs: 200 })
    .actor("COLLECTOR", collector, { ports: { numbers: lively.rx }, troupe })
    .actor("SURVIVOR", survivor, {
      ports: { quiet: quiet.tx, lively: lively.tx },
      args: { count: COUNT },
    });
  await graph.start();
  const { report } = await assertRejects(() => within(graph.stop(), "the end"), StopError);
  const { state, outcome, restarts } = actorIn(report, "COLLECTOR");
  assertEquals([state, outcome, restarts], [
    { count: COUNT, sum: COUNT * (COUNT - 1) / 2, disorder: 0 },
    "ended",
    0,
  ]);
  assertEquals(actorIn(report, "SLEEPER").outcome, "unstopped");
});
