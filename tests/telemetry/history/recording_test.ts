import { assertEquals } from "@std/assert";
import { toColumns } from "../../../src/telemetry/wire/columns.ts";
import { topologyFrame } from "../../../src/telemetry/wire/frames.ts";
import { History } from "../../../src/telemetry/history/history.ts";
import type { RecordingHead } from "../../../src/telemetry/history/recording.ts";
import { recordingLines } from "../../../src/telemetry/api/recording_lines.ts";
import { Sampler } from "../../../src/telemetry/observe/sampler.ts";
import { FakeGraph } from "../fake_graph.ts";
import { play } from "./play.ts";
import type { Frame } from "./play.ts";

Deno.test("a recording plays as it was, with what happened in its place", () => {
  const graph = new FakeGraph("g", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  const sampler = new Sampler(graph.source);
  const history = new History({ actors: 2, channels: 1, hz: 10 });
  const all = [];
  for (let i = 0; i < 250; i++) {
    graph.send(0, i % 5);
    if (i % 40 === 0) graph.probes[1]!.setStatus(`at ${i}`);
    const sample = sampler.sample(1_000_000 + i * 100);
    history.add(sample);
    all.push(sample);
  }
  const head = { hello: { proto: 2 }, topology: topologyFrame(graph.topology, 1) };
  const life = [0, 1].map((n) => ({
    n,
    time: 1_005_050 + n * 10_000,
    subject: "a",
    what: "restarted" as const,
  }));
  const range = { from: 1_004_000, to: 1_020_000 };
  const text = [
    ...recordingLines(history, head as unknown as RecordingHead, {
      life,
      crashes: { step: 1000, stretches: [] },
      alerts: [],
    }, range),
  ].join("");
  const [first, ...lines] = text.trimEnd().split("\n");
  assertEquals(JSON.parse(first!), { recording: 2, ...JSON.parse(JSON.stringify(head)) });
  const states = play(lines);
  const expected = all.filter(({ time }) => time >= range.from && time <= range.to);
  assertEquals(states.length, expected.length);
  states.forEach((state, i) => {
    assertEquals(state, { t: expected[i]!.time, ...toColumns(expected[i]!) } as unknown);
  });
  const events = lines.map((line) => JSON.parse(line) as { event: string; data: Frame });
  assertEquals(events.filter(({ event }) => event === "key").length, 2);
  const at = events.findIndex(({ event }) => event === "life");
  assertEquals(events[at]!.data.events.map(({ n }: Frame) => n), [0]);
  assertEquals(events[at + 1]!.data.t, 1_005_100);
});
