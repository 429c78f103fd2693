/** How channels and actors are drawn: what the options say is in the topology, and what is wrong with them is told at the start. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Graph, GraphError, u32 } from "@steady-state/deno";
import { collector, counter } from "../fixtures/plain_actors.ts";
import { withoutWorkers } from "../fixtures/watch.ts";

Deno.test("the topology tells which channels are sidecars and partners, and nothing of all others", async () => {
  const graph = new Graph("looks");
  const lanes = graph.bundle("lanes", u32, { girth: 2, sidecar: true, partner: "rows" });
  const plain = graph.channel("plain", u32, { sidecar: false });
  for (const [i, tx] of [...lanes.tx, plain.tx].entries()) {
    graph.actor("COUNTER", counter, { instance: i, ports: { numbers: tx } });
  }
  for (const [i, rx] of [...lanes.rx, plain.rx].entries()) {
    graph.actor("COLLECTOR", collector, { instance: i, ports: { numbers: rx } });
  }
  await withoutWorkers(async () => {
    const { channels } = await Promise.resolve(graph.telemetry.topology);
    assertEquals(
      channels.map(({ name, sidecar, partner }) => ({ name, sidecar, partner })),
      [
        { name: "lanes", sidecar: true, partner: "rows" },
        { name: "lanes", sidecar: true, partner: "rows" },
        { name: "plain", sidecar: undefined, partner: undefined },
      ],
    );
  });
});

Deno.test("what is shown is what an actor or a channel says of itself, and else what its graph says", async () => {
  const graph = new Graph("shown", {
    shown: {
      actors: [{ metric: "busy", windowMs: 60_000 }],
      channels: [{ metric: "latency", stat: "p95" }],
    },
  });
  const first = graph.channel("first", u32, {
    shown: [{ metric: "rate", stat: "deviation", deviations: 2 }],
  });
  const second = graph.channel("second", u32);
  const third = graph.channel("third", u32, { shown: [] });
  for (const [i, { tx, rx }] of [first, second, third].entries()) {
    graph
      .actor("COUNTER", counter, { instance: i, ports: { numbers: tx } })
      .actor("COLLECTOR", collector, {
        instance: i,
        ports: { numbers: rx },
        ...i === 0 && { shown: [{ metric: "turnRate", stat: "max" }] },
      });
  }
  await withoutWorkers(async () => {
    const { channels, actors } = await Promise.resolve(graph.telemetry.topology);
    assertEquals(channels.map(({ shown }) => shown), [
      [{ metric: "rate", stat: "deviation", deviations: 2, windowMs: 10_000 }],
      [{ metric: "latency", stat: "p95", deviations: 1, windowMs: 10_000 }],
      undefined,
    ]);
    const busy = { metric: "busy", stat: "average", deviations: 1, windowMs: 60_000 } as const;
    assertEquals(actors.map(({ shown }) => shown), [
      [busy],
      [{ metric: "turnRate", stat: "max", deviations: 1, windowMs: 10_000 }],
      ...Array(4).fill([busy]),
    ]);
  });
});

Deno.test("looks that cannot be are refused at the start, all of them", async () => {
  const graph = new Graph("wrong", {
    log: () => {},
    shown: { actors: [{ metric: "fill" }] } as never,
  });
  graph.channel("one", u32, { sidecar: "yes", partner: "" } as never);
  graph.channel("two", u32, {
    shown: [
      { metric: "latency", windowMs: 5000 },
      { metric: "rate", stat: "p0" },
      { metric: "fill", deviations: 2 },
      { metric: "speed" },
      { metric: "pressure", window: 1 },
    ],
  } as never);
  graph.bundle("three", u32, { girth: 2, partner: 7, shown: "rate" } as never);
  const { message } = await assertRejects(() => graph.start(), GraphError);
  for (
    const fault of [
      'shown.actors[0] shows "fill", actors have "busy", ',
      'sidecar of channel "one" is "yes", give true or false',
      'partner of channel "one" has an empty name, give it one',
      'shown of channel "two" has 5 of them, give at most 4',
      'shown[0].windowMs of channel "two" is 5000, latencies have the windows 10000, 60000, 900000',
      'shown[1].stat of channel "two" is "p0", give "average", ',
      'shown[2] of channel "two" has deviations, they are for the stat "deviation"',
      'shown[3] of channel "two" shows "speed", channels have "fill", ',
      'partner of bundle "three" is 7, give a text',
      'shown of bundle "three" is "rate", give an array of { metric, stat }',
    ]
  ) assertStringIncludes(message, fault);
  assertStringIncludes(message, 'shown[4] of channel "two" has no "window", it has "metric", ');
});
