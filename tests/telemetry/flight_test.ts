/** What telemetry tells of actors that are followed: how much is in flight, and since when. */
import { assert, assertEquals } from "@std/assert";
import { alertRule } from "@steady-state/deno";
import { metricsView } from "../../src/telemetry/metrics/metrics_view.ts";
import { printMetrics } from "../../src/telemetry/metrics/print_metrics.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { FakeGraph } from "./fake_graph.ts";
import { parsePrometheus } from "./prometheus_parser.ts";

const graph = new FakeGraph("g", ["from", "to"], [{ name: "c", from: 0, to: 1 }]);
/** One of two is followed: 4 of its 10 messages are settled. */
let oldestMs = 1500;
const source = {
  ...graph.source,
  flightOf: (actor: number) => actor === 0 ? { sent: 10, settled: 4, oldestMs } : null,
  alertRules: {
    actors: [[
      alertRule("inFlight", { above: 5, level: "watch" }),
      alertRule("unsettled", { stat: "max", above: 60_000, level: "high", windowMs: 2000 }),
    ], null],
    channels: [null],
  },
};

Deno.test("a sample and the metrics tell what is in flight of who is followed, and of nobody else", () => {
  oldestMs = 1500;
  const sample = new Sampler(source).sample(4000);
  assertEquals(sample.actors.map(({ inFlight }) => inFlight), [6, null]);
  assertEquals(sample.actors.map(({ unsettledMs }) => unsettledMs), [1500, null]);
  const own = { version: "", deno: "", clients: 0, skipped: 0, frameSeconds: 0 };
  const scraped = parsePrometheus(
    printMetrics(metricsView({ topology: graph.topology, sample, own })),
  );
  const told = (metric: string) =>
    scraped.filter(({ name }) => name === metric).map(({ labels, value }) => [labels.actor, value]);
  assertEquals(told("steady_actor_in_flight_messages"), [["from", 6]]);
  assertEquals(told("steady_actor_oldest_unsettled_seconds"), [["from", 1.5]]);
});

Deno.test("alert rules judge what is in flight, and the age of the oldest of it", () => {
  const sampler = new Sampler(source);
  const rules: string[] = [];
  for (let time = 100; time <= 8000; time += 100) {
    oldestMs = time < 4000 ? 1500 : 61_000;
    sampler.sample(time);
    rules.push(...sampler.fresh.map(({ label, rule, value }) => `${label}: ${rule} (${value})`));
  }
  assertEquals(rules[0], "from: average of inFlight over 10 s above 5: watch (6)");
  assert(rules[1]?.startsWith("from: max of unsettled over 2 s above 1m"), rules[1]);
  assertEquals(rules.length, 2);
});
