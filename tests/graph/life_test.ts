import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describeReport, Graph, type GraphOptions, StopError, u32 } from "@steady-state/deno";
import {
  bookkeeper,
  closer,
  dreamer,
  forgetful,
  funnel,
  hoarder,
  keeper,
  listener,
  mirror,
  mumbler,
  plain,
  reluctant,
  stopper,
  taker,
  talker,
  turncoat,
} from "../fixtures/life_actors.ts";
import { bystander, collector, counter, idler, mayfly, mute } from "../fixtures/plain_actors.ts";
import { deadline } from "../fixtures/strain.ts";
import { actorIn, channelIn, Watch, within } from "../fixtures/watch.ts";

/** Numbers from a counter to a collector. */
function pipeline(options: GraphOptions, capacity = 64, count = 0): Graph {
  const graph = new Graph("pipeline", options);
  const { tx, rx } = graph.channel("numbers", u32, { capacity });
  return graph.actor("COUNTER", counter, { ports: { numbers: tx }, args: { count } })
    .actor("COLLECTOR", collector, { ports: { numbers: rx } });
}

/** Asks for the stop, which must fail, and returns how. */
async function stopInVain(graph: Graph): Promise<StopError> {
  return await assertRejects(() => within(graph.stop("enough"), "the end"), StopError);
}

Deno.test("Graph.finished resolves when every actor has ended by itself, and the numbers add up", async () => {
  await using graph = pipeline({}, 64, 10_000);
  await graph.start();
  const report = await within(graph.finished, "the end");
  assertEquals([report.graph, report.reason, report.clean], [
    "pipeline",
    "every actor has ended",
    true,
  ]);
  assertEquals(report.channels, [{ label: "numbers", sent: 10_000, taken: 10_000, left: 0 }]);
  const facts = report.actors.map((actor) => {
    const { turns, busyMs, waitingMs, blockedMs, outsideMs, ...rest } = actor;
    assert(turns >= 2);
    assert(busyMs >= 0 && waitingMs >= 0 && blockedMs >= 0 && outsideMs >= 0);
    // Every moment from the actor's start to its end is one of the four.
    assert(busyMs + waitingMs + blockedMs + outsideMs <= report.ranMs + 1, actor.label);
    return rest;
  });
  assertEquals(facts, [
    {
      name: "COUNTER",
      instance: null,
      label: "COUNTER",
      worker: "COUNTER",
      outcome: "ended",
      why: "",
      restarts: 0,
      ports: { numbers: 10_000 },
      state: { next: 10_000 },
    },
    {
      name: "COLLECTOR",
      instance: null,
      label: "COLLECTOR",
      worker: "COLLECTOR",
      outcome: "ended",
      why: "",
      restarts: 0,
      ports: { numbers: 10_000 },
      state: { count: 10_000, sum: 49_995_000, disorder: 0 },
    },
  ]);
  assert(report.ranMs > 0);
  assertEquals(graph.lifecycle, "stopped");
});

Deno.test("Graph.stop drains: what was sent is taken before the end", async () => {
  const watch = new Watch();
  await using graph = pipeline({ log: watch.log, logLevel: "debug" });
  watch.on(graph);
  assertEquals(graph.lifecycle, "building");
  await graph.start();
  assertEquals(graph.lifecycle, "running");
  await watch.happened("COLLECTOR", "started");
  const stopped = graph.stop("enough");
  assertEquals(graph.lifecycle, "stopping");
  const report = await within(stopped, "the end");
  assertEquals([report.reason, report.clean], ["enough", true]);
  const { sent, taken, left } = channelIn(report, "numbers");
  assertEquals([taken, left], [sent, 0]);
  const { state, ports } = actorIn(report, "COLLECTOR");
  assertEquals(state, { count: sent, sum: sent * (sent - 1) / 2, disorder: 0 });
  assertEquals(ports, { numbers: sent });
  const events = watch.events.filter(({ what }) => what !== "veto")
    .map(({ subject, what }) => `${subject} ${what}`);
  assertEquals(events.slice(0, 3), ["COUNTER started", "COLLECTOR started", "pipeline stopping"]);
  assertEquals(events.slice(3, 5).sort(), ["COLLECTOR ended", "COUNTER ended"]);
  assertEquals(events.slice(5), ["pipeline stopped"]);
});

Deno.test("Graph.stop again, and after the end, gives the report of the first", async () => {
  await using graph = new Graph("g").actor("IDLER", idler);
  await graph.start();
  const first = graph.stop("first");
  const second = await within(graph.stop("second"), "the end");
  assertEquals(await first, second);
  assertEquals(second.reason, "first");
  assertEquals(await graph.stop("third"), second);
});

Deno.test("Graph.stop without a reason says that it was called", async () => {
  await using graph = new Graph("g").actor("IDLER", idler);
  await graph.start();
  assertEquals((await graph.stop()).reason, "stop() was called");
});

Deno.test("Actor.stop stops the whole graph, and the report says who asked and why", async () => {
  await using graph = new Graph("g").actor("STOPPER", stopper, {
    args: { reason: "had enough" },
    instance: 2,
  }).actor("IDLER", idler);
  await graph.start();
  const report = await within(graph.finished, "the end");
  assertEquals([report.reason, report.clean], ["STOPPER 2: had enough", true]);

  await using unreasoned = new Graph("g").actor("STOPPER", stopper);
  await unreasoned.start();
  assertEquals(
    (await within(unreasoned.finished, "the end")).reason,
    "STOPPER: an actor asked for it",
  );
});

Deno.test("Actor.isRunning asks for the vote only once a stop is asked for, and goes on while it is a veto", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", { log: watch.log, logLevel: "debug" })
    .actor("RELUCTANT", reluctant, { args: { refusals: 3 } });
  watch.on(graph);
  await graph.start();
  await watch.happened("RELUCTANT", "started");
  const report = await within(graph.stop(), "the end");
  assertEquals(actorIn(report, "RELUCTANT").state, { asked: 4 });
  const vetoes = watch.events.filter(({ what }) => what === "veto");
  assertEquals(vetoes.map(({ detail }) => detail), ["the tea is ready"]);
});

Deno.test("Graph.stop that times out names who vetoed, with the label", async () => {
  await using graph = new Graph("g", { stopTimeoutMs: deadline(300) }).actor("RELUCTANT", reluctant)
    .actor("IDLER", idler);
  await graph.start();
  const error = await stopInVain(graph);
  assertEquals(
    error.message,
    'Cannot stop graph "g" cleanly (enough)\n  - RELUCTANT unstopped: it vetoes until this is so: the tea is ready',
  );
  assertEquals(error.report.clean, false);
  assertEquals(error.report.actors.map(({ outcome }) => outcome), ["unstopped", "ended"]);
  assertEquals(graph.lifecycle, "stopped");
  assertEquals(await assertRejects(() => graph.finished, StopError), error);
});

Deno.test("Graph.stop that times out names who vetoed, with the text of the vote", async () => {
  await using graph = new Graph("g", { stopTimeoutMs: deadline(300) }).actor("MUMBLER", mumbler);
  await graph.start();
  const error = await stopInVain(graph);
  assertEquals(
    actorIn(error.report, "MUMBLER").why,
    "it vetoes until this is so: teapot.isEmpty",
  );
});

Deno.test("Graph.stop that times out names the actor that waits outside, in the middle of a turn", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", { stopTimeoutMs: deadline(300), log: watch.log })
    .actor("DREAMER", dreamer);
  await graph.start();
  await watch.logged("DREAMER", "dreaming");
  const error = await stopInVain(graph);
  assertEquals(
    actorIn(error.report, "DREAMER").why,
    "it never voted: it waits outside in the middle of a turn, let it await actor.wait(actor.settled(promise)), which a stop cuts short",
  );
});

Deno.test("a veto does not outlive the generation that gave it", async () => {
  await using graph = new Graph("g", { stopTimeoutMs: deadline(4000), log: () => {} });
  graph.actor("TURNCOAT", turncoat);
  await graph.start();
  const { report } = await stopInVain(graph);
  const { why, restarts } = actorIn(report, "TURNCOAT");
  assertEquals(restarts, 1);
  assert(why.startsWith("it never voted: it waits outside in the middle of a turn"), why);
});

Deno.test("Graph.stop that times out names the actors that never vote but wait, and for what", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", { stopTimeoutMs: deadline(400), log: watch.log });
  const silent = graph.channel("silent", u32);
  const full = graph.channel("full", u32);
  const kept = graph.channel("kept", u32);
  graph.actor("TALKER", talker, { ports: { numbers: full.tx } })
    .actor("HOARDER", hoarder, { ports: { numbers: full.rx } })
    .actor("LISTENER", listener, { ports: { numbers: silent.rx } })
    .actor("KEEPER", keeper, { ports: { numbers: silent.tx } })
    .actor("TAKER", taker, { ports: { numbers: kept.rx } })
    .actor("KEEPER", keeper, { instance: 2, ports: { numbers: kept.tx } });
  await graph.start();
  await watch.logged("TALKER", "full");
  const { report } = await stopInVain(graph);
  assertEquals(report.actors.map(({ label, why }) => `${label}: ${why}`), [
    "TALKER: it never voted: it waits for room in an output",
    "HOARDER: it vetoes until this is so: never enough",
    'LISTENER: it never voted: it waits for input on channel "silent", which KEEPER has not closed',
    "KEEPER: it vetoes until this is so: never enough",
    'TAKER: it never voted: it waits for input on channel "kept", which KEEPER 2 has not closed',
    "KEEPER 2: it vetoes until this is so: never enough",
  ]);
});

Deno.test("Graph disposal stops it, and is done when it is stopped", async () => {
  const watch = new Watch();
  {
    await using graph = pipeline({ log: watch.log });
    watch.on(graph);
    await graph.start();
  }
  assertEquals(watch.events.at(-1)?.what, "stopped");
  assertEquals(watch.events.at(-1)?.detail, "the graph was disposed of");
});

Deno.test("Graph disposal swallows a stop that fails, and does nothing to a graph never started", async () => {
  const graph = new Graph("g", { stopTimeoutMs: 100 }).actor("RELUCTANT", reluctant);
  await graph.start();
  await within(graph[Symbol.asyncDispose](), "the disposal");
  assertEquals(graph.lifecycle, "stopped");
  await assertRejects(() => graph.finished, StopError);
  await new Graph("never")[Symbol.asyncDispose]();
});

Deno.test("StopReport shows the committed state of every kind of cell", async () => {
  await using graph = new Graph("g").actor("BOOKKEEPER", bookkeeper);
  await graph.start();
  const report = await within(graph.finished, "the end");
  assertEquals(actorIn(report, "BOOKKEEPER").state, {
    small: 42,
    real: -0.5,
    untouched: 7,
    name: "Grünkohl",
    list: [1, 2, 3],
  });
});

Deno.test("StopReport shows the first state of an actor that never committed a turn", async () => {
  await using graph = new Graph("g", {
    log: () => {},
    intensity: { restarts: 0, withinMs: 1000 },
  }).actor("FORGETFUL", forgetful);
  await graph.start();
  const { report } = await assertRejects(() => within(graph.finished, "the end"), StopError);
  assertEquals(actorIn(report, "FORGETFUL").state, { count: 0, list: [1] });
});

Deno.test("Tx.close ends the input of the reader while the sender lives on until all is taken", async () => {
  await using graph = new Graph("g");
  const { tx, rx } = graph.channel("numbers", u32);
  graph.actor("CLOSER", closer, { ports: { numbers: tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: rx } });
  await graph.start();
  const report = await within(graph.finished, "the end");
  assertEquals(actorIn(report, "CLOSER").state, { drained: 1 });
  assertEquals(actorIn(report, "COLLECTOR").state, { count: 10, sum: 45, disorder: 0 });
});

Deno.test("a graph whose sources end drains by itself: isRunning asks once all inputs are closed and empty", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", { log: watch.log, logLevel: "debug" });
  const first = graph.channel("first", u32, { capacity: 4 });
  const second = graph.channel("second", u32, { capacity: 4 });
  graph.actor("COUNTER", counter, { ports: { numbers: first.tx }, args: { count: 100 } })
    .actor("FUNNEL", funnel, { ports: { from: first.rx, to: second.tx }, args: { refusals: 3 } })
    .actor("PLAIN", plain, { ports: { numbers: second.rx } });
  watch.on(graph);
  await graph.start();
  const report = await within(graph.finished, "the end");
  assertEquals([report.clean, report.reason], [true, "every actor has ended"]);
  assertEquals(actorIn(report, "FUNNEL").state, { asked: 4, askedEarly: 0 });
  assertEquals(actorIn(report, "PLAIN").state, { taken: 100 });
  // Nobody asked for a stop, so nobody vetoed one.
  assertEquals(watch.events.filter(({ what }) => what === "veto"), []);
});

Deno.test("StopReport counts what was sent and never taken", async () => {
  await using graph = new Graph("g");
  const { tx, rx } = graph.channel("numbers", u32);
  graph.actor("COUNTER", counter, { ports: { numbers: tx }, args: { count: 5 } })
    .actor("BYSTANDER", bystander, { ports: { numbers: rx } });
  const watch = new Watch().on(graph);
  await graph.start();
  await watch.happened("COUNTER", "ended");
  const report = await within(graph.stop(), "the end");
  assertEquals(channelIn(report, "numbers"), { label: "numbers", sent: 5, taken: 0, left: 5 });
});

Deno.test("an actor sees its name, number, label, generation, and its args over the defaults", async () => {
  await using graph = new Graph("g").actor("M", mirror, { instance: 3, args: { given: "mine" } })
    .actor("N", mirror);
  await graph.start();
  const report = await within(graph.finished, "the end");
  assertEquals(actorIn(report, "M 3").state.seen, {
    name: "M",
    instance: 3,
    label: "M 3",
    generation: 0,
    args: { given: "mine", standard: "default" },
  });
  assertEquals(actorIn(report, "N").state.seen, {
    name: "N",
    instance: null,
    label: "N",
    generation: 0,
    args: { given: "default", standard: "default" },
  });
});

Deno.test("describeReport has a line for each actor, with counts, restarts and reasons", async () => {
  assertEquals(
    describeReport({
      graph: "g",
      reason: "why not",
      clean: false,
      ranMs: 1250,
      notKept: null,
      channels: [],
      actors: [
        {
          name: "A",
          instance: null,
          label: "A",
          worker: "A",
          outcome: "ended",
          why: "",
          restarts: 0,
          turns: 3,
          busyMs: 625,
          waitingMs: 0,
          blockedMs: 0,
          outsideMs: 0,
          ports: { in: 1, out: 2 },
          state: {},
        },
        {
          name: "LONG",
          instance: 1,
          label: "LONG 1",
          worker: "LONG 1",
          outcome: "failed",
          why: "boom",
          restarts: 2,
          turns: 0,
          busyMs: 0,
          waitingMs: 0,
          blockedMs: 0,
          outsideMs: 0,
          ports: {},
          state: {},
        },
      ],
    }),
    [
      "g stopped after 1.3 s: why not",
      "  A       ended, 50% busy, 3 turns: in 1, out 2",
      "  LONG 1  failed, 0% busy, 0 turns, 2 restarts (boom)",
    ].join("\n"),
  );
  await using graph = pipeline({}, 64, 100);
  await graph.start();
  const report = await within(graph.finished, "the end");
  const [head, first, second] = describeReport(report).split("\n");
  assertStringIncludes(head!, "pipeline stopped after");
  assert(/^ {2}COUNTER {4}ended, \d+% busy, \d+ turns: numbers 100$/.test(first!), first);
  assert(/^ {2}COLLECTOR {2}ended, \d+% busy, \d+ turns: numbers 100$/.test(second!), second);
});

Deno.test("many graphs may run side by side, and one after the other", async () => {
  const reports = await Promise.all(Array.from({ length: 4 }, async (_, i) => {
    await using graph = pipeline({}, 8, 100 * (i + 1));
    await graph.start();
    return await within(graph.finished, "the end");
  }));
  assertEquals(reports.map((report) => channelIn(report, "numbers").taken), [100, 200, 300, 400]);
});

Deno.test("an actor that ends leaves its peers a channel that is closed, or abandoned", async () => {
  await using graph = new Graph("g");
  const numbers = graph.channel("numbers", u32);
  const others = graph.channel("others", u32);
  graph.actor("MAYFLY", mayfly)
    .actor("MUTE", mute, { ports: { numbers: numbers.tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: numbers.rx } })
    .actor("COUNTER", counter, { ports: { numbers: others.tx } })
    .actor("BYSTANDER", bystander, { ports: { numbers: others.rx } });
  await graph.start();
  // The collector ends because its input was closed; the counter, whose reader is gone, because it agrees.
  const report = await within(graph.stop(), "the end");
  assertEquals(report.clean, true);
});
