import { assertEquals, assertRejects } from "@std/assert";
import { type Alert, alertRule, Graph, GraphError, run, u32 } from "@steady-state/deno";
import { divertErrors } from "../fixtures/diverted.ts";
import { basin, slowSink, tireless } from "../telemetry/fixtures/stages.ts";
import { within } from "../fixtures/watch.ts";

function pair(options: ConstructorParameters<typeof Graph>[1], alerts?: never): Graph {
  const graph = new Graph("pair", { log: () => {}, ...options });
  const jobs = graph.channel("jobs", u32, alerts === undefined ? {} : { alerts });
  return graph.actor("SOURCE", tireless, { ports: { out: jobs.tx } })
    .actor("SINK", basin, { ports: { in: [jobs.rx] }, args: { busyMs: 20 } });
}

async function faultsOf(graph: Graph): Promise<readonly string[]> {
  return (await assertRejects(() => graph.start(), GraphError)).faults;
}

Deno.test("alerts: every fault of every rule is told at the start, all at once", async () => {
  const wrong = [
    alertRule("fill", { above: 80, level: "high" }),
    alertRule("busy" as "fill", { above: 0.5, level: "high" }),
    alertRule("rate", { above: 1, below: 2, level: "high" } as never),
    alertRule("rate", { above: NaN, stat: "p101", level: "red", windowMs: 10 } as never),
    alertRule("rate", { above: 1, stat: "sum", level: "high" } as never),
    alertRule("rate", { above: 1, level: "high", deviations: 2, span: 3 } as never),
    alertRule("rate", { above: 1, level: "high", stat: "deviation", deviations: Infinity }),
    "high",
    alertRule("latency", { above: 1, level: "high", windowMs: 30_000 }),
  ];
  assertEquals(await faultsOf(pair({}, wrong as never)), [
    'alerts[0].above of channel "jobs" is 80, fill is a number from 0 to 1',
    'alerts[1] of channel "jobs" watches "busy", channels have "fill", "pressure", "rate", "latency", "bytesRate"',
    'alerts[2] of channel "jobs" must have one of "above" and "below"',
    'alerts[3].level of channel "jobs" is "red", give "watch", "high" or "critical"',
    'alerts[3].above of channel "jobs" is NaN, rate is a number from 0',
    'alerts[3].stat of channel "jobs" is "p101", give "average", "min", "max", "deviation" or a percentile such as "p99.9"',
    'alerts[3].windowMs of channel "jobs" is 10, give milliseconds from 1000 to 900000',
    'alerts[4].stat of channel "jobs" is "sum", "sum" is for restarts, and the only one for them',
    'alerts[5] of channel "jobs" has no "span", it has "metric", "stat", "deviations", "above", "below", "level", "windowMs"',
    'alerts[5] of channel "jobs" has deviations, they are for the stat "deviation"',
    'alerts[6].deviations of channel "jobs" is Infinity, give a number',
    'alerts[7] of channel "jobs" is "high", give a rule made by alertRule()',
    'alerts[8].windowMs of channel "jobs" is 30000, latencies have the windows 10000, 60000, 900000',
  ]);
});

Deno.test("alerts: faults of the graph's rules and of an actor's", async () => {
  const twice = [1, 2].map((above) => alertRule("turnRate", { above, level: "watch" }));
  const graph = pair({
    onAlert: "call me",
    alerts: { actors: twice, channels: "all", lanes: [] },
  } as never);
  assertEquals(await faultsOf(graph), [
    'option onAlert is "call me", give a function',
    'option alerts has no "lanes", it has "actors", "channels"',
    "option alerts.actors[1] differs from [0] in its limit only, give one of them",
    'option alerts.channels is "all", give an array of rules made by alertRule()',
  ]);
  assertEquals(await faultsOf(pair({ alerts: "none" } as never)), [
    'option alerts is "none", give { actors, channels }',
  ]);
});

Deno.test("alerts: an actor's or a channel's own rules come before those of the graph", () => {
  const [busy, load, fill, rate] = [
    alertRule("busy", { above: 0.9, level: "watch" }),
    alertRule("load", { above: 0.9, level: "watch" }),
    alertRule("fill", { above: 0.9, level: "watch" }),
    alertRule("rate", { above: 9, level: "watch" }),
  ] as const;
  const graph = new Graph("g", { alerts: { actors: [busy], channels: [fill] } });
  const one = graph.channel("one", u32);
  const two = graph.bundle("two", u32, { girth: 2, alerts: [rate] });
  const three = graph.mesh("three", u32, { from: 1, to: 1, alerts: [] });
  const ends = [[one.tx, one.rx], [two.tx[0]!, two.rx[0]!], [two.tx[1]!, two.rx[1]!], [
    three.tx[0]![0]!,
    three.rx[0]![0]!,
  ]] as const;
  ends.forEach(([tx, rx], instance) => {
    graph.actor("A", tireless, {
      ports: { out: tx },
      instance,
      alerts: instance === 0 ? [load] : [],
    })
      .actor("B", slowSink, { ports: { in: rx }, instance });
  });
  assertEquals(graph.telemetry.alertRules, {
    actors: [[load], [busy], [], [busy], [], [busy], [], [busy]],
    channels: [[fill], [rate], [rate], []],
  });
  const plain = new Graph("plain");
  const only = plain.channel("only", u32);
  plain.actor("A", tireless, { ports: { out: only.tx } }).actor("B", slowSink, {
    ports: { in: only.rx },
  });
  assertEquals(plain.telemetry.alertRules, { actors: [null, null], channels: [null] });
});

Deno.test("alerts: onAlert is called without a page, and what it throws harms nothing", async () => {
  const alerts: Alert[] = [];
  const seen = Promise.withResolvers<void>();
  const graph = pair({
    onAlert: (one) => {
      alerts.push(one);
      if (one.level === 3) seen.resolve();
      throw new Error("the owner's fault");
    },
  });
  const errors: unknown[] = [];
  const restore = divertErrors(errors);
  try {
    const end = run(graph, { telemetry: false, print: () => {} });
    await within(seen.promise, "a critical alert");
    await graph.stop();
    await end;
  } finally {
    restore();
  }
  const end = alerts.at(-1)!;
  assertEquals([end.cleared, end.value], [true, "the graph stopped"]);
  const { subject, label, rule, cleared } = alerts.findLast(({ level, cleared }) =>
    level === 3 && !cleared
  )!;
  assertEquals([subject, label, cleared], ["c0", "jobs", false]);
  assertEquals(rule, "average of pressure over 1 s above 95%: critical");
  assertEquals(
    errors.filter((text) => String(text).includes("the owner's fault")).length,
    alerts.length,
  );
});
