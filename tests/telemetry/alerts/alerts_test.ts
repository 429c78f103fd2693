import { assertEquals } from "@std/assert";
import { alertRule } from "@steady-state/deno";
import type { Alert, AlertRules } from "../../../src/protocol/alert.ts";
import { alertsView } from "../../../src/telemetry/api/alerts_view.ts";
import { standardAlerts } from "../../../src/telemetry/mod.ts";
import { Sampler } from "../../../src/telemetry/observe/sampler.ts";
import { FakeGraph } from "../fake_graph.ts";

/** A pair of actors with rules, and its sampler. */
function watched(rules: Partial<AlertRules> = {}) {
  const graph = new FakeGraph("pair", ["from", { name: "to", instance: 2 }], [
    { name: "jobs", from: 0, to: 1, capacity: 100, lane: 3 },
  ]);
  const alertRules = { actors: [], channels: [], ...rules };
  const sampler = new Sampler({ ...graph.source, alertRules });
  let time = 0;
  /** Samples for so long, and returns the alerts that came or went. */
  function pass(ms: number, each: (time: number) => void = () => {}): Alert[] {
    const alerts: Alert[] = [];
    for (const end = time + ms; time < end;) {
      time += 100;
      each(time);
      sampler.sample(time);
      alerts.push(...sampler.fresh);
    }
    return alerts;
  }
  return { graph, sampler, pass };
}

const told = ({ level, rule, value, cleared }: Alert) => [level, cleared, rule, value];

Deno.test("alerts: without rules, a channel that runs full raises one alert, which rises and is cleared", () => {
  const { graph, sampler, pass } = watched();
  assertEquals(pass(2000), []);
  graph.send(0, 82);
  const [raised, ...more] = pass(5000).filter(({ level, cleared }) => level === 2 && !cleared);
  assertEquals(more, []);
  const { n: _, time, since, ...rest } = raised!;
  assertEquals(rest, {
    subject: "c0",
    label: "jobs[3]",
    level: 2,
    rule: "average of pressure over 1 s above 80%: high",
    value: "81%",
    cleared: false,
  });
  assertEquals(since, time);
  assertEquals(alertsView(sampler.alerts).active, [raised!]);

  graph.send(0, 18);
  const [over, next] = pass(5000);
  assertEquals(told(over!), [2, true, raised!.rule, next!.value]);
  assertEquals(over!.since, since);
  assertEquals(next!.level, 3);
  graph.take(0, 100);
  assertEquals(pass(5000).at(-1)!.cleared, true);
  assertEquals([sampler.alerts.size, sampler.alerts.active], [0, []]);
  const numbers = alertsView(sampler.alerts).recent.map(({ n }) => n);
  assertEquals(numbers, numbers.map((_, index) => index));
});

Deno.test("alerts: orange is the level of the channel and of the actor that takes from it", () => {
  const { graph, sampler, pass } = watched();
  graph.send(0, 85);
  pass(4000);
  const { actors, channels } = sampler.sample(4050);
  assertEquals([actors.map(({ level }) => level), channels[0]!.level], [[0, 2], 2]);
});

Deno.test("alerts: a channel's own rules take the place of the standard ones, be there none", () => {
  const { graph, sampler, pass } = watched({ channels: [[]] });
  graph.send(0, 100);
  assertEquals(pass(5000), []);
  assertEquals(sampler.sample(5100).channels[0]!.level, 0);
});

Deno.test("alerts: a percentile over a window, and what the level is worth", () => {
  const rule = alertRule("fill", { stat: "p90", above: 0.8, level: "high" });
  const { graph, pass } = watched({ channels: [[rule]] });
  // Full for 5% of the time: the average of a second would be high at times, the percentile never.
  const alerts = pass(30_000, (time) => {
    if (time % 2000 === 0) graph.send(0, 90);
    if (time % 2000 === 100) graph.take(0, graph.depth(0));
  });
  assertEquals(alerts, []);
  graph.send(0, 91 - graph.depth(0));
  assertEquals(pass(11_000).map(told), [
    [2, false, "p90 of fill over 10 s above 80%: high", "91%"],
  ]);
});

Deno.test("alerts: latency in milliseconds, and none when nothing is measured any more", () => {
  const rule = alertRule("latency", { stat: "p99", above: 5, level: "critical" });
  const { graph, pass } = watched({ channels: [[rule]] });
  assertEquals(pass(3000, () => graph.latency(0, 4)), []);
  const [raised] = pass(3000, () => graph.latency(0, 8));
  assertEquals(told(raised!), [
    3,
    false,
    "p99 of latency over 10 s above 5.00ms: critical",
    "8.00ms",
  ]);
  const [cleared] = pass(15_000);
  assertEquals([cleared!.cleared, cleared!.value], [true, "–"]);
});

Deno.test("alerts: of actors, by every metric", () => {
  const rules = [
    alertRule("busy", { above: 0.4, level: "watch" }),
    alertRule("mcpu", { above: 400, level: "high" }),
    alertRule("load", { below: 1, level: "watch" }),
    alertRule("blocked", { stat: "max", above: 0.4, level: "watch" }),
    alertRule("waiting", { stat: "min", below: 0.1, level: "watch" }),
    alertRule("turnRate", { stat: "deviation", deviations: 3, above: 5, level: "watch" }),
    alertRule("heap", { above: 1e6, level: "critical" }),
    alertRule("restarts", { above: 3, level: "high", windowMs: 60_000 }),
  ];
  const { graph, pass } = watched({ actors: [rules] });
  const [probe] = graph.probes;
  const alerts = pass(8000, (time) => {
    probe!.busy(time - 100);
    probe!.wait(time - 50, true);
    probe!.countTurn();
    if (time % 1000 === 0) graph.restarts[0]!++;
  });
  assertEquals(alerts.map(({ rule, value }) => `${rule} (${value})`).sort(), [
    "average + 3σ of turns over 10 s above 5/s: watch (10/s)",
    "average of busy over 10 s above 40%: watch (50%)",
    "average of load over 10 s below 100%: watch (100%)",
    "average of mcpu over 10 s above 400: high (500)",
    "max of blocked over 10 s above 40%: watch (50%)",
    "min of waiting over 10 s below 10%: watch (0%)",
    "restarts over 1 min above 3: high (6)",
  ]);
  assertEquals(
    new Set(alerts.map(({ subject, label }) => `${subject} ${label}`)),
    new Set(["a0 from"]),
  );
  // A minute without a restart.
  const cleared = pass(70_000).find(({ rule }) => rule.startsWith("restarts"));
  assertEquals([cleared!.cleared, cleared!.value], [true, "0"]);
});

Deno.test("alerts: an actor's level is the worst of its own, and of its inputs'", () => {
  const { graph, sampler, pass } = watched({
    actors: [null, [alertRule("busy", { above: 0.1, level: "watch" })]],
  });
  graph.probes[1]!.busy(0);
  pass(3000);
  assertEquals(sampler.sample(3050).actors.map(({ level }) => level), [0, 1]);
  graph.send(0, 100);
  pass(5000);
  assertEquals(sampler.sample(8150).actors.map(({ level }) => level), [0, 3]);
});

Deno.test("alerts: whatever a graph does, what is kept is bounded", () => {
  const { graph, sampler, pass } = watched();
  for (let round = 0; round < 300; round++) {
    graph.send(0, 100);
    pass(2000);
    graph.take(0, 100);
    pass(2000);
  }
  const { recent } = sampler.alerts;
  assertEquals([recent.length, recent.at(-1)!.n], [500, sampler.alerts.next - 1]);
  assertEquals(sampler.alerts.between(recent[498]!.n, recent[499]!.n).length, 1);
});

Deno.test("alerts: a message that is stuck in its channel counts with its age", () => {
  const rule = alertRule("latency", { stat: "p99", above: 5, level: "critical" });
  const { graph, sampler, pass } = watched({ channels: [[rule]] });
  assertEquals(pass(3000, () => graph.latency(0, 4)), []);
  // Its reader takes nothing more: no latency is noted, and the window runs empty.
  graph.setCounts(0, 30, 30);
  graph.stamp(0, 3000);
  assertEquals(pass(20_000).map(({ cleared }) => cleared), [false]);
  const { p50, p99, maxLatency } = sampler.sample(23_100).channels[0]!;
  assertEquals([p50, p99, maxLatency], [20_100_000, 20_100_000, 20_100_000]);
});

Deno.test("alerts: a latency that is not known any more stays as bad as it was, while messages wait", () => {
  const rule = alertRule("latency", { stat: "p99", above: 5, level: "critical" });
  const { graph, sampler, pass } = watched({ channels: [[rule]] });
  // None of the messages that wait has a stamp.
  graph.send(0, 10);
  assertEquals(pass(3000, () => graph.latency(0, 8)).length, 1);
  assertEquals(pass(30_000), []);
  const [channel] = sampler.sample(33_050).channels;
  assertEquals([channel!.p99, channel!.level], [null, 3]);
  graph.take(0, 10);
  assertEquals(pass(2000).map(({ cleared }) => cleared), [true]);
});

Deno.test("alerts: nothing is judged unless the graph runs, and its end clears all", () => {
  const { graph, sampler, pass } = watched({
    channels: [[alertRule("rate", { below: 1, level: "high" })]],
  });
  graph.lifecycle = "building";
  assertEquals(pass(5000), []);
  graph.lifecycle = "running";
  assertEquals(pass(2000).map(({ cleared }) => cleared), [false]);
  graph.lifecycle = "stopping";
  assertEquals(pass(20_000, () => graph.send(0, 10)), []);
  assertEquals(sampler.alerts.size, 1);
  graph.lifecycle = "stopped";
  assertEquals(pass(5000).map(told), [
    [2, true, "average of rate over 10 s below 1/s: high", "the graph stopped"],
  ]);
  assertEquals([sampler.alerts.size, sampler.sample(40_000).channels[0]!.level], [0, 0]);
});

Deno.test("alerts: a channel that is full at each beat, and soon empty again, raises none by the standard rules", () => {
  const { graph, pass } = watched();
  const alerts = pass(60_000, (time) => {
    if (time % 1000 === 0) graph.send(0, 100);
    // Half of the beats take a little longer.
    if (time % 2000 === 500 || time % 2000 === 1400) graph.take(0, graph.depth(0));
  });
  assertEquals(alerts, []);
});

Deno.test("alerts: own rules may keep the standard ones", () => {
  const { graph, pass } = watched({
    channels: [[...standardAlerts, alertRule("rate", { above: 1e9, level: "watch" })]],
  });
  graph.send(0, 100);
  assertEquals(pass(5000).at(-1)!.level, 3);
});
