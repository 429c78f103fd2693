/** What code in a worker posts, takes or ends by itself: nothing of it is believed, and nothing of it harms the host. */
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { type ActorShape, Graph, StopError, u32 } from "@steady-state/deno";
import { defineActor } from "@steady-state/deno/actor";
import { bystander, counter, idler, mute } from "../fixtures/plain_actors.ts";
import { poster, talker, usurper } from "../fixtures/posting_actors.ts";
import { actorIn, faultsOf, Watch, within } from "../fixtures/watch.ts";

const ERROR = { name: "Error", message: "forged", stack: "" };

/** All that a worker can say, said of others; and what is nothing at all. */
const FORGED = [
  { type: "listening" },
  { type: "alive" },
  { type: "loaded" },
  { type: "notLoaded", faults: [{ actor: 0, error: ERROR }] },
  { type: "ended", actor: 0, generation: 0 },
  { type: "crashed", actor: 0, generation: 0, error: ERROR, underWork: [] },
  { type: "retired", actor: 0, generation: 0 },
  { type: "uncaught", error: ERROR },
  { type: "uncaught" },
  { type: "veto", actor: 0, label: "forged" },
  { type: "stop", actor: 0, reason: "forged" },
  { type: "log", actor: 0, time: 0, level: "error", text: "forged" },
  { type: "log", text: "forged" },
  { type: "log", actor: 4711, time: 0, level: "error", text: "forged" },
  { type: "pong", worker: 4711, heapBytes: 1, thread: null },
  { type: "deadLetter", actor: 0, generation: 0, turn: 1, time: 0, message: 1, reason: "forged" },
  { type: "notReplayed", actor: 0, id: 1, why: "forged" },
  { type: "toString" },
  { type: { toString: 1 } },
  null,
  undefined,
  7,
  [],
];

const COUNT = 100;

for (const home of ["solo", "troupe"] as const) {
  Deno.test(`what an actor posts is not believed, ${home}`, async () => {
    const watch = new Watch();
    await using graph = new Graph("g", { log: watch.log, logLevel: "debug" });
    const place = home === "solo" ? {} : { troupe: graph.troupe("ensemble") };
    const { tx, rx } = graph.channel("numbers", u32, { capacity: 4 });
    graph.actor("COUNTER", counter, { ports: { numbers: tx }, args: { count: COUNT }, ...place })
      .actor("POSTER", poster, { ports: { numbers: rx }, args: { messages: FORGED }, ...place });
    await graph.start();
    const report = await within(graph.finished, "the end");
    assertEquals([report.clean, report.reason], [true, "every actor has ended"]);
    assertEquals([graph.crashes, graph.deadLetters], [[], []]);
    assertEquals(actorIn(report, "POSTER").state, { count: COUNT });
    assertEquals(watch.records.filter(({ text }) => text.includes("forged")), []);
    const warnings = watch.texts("warn");
    assertEquals(warnings.length, 1);
    assertMatch(warnings[0]!, /code in worker ".*" calls postMessage, which nobody reads: send on/);
  });
}

Deno.test("an actor that takes its worker's scope for itself can still be told, and tell", async () => {
  await using graph = new Graph("g", { log: () => {} });
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 4 });
  const troupe = graph.troupe("ensemble");
  graph.actor("COUNTER", counter, { ports: { numbers: tx }, args: { count: COUNT } })
    .actor("USURPER", usurper, { ports: { numbers: rx }, troupe })
    .actor("IDLER", idler, { troupe });
  const watch = new Watch().on(graph);
  await graph.start();
  await watch.happened("USURPER", "ended");
  const report = await within(graph.stop(), "the end");
  assertEquals(report.clean, true);
  assertEquals(actorIn(report, "USURPER").state, { count: COUNT, overheard: [] });
  assertEquals(
    graph.crashes.map(({ actor, cause, error }) => [actor, cause, error.message]),
    [["USURPER", "throw", "says so itself"]],
  );
});

Deno.test("a module that posts what a worker says while it starts is not believed", async () => {
  const url = new URL("../fixtures/modules/posts_on_load.ts", import.meta.url).href;
  const shape: ActorShape = defineActor({ url }, "x", { run() {} });
  const [fault] = await faultsOf(new Graph("g", { log: () => {} }).actor("P", shape));
  assertStringIncludes(fault!, 'actor "P" did not come up: it did not load');
});

for (const exits of [false, true]) {
  Deno.test(`the last words of a thread that ends itself are heard: ${exits ? "exit" : "close"}`, async () => {
    const watch = new Watch();
    await using graph = new Graph("g", { log: watch.log });
    graph.actor("TALKER", talker, { args: { words: 500, exits } });
    await graph.start();
    await within(graph.finished, "the end");
    assertEquals(watch.data("TALKER", "word"), Array.from({ length: 500 }, (_, word) => word));
    assertEquals(graph.crashes.map(({ cause }) => cause), ["exit"]);
  });
}

Deno.test("args that cannot be copied any more are crashes of their actor, and of nobody else", async () => {
  let looks = 0;
  const extra = {
    get fickle(): number {
      if (looks++ > 0) throw new RangeError("no more looks");
      return 0;
    },
  };
  await using graph = new Graph("g", {
    log: () => {},
    intensity: { restarts: 1, withinMs: 60_000 },
  });
  graph.actor("TALKER", talker, { args: { extra } }).actor("IDLER", idler);
  await graph.start();
  const { report } = await assertRejects(() => within(graph.finished, "the end"), StopError);
  const { outcome, why } = actorIn(report, "TALKER");
  assertEquals([outcome, why, actorIn(report, "IDLER").outcome], [
    "failed",
    "no more looks",
    "ended",
  ]);
});

Deno.test("a dead letter whose message cannot be copied is refused, and harms nobody", async () => {
  await using graph = new Graph("g", { log: () => {} });
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 4 });
  graph.actor("MUTE", mute, { ports: { numbers: tx } })
    .actor("BYSTANDER", bystander, { ports: { numbers: rx } });
  await graph.start();
  const letter = {
    ...{ time: 0, actor: "BYSTANDER", generation: 0, port: "numbers", lane: null, number: 0 },
    ...{ message: () => {}, reason: "none", deaths: 0, cause: null },
  };
  await assertRejects(
    () => within(graph.replay(letter), "the refusal"),
    TypeError,
    "Cannot replay a dead letter: ",
  );
  await graph.restart("MUTE");
  assertEquals((await within(graph.stop(), "the end")).clean, true);
});
