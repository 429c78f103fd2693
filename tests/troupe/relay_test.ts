import { assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { MANY_LIVES_MS, until, within } from "../fixtures/watch.ts";
import { counter, echoer, pinger, relay, RELAY_DEATHS, sink } from "../fixtures/relay_actors.ts";

Deno.test("a message that was taken is not lost when its actor dies waiting for room to send it on", async () => {
  const count = 40;
  const opened = new SharedArrayBuffer(4);
  await using graph = new Graph("relay", { log: () => {}, showstopper: Infinity });
  const first = graph.channel("first", u32, { capacity: 4 });
  const second = graph.channel("second", u32, { capacity: 4 });
  graph.actor("COUNTER", counter, { ports: { out: first.tx }, args: { count } });
  graph.actor("RELAY", relay, { ports: { input: first.rx, out: second.tx } });
  graph.actor("SINK", sink, { ports: { input: second.rx }, args: { opened } });
  await within(graph.start(), "the start");
  await until(() => graph.crashes.length === RELAY_DEATHS, "the relay dies waiting", MANY_LIVES_MS);
  Atomics.store(new Int32Array(opened), 0, 1);
  const { actors } = await within(graph.finished, "the end", MANY_LIVES_MS);
  assertEquals(actors[1]!.restarts, RELAY_DEATHS);
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
