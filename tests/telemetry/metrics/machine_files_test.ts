/** The files for Grafana and Prometheus name no metric and no label that is not there. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { LEVELS, LEVELS_TEXT } from "../../../static/words/levels.js";
import { latencyBuckets } from "../../../src/telemetry/metrics/latency_buckets.ts";
import { metricsView } from "../../../src/telemetry/metrics/metrics_view.ts";
import { printMetrics } from "../../../src/telemetry/metrics/print_metrics.ts";
import { Sampler } from "../../../src/telemetry/observe/sampler.ts";
import { FakeGraph } from "../fake_graph.ts";
import { parsePrometheus } from "../prometheus_parser.ts";

const file = (name: string) =>
  Deno.readTextFile(new URL(`../../../static/${name}`, import.meta.url));

/** The labels of each metric. */
function known(): Map<string, Set<string>> {
  const graph = new FakeGraph("g", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  const source = { ...graph.source, heapBytes: () => 1 };
  const text = printMetrics(metricsView({
    topology: graph.topology,
    sample: sampled(new Sampler(source)),
    own: { version: "", deno: "", clients: 0, skipped: 0, frameSeconds: 0 },
    latencies: () => latencyBuckets({ sum: 0, buckets: [] }),
  }));
  const told = parsePrometheus(text).map(({ name, labels }) =>
    [name, new Set(Object.keys(labels))] as [string, Set<string>]
  );
  return new Map([...told, ...OF_HUBS]);
}

/** What Prometheus itself adds to all that it scrapes, and a hub to what its pods tell. */
const ADDED = ["job", "instance", "pod"];

/** What a hub tells besides. */
const OF_HUBS: [name: string, labels: Set<string>][] = [
  ["steady_pod_up", new Set(["pod"])],
  ["steady_pod_ended", new Set(["pod"])],
];

/** A sample of a graph that has been looked at for long enough to be judged. */
function sampled(sampler: Sampler) {
  for (let time = 0; time < 1000; time += 100) sampler.sample(time);
  return sampler.sample(1000);
}

function check(expressions: readonly string[], least: number): void {
  const metrics = known();
  const used = new Set<string>();
  for (const expression of expressions) {
    for (const [, name, labels = ""] of expression.matchAll(/\b(steady_\w+)(?:\{([^}]*)\})?/g)) {
      const has = metrics.get(name!);
      assert(has, `${name} in ${expression}`);
      used.add(name!);
      for (const [, label] of labels.matchAll(/(\w+)\s*=~?/g)) {
        assert(
          has.has(label!) || ADDED.includes(label!),
          `label ${label} of ${name} in ${expression}`,
        );
      }
    }
  }
  assert(used.size >= least, `${used.size} metrics used`);
}

Deno.test("the dashboard of Grafana asks for metrics that are there", async () => {
  const { panels, templating } = JSON.parse(await file("grafana.json"));
  const expressions = panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
    targets.map(({ expr }) => expr)
  );
  const queries = templating.list.map(({ query }: { query: string }) => query);
  check([...expressions, ...queries], 14);
  for (const share of ["busy", "outside", "blocked", "waiting"]) {
    const metric = `steady_actor_${share}_seconds_total`;
    assert(expressions.some((expr: string) => expr.includes(metric)), `no panel shows ${metric}`);
  }
  const legends = panels.flatMap(({ targets }: { targets: { legendFormat: string }[] }) =>
    targets.map(({ legendFormat }) => legendFormat)
  ).filter((legend: string) => legend.includes("{{channel}}"));
  assertEquals(
    new Set(legends),
    new Set(["{{pod}} {{channel}}{{in_bundle}}", "{{pod}} {{channel}}{{in_bundle}}{{estimate}}"]),
  );
  const inBundle = /^label_replace\(.+, "in_bundle", "\[\$1\]", "lane", "\(\.\+\)"\)$/;
  const labelled = expressions.filter((expr: string) => inBundle.test(expr));
  assertEquals(labelled.length, legends.length);
  // Whatever a Prometheus scrapes at several places can be told apart.
  const selector = /\{job=~"\$job", instance=~"\$instance"/g;
  for (const expr of expressions) {
    assertEquals(expr.match(selector)?.length, expr.match(/\bsteady_\w+/g)?.length, expr);
  }
  assertEquals(
    templating.list.map(({ name }: { name: string }) => name),
    ["datasource", "job", "instance", "pod", "graph", "actor"],
  );
  const ids = panels.map(({ id }: { id: number }) => id);
  assertEquals(new Set(ids).size, ids.length);
});

Deno.test("the alert rules of Prometheus ask for metrics that are there", async () => {
  const text = await file("prometheus-alerts.yml");
  check(Array.from(text.matchAll(/^\s+expr: (.+)$/gm), ([, expression]) => expression!), 8);
  assertStringIncludes(
    text,
    '"{{ $labels.channel }}{{ with $labels.lane }}[{{ . }}]{{ end }} of {{ $labels.graph }} is under pressure"',
  );
  const names = Array.from(text.matchAll(/- alert: (\w+)/g), ([, name]) => name);
  assertEquals(new Set(names).size, 8);
});

Deno.test("the dashboard has the levels that there are, each with a colour of its own", async () => {
  const { panels } = JSON.parse(await file("grafana.json"));
  const { description, fieldConfig } = panels.find(
    ({ title }: { title: string }) => title === "Worst level",
  );
  assertEquals(description, `${LEVELS_TEXT}.`);
  const { steps } = fieldConfig.defaults.thresholds;
  assertEquals(
    steps.map(({ value }: { value: number | null }) => value ?? 0),
    LEVELS.map((_, level) => level),
  );
});

Deno.test("the names of steady_state for Rust are made of metrics that are there", async () => {
  const text = await file("prometheus-rust-names.yml");
  check(Array.from(text.matchAll(/^\s+expr: (.+)$/gm), ([, expression]) => expression!), 7);
});
