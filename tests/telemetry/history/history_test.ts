import { assert, assertEquals } from "@std/assert";
import { COLUMN_NAMES, toColumns } from "../../../src/telemetry/wire/columns.ts";
import type { GraphSample } from "../../../src/telemetry/sample/graph_sample.ts";
import { History } from "../../../src/telemetry/history/history.ts";
import { historyView } from "../../../src/telemetry/api/history_view.ts";
import { Sampler } from "../../../src/telemetry/observe/sampler.ts";
import { FakeGraph } from "../fake_graph.ts";

const OF = { actors: 2, channels: 1, hz: 10 };

/** A small graph with figures that change, and its samples, ten a second. */
function samples(count: number): { graph: FakeGraph; all: GraphSample[] } {
  const graph = new FakeGraph("g", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  const sampler = new Sampler(graph.source);
  const all: GraphSample[] = [];
  for (let i = 0; i < count; i++) {
    graph.send(0, i % 7);
    if (i % 3 === 0) graph.take(0, graph.depth(0));
    if (i % 11 === 0) graph.probes[0]!.setStatus(`status ${i}`);
    if (i % 25 === 24) graph.restarts[1]!++;
    all.push(sampler.sample(1_000_000 + i * 100));
  }
  return { graph, all };
}

Deno.test("History: every column of the wire is kept, and comes back as it was", () => {
  const { all } = samples(50);
  const history = new History(OF);
  for (const sample of all) history.add(sample);
  const moments = [...history.moments(0, Infinity)];
  assertEquals(moments.length, 50);
  moments.forEach((moment, i) => {
    assertEquals(moment.columns, toColumns(all[i]!), `sample ${i}`);
    assertEquals([moment.time, moment.lifecycle], [all[i]!.time, "running"]);
  });
});

Deno.test("History: a minute is fine, what is older has one sample a second, and no more is kept", () => {
  const { all } = samples(400);
  const history = new History(OF, { fineMs: 5000, coarseMs: 20_000 });
  for (const sample of all) history.add(sample);
  const times = [...history.moments(0, Infinity)].map(({ time }) => time);
  const end = all.at(-1)!.time;
  assertEquals(times.at(-1), end);
  const fine = times.filter((time) => time > end - 5000);
  assertEquals(fine.length, 50);
  const coarse = times.slice(0, -50);
  assert(coarse.length >= 14 && coarse.length <= 16, `${coarse.length}`);
  for (let i = 1; i < coarse.length; i++) assertEquals(coarse[i]! - coarse[i - 1]!, 1000);
  assertEquals(history.oldest, coarse[0]);
  // Texts and counts of samples that are long gone still hold.
  const moment = [...history.moments(end - 4000, end - 4000)][0]!;
  assertEquals(moment.columns, toColumns(all.find(({ time }) => time === end - 4000)!));
});

Deno.test("History: a clock that was set back adds nothing until it has caught up", () => {
  const { all } = samples(20);
  const history = new History(OF);
  for (const sample of [...all.slice(0, 10), ...all.slice(0, 5), ...all.slice(10)]) {
    history.add(sample);
  }
  assertEquals([...history.moments(0, Infinity)].map(({ time }) => time), all.map((s) => s.time));
});

Deno.test("historyView: a series in even steps, with the names of the figures", () => {
  const { graph, all } = samples(100);
  const history = new History(OF);
  for (const sample of all) history.add(sample);
  const from = all[20]!.time;
  const view = historyView(graph.topology, history, { id: "c0", from, to: from + 900, step: 100 })!;
  assertEquals([view.id, view.from, view.step], ["c0", from, 100]);
  // Texts are in recordings alone.
  assertEquals(Object.keys(view.series), COLUMN_NAMES.c.filter((name) => name !== "shown"));
  const column = all.slice(20, 30).map((sample) =>
    toColumns(sample).c[COLUMN_NAMES.c.indexOf("fill")]![0]
  );
  assertEquals(view.series.fill as unknown, column);
  const actor = historyView(graph.topology, history, { id: "a1" })!;
  assertEquals(actor.series.restarts!.at(-1), 4);
  assertEquals("status" in actor.series, false);
});

Deno.test("historyView: long steps take the last value of each, and too many become fewer", () => {
  const { graph, all } = samples(3000);
  const history = new History(OF, { fineMs: 300_000 });
  for (const sample of all) history.add(sample);
  const whole = historyView(graph.topology, history, { id: "c0" })!;
  assert(whole.series.fill!.length <= 2001, `${whole.series.fill!.length} values`);
  assertEquals(whole.series.sent!.includes(null), false);
  const seconds = historyView(graph.topology, history, { id: "c0", step: 1000 })!;
  assertEquals(seconds.step, 1000);
  assertEquals(seconds.series.sent!.length, 300);
});

Deno.test("historyView: what is not there is null, an empty past is empty", () => {
  const { graph } = samples(1);
  const history = new History(OF);
  for (const id of ["a2", "c1", "", "x0", "a-1", "a01x"]) {
    assertEquals(historyView(graph.topology, history, { id }), null, id);
  }
  assertEquals(historyView(graph.topology, history, { id: "a0" })!.series.busy, [null]);
});

Deno.test("History: at 1000 actors and 1500 channels it takes 54 MB", () => {
  const history = new History({ actors: 1000, channels: 1500, hz: 10 });
  const megabytes = history.bytes / 1e6;
  assert(megabytes > 40 && megabytes < 54, `${megabytes} MB`);
});
