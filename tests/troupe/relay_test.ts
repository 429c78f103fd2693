import { assert, assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { within } from "../fixtures/watch.ts";
import { counter, echoer, pinger, relay, sink } from "../fixtures/relay_actors.ts";

Deno.test("a message that was taken is not lost when its actor dies waiting for room to send it on", async () => {
  const count = 40;
  await using graph = new Graph("relay", { log: () => {}, showstopper: Infinity });
  const first = graph.channel("first", u32, { capacity: 4 });
  const second = graph.channel("second", u32, { capacity: 4 });
  graph.actor("COUNTER", counter, { ports: { out: first.tx }, args: { count } });
  graph.actor("RELAY", relay, { ports: { input: first.rx, out: second.tx } });
  graph.actor("SINK", sink, { ports: { input: second.rx }, args: { slowUntil: 1500 } });
  await graph.start();
  const { actors } = await graph.finished;
  assert(actors[1]!.restarts >= 2, "the relay must have died waiting");
  assertEquals(actors[2]!.state, { count, sum: count * (count - 1) / 2 });
});

for (const waitStrategy of ["park", "spin", "adaptive"] as const) {
  Deno.test(`each turn has the room that there is when it begins, also where nobody waits for room: ${waitStrategy}`, async () => {
    await using graph = new Graph("echo", { log: () => {} });
    const there = graph.channel("there", u32, { capacity: 2 });
    const back = graph.channel("back", u32, { capacity: 2 });
    graph.actor("PINGER", pinger, { ports: { out: there.tx, echo: back.rx }, waitStrategy })
      .actor("ECHOER", echoer, { ports: { input: there.rx, out: back.tx }, waitStrategy });
    await graph.start();
    const { actors } = await within(graph.finished, "the end");
    assertEquals(actors[0]!.state, { done: 100, refused: 0 });
  });
}
