/** Holds what is promised of stopping a graph by a signal, its own or that of `run`. */
import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  Graph,
  GraphError,
  type GraphOptions,
  run,
  type StopReport,
  u32,
} from "@steady-state/deno";
import { defineActor } from "@steady-state/deno/actor";
import { getEventListeners } from "node:events";
import { slow } from "../fixtures/modules/slow_to_load.ts";
import { collector, counter, idler, mayfly } from "../fixtures/plain_actors.ts";
import { actorIn, channelIn, faultsOf, until, within, withoutWorkers } from "../fixtures/watch.ts";

const SILENT = { telemetry: false, print: () => {} } as const;

/** Numbers flow until it is stopped. */
function pipeline(options: GraphOptions = {}): Graph {
  const graph = new Graph("pipeline", { log: () => {}, ...options });
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 64 });
  return graph.actor("COUNTER", counter, { ports: { numbers: tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: rx } });
}

function moduleActor(file: string): ReturnType<typeof defineActor> {
  return defineActor({ url: import.meta.resolve(`../fixtures/modules/${file}`) }, "x", {
    run() {},
  });
}

async function untilItFlows(graph: Graph): Promise<void> {
  const { region, topology: { channels } } = graph.telemetry;
  const words = new Int32Array(region);
  await until(() => Atomics.load(words, channels[0]!.takenWord) > 0, "the first message");
}

/** That it was drained, and why. */
function assertDrained(report: StopReport, reason: string): void {
  const { sent, taken, left } = channelIn(report, "numbers");
  assertEquals([report.reason, report.clean, left], [reason, true, 0]);
  assertEquals([sent, taken], [actorIn(report, "COUNTER").state.next, sent]);
  assertEquals(actorIn(report, "COLLECTOR").state.count, taken);
}

const listeners = (signal: AbortSignal) => getEventListeners(signal, "abort").length;

const REASONS: readonly (readonly [unknown, string])[] = [
  [undefined, "AbortError: The signal has been aborted"],
  ["the tide is out", "the tide is out"],
  [new RangeError("too much"), "RangeError: too much"],
  [{ code: 7 }, "{ code: 7 }"],
];

for (const [reason, text] of REASONS) {
  Deno.test(`a graph whose signal is aborted is drained, and says why: ${text}`, async () => {
    const controller = new AbortController();
    const { signal } = controller;
    await using graph = pipeline({ signal });
    await within(graph.start(), "the start");
    await untilItFlows(graph);
    controller.abort(reason);
    assertEquals(graph.lifecycle, "stopping");
    assertDrained(await within(graph.finished, "the end"), text);
    assertEquals(listeners(signal), 0);
  });
}

Deno.test("a graph whose signal is aborted already is not started, and throws the reason", async () => {
  const reason = new Error("never mind");
  const signal = AbortSignal.abort(reason);
  await withoutWorkers(async () => {
    for (
      const begin of [
        () => pipeline({ signal }).start(),
        () => run(pipeline({ signal }), SILENT),
        () => run(pipeline(), { ...SILENT, signal }),
        () => run(pipeline(), { signal, print: () => {}, telemetry: { port: 0 } }),
      ]
    ) {
      assertStrictEquals(await within(begin().catch((thrown) => thrown), "the refusal"), reason);
    }
    await assertRejects(() => new Graph("faulty", { signal }).start(), GraphError, "no actors");
  });
  const graph = pipeline({ signal });
  await assertRejects(() => graph.start(), Error, "never mind");
  assertEquals(graph.lifecycle, "building");
  assertEquals(listeners(signal), 0);
});

Deno.test("a signal that is aborted while run serves telemetry starts no actor", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  await withoutWorkers(async () => {
    const running = run(pipeline(), { signal, print: () => {}, telemetry: { port: 0 } });
    controller.abort("at once");
    assertEquals(await within(running.catch((thrown) => thrown), "the refusal"), "at once");
  });
  assertEquals(listeners(signal), 0);
});

for (const how of ["graph", "run"]) {
  Deno.test(`a ${how} whose signal is aborted while actors are loaded starts, and stops at once`, async () => {
    const controller = new AbortController();
    const { signal } = controller;
    await using graph = new Graph("slow", { log: () => {}, ...(how === "graph" && { signal }) });
    graph.actor("SLOW", slow).actor("IDLER", idler);
    let graphWas = "";
    const listen = signal.addEventListener.bind(signal);
    signal.addEventListener = (...given: Parameters<typeof listen>) => {
      listen(...given);
      // As soon as it is listened to, whatever else the machine has to do.
      queueMicrotask(() => {
        graphWas = graph.lifecycle;
        controller.abort("too late");
      });
    };
    const end = how === "graph"
      ? graph.start().then(() => graph.finished)
      : run(graph, { ...SILENT, signal });
    const report = await within(end, "the end");
    assertEquals(graphWas, "building");
    assertEquals([report.reason, report.clean], ["too late", true]);
    assertEquals(listeners(signal), 0);
  });
}

Deno.test("a signal that is aborted while a load hangs bounds it, as a stop does", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  await using graph = new Graph("g", {
    log: () => {},
    signal,
    startTimeoutMs: 600_000,
    stopTimeoutMs: 300,
  });
  graph.actor("X", moduleActor("never_loads.ts"));
  const start = assertRejects(
    () => within(graph.start(), "the start"),
    GraphError,
    "did not come up",
  );
  controller.abort();
  await start;
  assertEquals(listeners(signal), 0);
});

Deno.test("many graphs may have one signal, and leave nothing at it, however they end", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const graph = (name: string) => new Graph(name, { log: () => {}, signal });
  const ends: readonly (() => Promise<unknown>)[] = [
    () => run(graph("ended").actor("MAYFLY", mayfly), { ...SILENT, signal }),
    async () => {
      const stopped = graph("stopped").actor("IDLER", idler);
      await stopped.start();
      assertEquals(listeners(signal), 1);
      await stopped.stop();
    },
    () => assertRejects(() => graph("faulty").start(), GraphError),
    () =>
      assertRejects(
        () => graph("no load").actor("X", moduleActor("throws_on_load.ts")).start(),
        GraphError,
      ),
    () =>
      assertRejects(
        () =>
          run(graph("no load").actor("X", moduleActor("throws_on_load.ts")), { ...SILENT, signal }),
        GraphError,
      ),
  ];
  for (const end of [...ends, ...ends]) {
    await within(end(), "the end");
    assertEquals(listeners(signal), 0);
  }
  controller.abort();
});

for (const first of ["graph", "run"]) {
  Deno.test(`of the signals of a graph and of run, the first that is aborted counts: that of ${first}`, async () => {
    const [own, other] = [new AbortController(), new AbortController()];
    const graph = pipeline({ signal: own.signal });
    const running = run(graph, { ...SILENT, signal: other.signal });
    await untilItFlows(graph);
    const order = first === "graph" ? [own, other] : [other, own];
    order.forEach((controller, i) => controller.abort(`number ${i}`));
    assertDrained(await within(running, "the end"), "number 0");
    assertEquals([own, other].map(({ signal }) => listeners(signal)), [0, 0]);
  });
}

Deno.test("what is no signal is refused with all other faults", async () => {
  const signal = 7 as unknown as AbortSignal;
  assertEquals(await faultsOf(new Graph("g", { signal })), [
    "option signal is 7, give an AbortSignal",
    "the graph has no actors, add some with graph.actor()",
  ]);
  await assertRejects(
    () => run(pipeline(), { ...SILENT, signal }),
    TypeError,
    'Cannot run graph "pipeline": option signal is 7, give an AbortSignal',
  );
});
