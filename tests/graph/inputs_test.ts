import { assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import {
  adder,
  gatherer,
  SENT,
  silent,
  sink,
  SINKS,
  source,
  SOURCES,
  teller,
} from "../fixtures/inputs_actors.ts";
import { collector, counter } from "../fixtures/plain_actors.ts";
import { actorIn, channelIn, runMoving } from "../fixtures/watch.ts";

const sumFrom = (first: number) => SENT * first + SENT * (SENT - 1) / 2;

for (const way of SOURCES) {
  for (const told of [0, 1]) {
    const what = told === 0 ? "closed without a word" : "closed after its only message";
    Deno.test(`an input that is ${what} does not end a source, ${way}`, async () => {
      await using graph = new Graph("told", { logLevel: "error" });
      const config = graph.channel("config", u32);
      const out = graph.channel("out", u32, { capacity: 8 });
      graph.actor("CONFIG", told === 0 ? silent : teller, {
        ports: { numbers: config.tx },
      })
        .actor("SOURCE", source, { ports: { config: config.rx, out: out.tx }, args: { way } })
        .actor("COLLECTOR", collector, { ports: { numbers: out.rx } });
      const report = await runMoving(graph);
      const { count, sum } = actorIn(report, "COLLECTOR").state;
      assertEquals({ count, sum }, { count: SENT, sum: sumFrom(0) });
    });
  }
}

for (const way of SINKS) {
  Deno.test(`a sink ends with its input, ${way}`, async () => {
    await using graph = new Graph("fed", { logLevel: "error" });
    const numbers = graph.channel("numbers", u32, { capacity: 8 });
    const out = graph.channel("out", u32);
    graph.actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 40 } })
      .actor("SINK", sink, { ports: { numbers: numbers.rx, out: out.tx }, args: { way } })
      .actor("COLLECTOR", collector, { ports: { numbers: out.rx } });
    const report = await runMoving(graph);
    assertEquals(actorIn(report, "SINK").state.count, 40);
  });
}

for (const asks of [false, true]) {
  for (const beatMs of [0, 3]) {
    const how = `${asks ? "asks" : "gives no accept"}, ${beatMs > 0 ? "on a beat" : "plainly"}`;
    Deno.test(`a sink of several lanes ends with the last of them: it ${how}`, async () => {
      await using graph = new Graph("lanes", { logLevel: "error" });
      const lanes = graph.bundle("lanes", u32, { girth: 3, capacity: 8 });
      for (let i = 0; i < 3; i++) {
        graph.actor("COUNTER", counter, {
          instance: i,
          ports: { numbers: lanes.tx[i]! },
          args: { count: 10 * i + 1 },
        });
      }
      graph.actor("GATHERER", gatherer, { ports: { lanes: lanes.rx }, args: { asks, beatMs } });
      const report = await runMoving(graph);
      assertEquals(actorIn(report, "GATHERER").state.count, 33);
    });
  }
}

Deno.test("an actor with configuration and an input goes on until the input ends", async () => {
  await using graph = new Graph("mixed", { logLevel: "error" });
  const config = graph.channel("config", u32);
  const numbers = graph.channel("numbers", u32, { capacity: 8 });
  const out = graph.channel("out", u32, { capacity: 8 });
  graph.actor("CONFIG", counter, { ports: { numbers: config.tx }, args: { count: 1 } })
    .actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 100 } })
    .actor("ADDER", adder, { ports: { config: config.rx, numbers: numbers.rx, out: out.tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: out.rx } });
  const report = await runMoving(graph);
  assertEquals(channelIn(report, "out").taken, 100);
});

Deno.test("a permanent actor that returns because its inputs have ended is not started again", async () => {
  await using graph = new Graph("permanent", { logLevel: "error" });
  const numbers = graph.channel("numbers", u32, { capacity: 8 });
  const out = graph.channel("out", u32);
  graph.actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 40 } })
    .actor("SINK", sink, {
      ports: { numbers: numbers.rx, out: out.tx },
      args: { way: "takingUntilNoneIsLeft" },
      restart: "permanent",
    })
    .actor("COLLECTOR", collector, { ports: { numbers: out.rx } });
  const report = await runMoving(graph);
  assertEquals(actorIn(report, "SINK").restarts, 0);
  assertEquals(report.clean, true);
});
