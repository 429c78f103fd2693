import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { type ActorShape, Graph, GraphError, u32 } from "@steady-state/deno";
import { defineActor } from "@steady-state/deno/actor";
import { collector, counter, idler, mayfly } from "../fixtures/plain_actors.ts";
import { runProgram } from "../fixtures/program.ts";
import { deadline } from "../fixtures/strain.ts";
import { actorIn, faultsOf, Watch, within } from "../fixtures/watch.ts";

/** A definition that points at a module which this thread must not load itself. */
function shape(file: string, exportName: string): ActorShape {
  const url = URL.canParse(file)
    ? file
    : new URL(`../fixtures/modules/${file}`, import.meta.url).href;
  return defineActor({ url }, exportName, { run() {} });
}

Deno.test("Graph.start names the module that is not there", async () => {
  const [fault, ...others] = await faultsOf(
    new Graph("g").actor("IDLER", idler).actor("LOST", shape("no_such_module.ts", "lost")),
  );
  assertMatch(fault!, /^actor "LOST" did not come up: .*Module not found.*no_such_module\.ts/);
  assertEquals(others, []);
});

Deno.test("Graph.start names the export that is missing, and those that are there", async () => {
  const [fault] = await faultsOf(new Graph("g").actor("I", shape("impostor.ts", "absent")));
  assertStringIncludes(fault!, 'actor "I" did not come up: Cannot load actor "absent" from ');
  assertStringIncludes(fault!, "there is no such export, the module exports impostor, other");
});

Deno.test("Graph.start names the export that is not made by defineActor", async () => {
  for (const name of ["impostor", "other"]) {
    const [fault] = await faultsOf(new Graph("g").actor("I", shape("impostor.ts", name)));
    assertStringIncludes(fault!, `actor "I" did not come up: Cannot load actor "${name}" from `);
    assertStringIncludes(fault!, "the export is not made by defineActor");
  }
});

Deno.test("Graph.start names the module that throws while it is loaded, and what it throws", async () => {
  assertEquals(await faultsOf(new Graph("g").actor("T", shape("throws_on_load.ts", "x"))), [
    `actor "T" did not come up: no database here (${new URL(
      "../fixtures/modules/throws_on_load.ts",
      import.meta.url,
    )}:2:7)`,
  ]);
});

Deno.test("Graph.start names the module with a syntax error", async () => {
  const module = `data:application/javascript,${encodeURIComponent("export const = 1;")}`;
  const [fault] = await faultsOf(new Graph("g").actor("S", shape(module, "x")));
  assertMatch(fault!, /^actor "S" did not come up: .*(expected|Unexpected|parse)/i);
});

Deno.test("Graph.start names the module that is never done loading, after startTimeoutMs", async () => {
  const startTimeoutMs = deadline(1500);
  const graph = new Graph("g", { startTimeoutMs });
  graph.actor("N", shape("never_loads.ts", "x")).actor("MAYFLY", mayfly);
  assertEquals(await faultsOf(graph), [
    `actor "N" did not come up: it was still loading after ${startTimeoutMs} ms, raise startTimeoutMs or make its module load faster, --no-check spares workers the check of types`,
  ]);
});

for (const file of ["closes_on_load.ts", "exits_on_load.ts"]) {
  Deno.test(`Graph.start notices a module that ends its worker: ${file}`, async () => {
    assertEquals(await faultsOf(new Graph("g").actor("E", shape(file, "x"))), [
      'actor "E" did not come up: the worker ended by itself: self.close() or Deno.exit() was called in it',
    ]);
  });
}

for (const query of ["close", "exit"]) {
  Deno.test(`Graph.start is not taken in by a module that ends its worker and goes on: ${query}`, async () => {
    assertEquals(
      await faultsOf(new Graph("g").actor("E", shape(`ends_on_load.ts?${query}`, "ends"))),
      [
        'actor "E" did not come up: the worker ended by itself: self.close() or Deno.exit() was called in it',
      ],
    );
  });
}

Deno.test("Graph.start notices a worker that dies while others are still loading", async () => {
  const graph = new Graph("g").actor("DOOMED", shape("dies_after_load.ts", "doomed"))
    .actor("SLOW", shape("slow_to_load.ts", "slow"));
  const [fault] = await faultsOf(graph);
  assertMatch(fault!, /^actor "DOOMED" did not come up: died before the start \(file:.*\)$/);
});

Deno.test("Graph.start reports every actor that did not come up at once, members of a troupe too", async () => {
  const graph = new Graph("g");
  const troupe = graph.troupe("ensemble");
  graph.actor("A", shape("throws_on_load.ts", "x"))
    .actor("B", shape("impostor.ts", "absent"), { troupe })
    .actor("C", mayfly, { troupe })
    .actor("D", shape("impostor.ts", "other"), { troupe });
  const faults = await faultsOf(graph);
  assertEquals(faults.map((fault) => fault.slice(0, 9)), ['actor "A"', 'actor "B"', 'actor "D"']);
});

Deno.test("Graph.start blames all members of a troupe whose worker ends", async () => {
  const graph = new Graph("g");
  const troupe = graph.troupe("ensemble");
  graph.actor("A", mayfly, { troupe }).actor("B", shape("exits_on_load.ts", "x"), { troupe });
  const faults = await faultsOf(graph);
  assertEquals(faults.map((fault) => fault.slice(0, 9)), ['actor "A"', 'actor "B"']);
});

Deno.test("Graph.start reports a worker that cannot even be made", async () => {
  const real = globalThis.Worker;
  globalThis.Worker = class extends real {
    constructor(url: string | URL, options?: WorkerOptions) {
      if (options?.name === "REFUSED") throw new Error("no more workers");
      super(url, options);
    }
  };
  try {
    const graph = new Graph("g").actor("IDLER", idler).actor("REFUSED", idler);
    const [fault] = await faultsOf(graph);
    assertMatch(fault!, /^actor "REFUSED" did not come up: no more workers \(file:.*\)$/);
  } finally {
    globalThis.Worker = real;
  }
});

Deno.test("Graph that did not come up is stopped: its end rejects, no actor ever ran, disposal is done", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", { log: watch.log, logLevel: "debug" });
  const { tx, rx } = graph.channel("numbers", u32);
  graph.actor("COUNTER", counter, { ports: { numbers: tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: rx } })
    .actor("T", shape("throws_on_load.ts", "x"));
  watch.on(graph);
  await faultsOf(graph);
  assertEquals(graph.lifecycle, "stopped");
  await assertRejects(() => within(graph.finished, "the end"), GraphError, "no database here");
  await assertRejects(() => within(graph.stop(), "the end"), GraphError, "no database here");
  assertEquals(watch.count("COUNTER", "started") + watch.count("COLLECTOR", "started"), 0);
});

Deno.test("Graph.stop before all actors are loaded stops it as soon as they run", async () => {
  await using graph = new Graph("g").actor("IDLER", idler);
  const started = graph.start();
  const report = await within(graph.stop("at once"), "the end");
  await started;
  assertEquals([report.reason, report.clean], ["at once", true]);
});

Deno.test("Graph may be disposed of before all actors are loaded", async () => {
  const graph = new Graph("g").actor("IDLER", idler);
  const started = graph.start();
  await within(graph[Symbol.asyncDispose](), "the disposal");
  await started;
  assertEquals(graph.lifecycle, "stopped");
});

Deno.test("Graph.start refuses a second start; stop and finished refuse a graph never started", async () => {
  await using graph = new Graph("g").actor("MAYFLY", mayfly);
  await assertRejects(
    async () => await graph.stop(),
    TypeError,
    'Cannot stop graph "g": it was never started',
  );
  await assertRejects(async () => await graph.finished, TypeError, "it was never started");
  await graph.start();
  await assertRejects(
    () => graph.start(),
    TypeError,
    'Cannot start graph "g": it was started already',
  );
  assertEquals(actorIn(await graph.finished, "MAYFLY").outcome, "ended");
});

Deno.test("a program whose graph does not come up ends with code 1 and no stack but its own", async () => {
  const { code, stderr, stdout } = await runProgram("not_up");
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "refused with 4 faults");
  assertEquals(stderr, "");
});

Deno.test("a program without --allow-read is told to give it", async () => {
  const { code, stderr } = await runProgram("idle", { permissions: [] });
  assertEquals(code, 1);
  assertStringIncludes(stderr, 'actor "IDLER" did not come up: its worker could not start');
  assertStringIncludes(stderr, "--allow-read");
  assert(!stderr.includes("undefined"), stderr);
});
