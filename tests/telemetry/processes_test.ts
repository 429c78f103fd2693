/** What telemetry tells of actors that are in processes of their own. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ProcessReading, TelemetrySource } from "../../src/protocol/mod.ts";
import { ProfileDesk } from "../../src/telemetry/api/mod.ts";
import { dotView } from "../../src/telemetry/api/dot_view.ts";
import type { Ask } from "../../src/telemetry/http/mod.ts";
import { exportToOpenTelemetry } from "../../src/telemetry/metrics/mod.ts";
import { metricsView } from "../../src/telemetry/metrics/metrics_view.ts";
import { printMetrics } from "../../src/telemetry/metrics/print_metrics.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { topologyFrame } from "../../src/telemetry/wire/frames.ts";
import { FakeGraph } from "./fake_graph.ts";
import { parsePrometheus } from "./prometheus_parser.ts";

const OWN = { version: "", deno: "", clients: 0, skipped: 0, frameSeconds: 0 };

/** One of three actors is in a process, one in a troupe. */
function graphWith(readings: () => readonly ProcessReading[]): TelemetrySource {
  const actors = [
    { name: "in" },
    { name: "parse", troupe: "PARSERS" },
    { name: "out", troupe: "office" },
  ];
  const { source } = new FakeGraph("g", actors, []);
  const topology = { ...source.topology, processes: ["PARSERS"] };
  return { ...source, topology, processes: readings };
}

const reading = (more: Partial<ProcessReading>): ProcessReading => ({
  ...{ name: "PARSERS", worker: 1, pid: 4711, startedAt: 0, starts: 1, lastCause: null },
  ...{ rssBytes: 8e7, cpuMs: 0 },
  ...more,
});

Deno.test("who is in a process is told with its number, memory and cores, and others without", () => {
  let now = reading({});
  const sampler = new Sampler(graphWith(() => [now]));
  sampler.sample(1000);
  now = reading({ pid: 4712, starts: 2, rssBytes: 9e7, cpuMs: 1500 });
  const { actors } = sampler.sample(2000);
  const told = actors as unknown as Record<string, unknown>[];
  const NAMES = ["pid", "processStarts", "processBytes", "processCpuMs", "processMcpu"];
  assertEquals(told.map((actor) => NAMES.map((name) => actor[name])), [
    [null, null, null, null, null],
    [4712, 2, 9e7, 1500, 1500],
    [null, null, null, null, null],
  ]);
});

Deno.test("a process that is not there has no number and no memory", () => {
  const sampler = new Sampler(graphWith(() => [reading({ pid: null, rssBytes: null, starts: 3 })]));
  const [, actor] = sampler.sample(1000).actors as unknown as Record<string, unknown>[];
  assertEquals([actor!.pid, actor!.processBytes, actor!.processStarts], [null, null, 3]);
});

Deno.test("each process is told to Prometheus once, whoever is in it", () => {
  const source = graphWith(() => []);
  const readings = [
    reading({ starts: 3, cpuMs: 2500 }),
    reading({ name: "B", pid: null, rssBytes: null }),
  ];
  const scraped = parsePrometheus(printMetrics(metricsView({
    topology: source.topology,
    sample: new Sampler(source).sample(1000),
    own: OWN,
    processes: readings,
  })));
  const told = scraped.filter(({ name }) => name.startsWith("steady_process_"))
    .map(({ name, labels, value }) => [name, labels.graph, labels.process, value]);
  assertEquals(told, [
    ["steady_process_up", "g", "PARSERS", 1],
    ["steady_process_up", "g", "B", 0],
    ["steady_process_starts_total", "g", "PARSERS", 3],
    ["steady_process_starts_total", "g", "B", 1],
    ["steady_process_resident_memory_bytes", "g", "PARSERS", 8e7],
    ["steady_process_cpu_seconds_total", "g", "PARSERS", 2.5],
    ["steady_process_cpu_seconds_total", "g", "B", 0],
  ]);
});

Deno.test("the page and DOT are told which troupes are processes", () => {
  const { topology } = graphWith(() => []);
  assertEquals(topologyFrame(topology, 1).actors.map(({ process }) => process), [
    undefined,
    true,
    undefined,
  ]);
  const dot = dotView(topology, undefined, "troupes");
  assertStringIncludes(dot, '"process PARSERS"');
  assertStringIncludes(dot, '"office"');
  assert(!dot.includes("process office"));
});

Deno.test("each process is told to OpenTelemetry, and nothing of processes where there are none", () => {
  /** What an export has: instrument, attributes, value. */
  function exported(source: TelemetrySource): [string, number, Record<string, string>][] {
    const told: [string, number, Record<string, string>][] = [];
    let observe: (result: { observe(...of: typeof told[number]): void }) => void = () => {};
    const meter = {
      createObservableCounter: (name: string) => `counter ${name}`,
      createObservableUpDownCounter: (name: string) => `gauge ${name}`,
      createHistogram: () => ({ record() {} }),
      addBatchObservableCallback: (callback: typeof observe) => observe = callback,
      removeBatchObservableCallback() {},
    };
    const sampler = new Sampler(source);
    exportToOpenTelemetry({
      topology: source.topology,
      sample: () => sampler.sample(1000),
      latencies: () => ({ buckets: [] }),
      processes: () => source.processes?.() ?? [],
      version: "",
    }, { getMeter: () => meter } as unknown as Parameters<typeof exportToOpenTelemetry>[1]);
    observe({ observe: (...of) => told.push(of) });
    return told.filter(([name]) => name.includes("process"));
  }
  const readings = [
    reading({ starts: 3, cpuMs: 2500 }),
    reading({ name: "B", pid: null, rssBytes: null }),
  ];
  const of = (name: string) => ({ "actor.graph": "g", "actor.process.name": name });
  assertEquals(exported(graphWith(() => readings)), [
    ["gauge actor.process.up", 1, of("PARSERS")],
    ["counter actor.process.starts", 3, of("PARSERS")],
    ["gauge actor.process.memory", 8e7, of("PARSERS")],
    ["counter actor.process.cpu.time", 2.5, of("PARSERS")],
    ["gauge actor.process.up", 0, of("B")],
    ["counter actor.process.starts", 1, of("B")],
    ["counter actor.process.cpu.time", 0, of("B")],
  ]);
  assertEquals(exported(new FakeGraph("g", [{ name: "in" }], []).source), []);
});

Deno.test("a profile of an actor in a process is refused with a sentence", async () => {
  const desk = new ProfileDesk(graphWith(() => []));
  const ask = { param: () => "a1", query: () => undefined } as unknown as Ask;
  const answer = await desk.answer(ask);
  assertEquals(answer.status, 501);
  assertStringIncludes(await answer.text(), "the actor is in a process of its own");
});
