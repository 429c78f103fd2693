/** Figures that actors tell of their own: cells of their state, as telemetry has them, by a graph that runs and by one that is made up. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { alertRule, Graph } from "@steady-state/deno";
import { Observer, standardSourceAlerts } from "@steady-state/deno/telemetry";
import { historyView } from "../../src/telemetry/api/history_view.ts";
import { detailView, graphView } from "../../src/telemetry/api/detail_view.ts";
import { actorFiguresOf } from "../../src/telemetry/catalogue_of_states.ts";
import { History } from "../../src/telemetry/history/history.ts";
import { metricsView } from "../../src/telemetry/metrics/metrics_view.ts";
import { printMetrics } from "../../src/telemetry/metrics/print_metrics.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { columnPlan, keyColumns, toColumns } from "../../src/telemetry/wire/columns.ts";
import { helloFrame } from "../../src/telemetry/wire/frames.ts";
import { teller } from "../fixtures/figure_actors.ts";
import { idler } from "../fixtures/plain_actors.ts";
import { within } from "../fixtures/watch.ts";
import { FakeGraph } from "./fake_graph.ts";
import { parsePrometheus } from "./prometheus_parser.ts";

const OWN = { version: "", deno: "", clients: 0, skipped: 0, frameSeconds: 0 };

const FIGURES = [
  { name: "openJobs", about: "Jobs that are open.", unit: "amount" },
  { name: "refused", about: "Jobs that were refused.", unit: "total" },
  { name: "oldest", about: "Age of the oldest job.", unit: "ms" },
] as const;

/** What the first of two actors tells; the second tells nothing. */
const told = { openJobs: 3, refused: 0, oldest: 1500 };

function fake() {
  const graph = new FakeGraph("g", ["tells", "silent"], [{ name: "c", from: 0, to: 1 }]);
  const [plain] = graph.topology.definitions;
  const topology = {
    ...graph.topology,
    definitions: [{ ...plain!, figures: FIGURES }, plain!],
    actors: graph.topology.actors.map((actor, definition) => ({ ...actor, definition })),
  };
  Object.assign(told, { openJobs: 3, refused: 0, oldest: 1500 });
  const source = {
    ...graph.source,
    topology,
    figuresOf: (actor: number) => actor === 0 ? [told.openJobs, told.refused, told.oldest] : null,
  };
  return { source, topology };
}

Deno.test("what an actor of a running graph tells of its own is as its last turn has left it", async () => {
  await using graph = new Graph("shop", { log: () => {} });
  graph.actor("TELLER", teller).actor("IDLER", idler);
  await graph.start();
  const ref = graph.ref("TELLER");
  using observer = new Observer(graph.telemetry, { hz: 1 });
  const figures = () => {
    const [first, second] = observer.tick().actors;
    return [first!["figures.level"], first!["figures.told"], first!["figures.size"]].concat(
      second!["figures.level"] as never,
    );
  };
  await within(ref.tell({ level: 4.5 }), "the first turn");
  await untilTold(graph, 1);
  assertEquals(figures(), [4.5, 1, 8, null as never]);
  await within(ref.tell({ level: -1 }), "the second turn");
  await untilTold(graph, 2);
  assertEquals(figures(), [-1, 2, 16, null as never]);
  await graph.stop();
});

async function untilTold(graph: Graph, count: number): Promise<void> {
  const begun = performance.now();
  while (graph.state("TELLER").told !== count) {
    assert(performance.now() - begun < 20_000, Deno.inspect(graph.state("TELLER")));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

Deno.test("such figures are metrics of their own names, of those who tell them, by their units", () => {
  const { source, topology } = fake();
  told.refused = 7;
  const sample = new Sampler(source).sample(1000);
  const text = printMetrics(metricsView({ topology, sample, own: OWN }));
  const own = parsePrometheus(text).filter(({ name }) => name.includes("figure"));
  assertEquals(own.map(({ name, labels, value }) => [name, labels.actor, value]), [
    ["steady_actor_figure_open_jobs", "tells", 3],
    ["steady_actor_figure_refused_total", "tells", 7],
    ["steady_actor_figure_oldest_seconds", "tells", 1.5],
  ]);
  assertMatch(text, /# HELP steady_actor_figure_refused_total Jobs that were refused/);
  assertMatch(text, /# TYPE steady_actor_figure_refused_total counter/);
  assertMatch(text, /# TYPE steady_actor_figure_open_jobs gauge/);
});

Deno.test("the page is told in which columns they are, and in which words; where nobody has any, of none", () => {
  const { source, topology } = fake();
  const hello = {} as Parameters<typeof helloFrame>[1];
  const { columns, figures } = helloFrame(topology, hello);
  assertEquals(columns.a.slice(-3), ["figures.openJobs", "figures.refused", "figures.oldest"]);
  assertEquals(figures.a.slice(-3).map(({ row, unit, ofSome }) => [row, unit, ofSome]), [
    ["open jobs", "amount", true],
    ["refused", "total", true],
    ["oldest", "ms", true],
  ]);
  const made = toColumns(new Sampler(source).sample(1000));
  assertEquals(made.a.slice(-3), [[3, null], [0, null], [1500, null]]);
  // A client that comes later gets them whole, too.
  assertEquals(keyColumns(made).a.slice(-3), made.a.slice(-3));
  const plain = helloFrame(new FakeGraph("g", ["a"], []).topology, hello);
  assertEquals(columns.a.length - plain.columns.a.length, 3);
});

Deno.test("the history keeps them, and the API tells them of who has them", () => {
  const { source, topology } = fake();
  const sampler = new Sampler(source);
  const of = { actors: 2, channels: 1, hz: 10, figures: actorFiguresOf(topology) };
  const history = new History(of, {});
  for (let time = 1000; time <= 3000; time += 100) {
    told.openJobs = time / 1000;
    history.add(sampler.sample(time));
  }
  const past = historyView(topology, history, { id: "a0", step: 1000 })!;
  assertEquals(past.series["figures.openJobs"], [1, 2, 3]);
  const sample = sampler.sample(3100);
  const [tells, silent] = graphView(topology, sample)
    .actors as unknown as Record<string, number>[];
  assertEquals(tells!["figures.oldest"], 1500);
  assert(!("figures.oldest" in silent!));
  const detail = detailView(topology, sample, sampler.measures, "a0") as unknown as {
    windows: Record<string, Record<string, { max: number | null }>>;
  };
  assertEquals(detail.windows["10s"]!["figures.oldest"]!.max, 1500);
  const other = detailView(topology, sample, sampler.measures, "a1") as unknown as typeof detail;
  assert(!("figures.oldest" in other.windows["10s"]!));
});

Deno.test("rules judge them: what goes up and down by its value, what only grows by how much it grew", () => {
  const { source } = fake();
  const sampler = new Sampler({
    ...source,
    alertRules: {
      actors: [[
        alertRule("figures.oldest", { stat: "min", above: 2000, level: "high", windowMs: 1000 }),
        alertRule("figures.refused", { stat: "sum", above: 5, level: "watch", windowMs: 2000 }),
      ], null],
      channels: [null],
    },
  });
  const rules: string[] = [];
  for (let time = 100; time <= 9000; time += 100) {
    if (time > 3000) told.oldest = 4000;
    // What there was at the beginning is no growth.
    told.refused = time <= 6000 ? 100 : Math.min(108, told.refused + 1);
    sampler.sample(time);
    rules.push(...sampler.fresh.map(({ label, rule }) => `${label}: ${rule}`));
  }
  assertEquals(rules.slice(0, 2), [
    "tells: min of oldest over 1 s above 2s: high",
    "tells: refused over 2 s above 5: watch",
  ]);
});

Deno.test("what is shown of them is a line of the card, in the unit of the figure, and a metric", () => {
  const { source, topology } = fake();
  const shown = [
    { metric: "figures.oldest", stat: "max", deviations: 1, windowMs: 1000 },
    { metric: "figures.refused", stat: "sum", deviations: 1, windowMs: 1000 },
  ] as const;
  const actors = topology.actors.map((actor, index) => index === 0 ? { ...actor, shown } : actor);
  const sampler = new Sampler({ ...source, topology: { ...topology, actors } });
  let sample = sampler.sample(100);
  for (let time = 200; time <= 2500; time += 100) {
    told.refused += 1;
    sample = sampler.sample(time);
  }
  assertMatch(sample.actors[0]!.shown, /^max oldest, 1 s: 1s · refused, 1 s: (9|10)$/);
  const text = printMetrics(
    metricsView({ topology, sample, own: OWN, shown: sampler.shownValues }),
  );
  assertMatch(text, /steady_actor_stat_figures_oldest_value\{[^}]*stat="max"/);
});

Deno.test("a source without rules of its own is judged by the age of its oldest message; who is not followed is not", () => {
  const { source } = fake();
  let oldestMs = 1000;
  const followed = {
    ...source,
    flightOf: (actor: number) => actor === 0 ? { sent: 5, settled: 3, oldestMs } : null,
  };
  const changes = (of: ConstructorParameters<typeof Sampler>[0]) => {
    oldestMs = 1000;
    const sampler = new Sampler(of);
    const changes: string[] = [];
    for (let time = 100; time <= 60_000; time += 100) {
      if (time === 5000) oldestMs = 61_000;
      if (time === 30_000) oldestMs = 700_000;
      sampler.sample(time);
      changes.push(
        ...sampler.fresh.map(({ label, level, cleared }) => `${label} ${level} ${cleared}`),
      );
    }
    return changes;
  };
  assertEquals(changes(followed), ["tells 1 false", "tells 1 true", "tells 2 false"]);
  assertEquals(changes(source), []);
  const none = { actors: [[], null], channels: [null] };
  assertEquals(changes({ ...followed, alertRules: none }), []);
  assertEquals(standardSourceAlerts.map(({ level }) => level), ["watch", "high"]);
});

Deno.test("the columns of a graph without such figures are the standard ones, and made once", () => {
  const { topology } = new FakeGraph("g", ["a"], []);
  assert(columnPlan(actorFiguresOf(topology)) === columnPlan(actorFiguresOf(topology)));
});
