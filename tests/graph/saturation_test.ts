/** Senders that wait long for room: who tells of them, how often, and with what. */
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { Graph, GraphError, type Receiver, type SaturationOptions, u32 } from "@steady-state/deno";
import { counter } from "../fixtures/plain_actors.ts";
import { until, Watch } from "../fixtures/watch.ts";

/** A counter that sends where nobody takes, and whoever may take there. */
function drawn(
  graph: Graph,
  name: string,
  saturation: SaturationOptions | undefined,
): Receiver<number> {
  const numbers = graph.channel(name, u32, {
    capacity: 4,
    ...(saturation && { saturation }),
  });
  graph.actor(`TO ${name}`, counter, { ports: { numbers: numbers.tx } });
  return graph.receiver(numbers, { label: `FROM ${name}` });
}

Deno.test("a sender that waits long for room is told, with channel and reader, as often as its channel says", async () => {
  const watch = new Watch();
  const graph = new Graph("full", { log: watch.log });
  const receivers = [
    drawn(graph, "always", { afterMs: 40, tell: "always" }),
    drawn(graph, "once", { afterMs: 40 }),
    drawn(graph, "off", { afterMs: 40, tell: "off" }),
    drawn(graph, "left out", undefined),
  ];
  watch.on(graph);
  await graph.start();
  const told = (name: string) =>
    watch.events.filter(({ what, subject }) => what === "saturated" && subject === `TO ${name}`);
  for (const times of [1, 2, 3]) {
    await until(
      () => told("always").length >= times && told("once").length > 0,
      `wait ${times} to be told`,
    );
    // A wait that goes on is told once.
    assertEquals(told("always").length, times);
    for (const receiver of receivers) await receiver.take();
  }
  assertEquals(["once", "off", "left out"].map((name) => told(name).length), [1, 0, 0]);
  assertMatch(
    told("once")[0]?.detail ?? "",
    /^it has waited \d+ ms for room in channel "once", which holds 4 of 4 messages; its reader is actor "FROM once": \S/,
  );
  const lines = watch.records.filter(({ level, source, text }) =>
    level === "warn" && source === "TO once" && text.startsWith("saturated: it has waited ")
  );
  assertEquals(lines.length, 1);
  const stop = graph.stop();
  await Promise.all(receivers.map(async (receiver) => {
    for await (const _ of receiver);
  }));
  await stop;
});

Deno.test("saturation that nobody can come to wait for, and times that are none, are refused", async () => {
  const graph = new Graph("wrong", { log: () => {} });
  const saturation = { afterMs: 0, tell: "often" } as unknown as SaturationOptions;
  graph.channel("work", u32, { saturation });
  graph.bundle("news", u32, { girth: 2, overflow: "dropNewest", saturation: {} });
  const { message } = await assertRejects(() => graph.start(), GraphError);
  assertStringIncludes(message, 'saturation.afterMs of channel "work" is 0, give milliseconds');
  assertStringIncludes(message, 'saturation.tell of channel "work" is "often", give "off", ');
  assertStringIncludes(
    message,
    'saturation of bundle "news" is given with overflow "dropNewest", by which no sender ever waits',
  );
});
