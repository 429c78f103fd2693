/** Stops that come while actors are down, and actors that die of the stop, with real workers. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type ActorShape,
  Graph,
  GraphError,
  type GraphOptions,
  StopError,
  u32,
} from "@steady-state/deno";
import { defineActor, tx } from "@steady-state/deno/actor";
import { crashing } from "../fixtures/crash_actors.ts";
import { collector, counter } from "../fixtures/plain_actors.ts";
import { runProgram } from "../fixtures/program.ts";
import { lateBloomer, plodder, slammer, teller, undertaker } from "../fixtures/stop_actors.ts";
import { actorIn, until, Watch, within } from "../fixtures/watch.ts";

/** Longer than any test: who waits for one of these waits in vain. */
const NEVER_MS = 600_000;
const LONG = 30_000;
const ENDLESS: GraphOptions = {
  log: () => {},
  stopTimeoutMs: NEVER_MS,
  intensity: {
    restarts: 1000,
    withinMs: NEVER_MS,
    backoff: { firstMs: NEVER_MS, maxMs: NEVER_MS },
  },
};

async function failedStop(graph: Graph): Promise<StopError> {
  return await assertRejects(() => within(graph.stop(), "the end", LONG), StopError);
}

/** Waits until an actor's pause before its restart has begun. */
async function inPause(graph: Graph): Promise<void> {
  await until(() => graph.crashes.some(({ delayMs }) => delayMs > 0), "the pause", LONG);
}

Deno.test("a stop ends the pause of an actor that waits for its restart", async () => {
  await using graph = new Graph("g", ENDLESS);
  graph.actor("LATE", lateBloomer);
  await graph.start();
  await inPause(graph);
  const report = await within(graph.stop(), "the end", LONG);
  assertEquals([report.clean, actorIn(report, "LATE").restarts], [true, 2]);
});

Deno.test("a stop is not held up by an actor that dies in every life", async () => {
  await using graph = new Graph("g", ENDLESS);
  graph.actor("CRASHING", crashing);
  await graph.start();
  await inPause(graph);
  const { report } = await failedStop(graph);
  const { outcome, why } = actorIn(report, "CRASHING");
  assertEquals([outcome, why], ["failed", "born to crash"]);
  assertEquals(graph.crashes.map(({ decision }) => decision), ["restart", "restart", "end"]);
});

Deno.test("a restart that is asked for ends the pause, and counts as no crash", async () => {
  await using graph = new Graph("g", ENDLESS);
  graph.actor("LATE", lateBloomer);
  const watch = new Watch().on(graph);
  await graph.start();
  await inPause(graph);
  await within(graph.restart("LATE"), "the restart", LONG);
  await watch.happened("LATE", "restarted", 2);
  for (let count = 3; count <= 5; count++) {
    await within(graph.restart("LATE"), "the restart", LONG);
    await watch.happened("LATE", "restarted", count);
  }
  assertEquals(graph.crashes.map(({ delayMs }) => delayMs), [0, NEVER_MS, 0, 0, 0]);
});

for (const [name, actor] of Object.entries({ slammer, undertaker })) {
  for (const troupe of [false, true]) {
    Deno.test(`an actor that dies of its own stop with nothing left to do is not started again: ${name}, ${troupe ? "in a troupe" : "solo"}`, async () => {
      const watch = new Watch();
      await using graph = new Graph("g", { ...ENDLESS, log: watch.log });
      const numbers = graph.channel("numbers", u32);
      const place = troupe ? { troupe: graph.troupe("T") } : {};
      graph.actor("COUNTER", counter, { ports: { numbers: numbers.tx }, ...place });
      graph.actor("DYING", actor, { ports: { numbers: numbers.rx }, ...place });
      await graph.start();
      const { report } = await failedStop(graph);
      assertEquals(graph.crashes.map(({ decision }) => decision), ["end"]);
      const { outcome, restarts } = actorIn(report, "DYING");
      assertEquals([outcome, restarts], ["failed", 0]);
      assertEquals(report.channels.map(({ left }) => left), [0]);
      const [text = ""] = watch.texts("error");
      assertMatch(text, /^DYING: crashed and is not started again, because the graph stops: /);
    });
  }
}

Deno.test("an actor that dies of its own stop while others wait for its output is started again, once", async () => {
  for (const deaths of [1, 9]) {
    await using graph = new Graph("g", ENDLESS);
    const numbers = graph.channel("numbers", u32);
    const total = graph.channel("total", u32);
    graph.actor("COUNTER", counter, { ports: { numbers: numbers.tx }, args: { count: 500 } })
      .actor("TELLER", teller, {
        ports: { numbers: numbers.rx, total: total.tx },
        args: { deaths },
      })
      .actor("COLLECTOR", collector, { ports: { numbers: total.rx } });
    await graph.start();
    if (deaths === 1) {
      const report = await within(graph.stop(), "the end", LONG);
      assert(report.clean);
      assertEquals(actorIn(report, "COLLECTOR").ports, { numbers: 1 });
    } else {
      const { report } = await failedStop(graph);
      assertEquals(report.actors.map(({ outcome }) => outcome), ["ended", "failed", "ended"]);
    }
    assertEquals(graph.crashes.length, Math.min(deaths, 2));
  }
});

Deno.test("a source that refuses the stop until all is sent may die again and again, as long as it gets on", async () => {
  await using graph = new Graph("g", ENDLESS);
  const numbers = graph.channel("numbers", u32);
  graph.actor("PLODDER", plodder, { ports: { numbers: numbers.tx }, args: { count: 60 } })
    .actor("COLLECTOR", collector, { ports: { numbers: numbers.rx } });
  await graph.start();
  const report = await within(graph.stop(), "the end", LONG);
  assert(report.clean);
  assertEquals(report.channels.map(({ taken }) => taken), [60]);
  assertEquals(graph.crashes.length, 6);
});

Deno.test("a stop does not wait for a load that hangs: the actor is given up, and the others drain", async () => {
  Deno.env.delete("HANGS_SECOND_LOAD");
  const url = new URL("../fixtures/modules/hangs_second_load.ts", import.meta.url).href;
  const shape = defineActor({ url }, "source", { ports: { numbers: tx(u32) }, run() {} });
  await using graph = new Graph("g", { ...ENDLESS, stopTimeoutMs: 3000 });
  const numbers = graph.channel("numbers", u32);
  graph.actor("SOURCE", shape, { ports: { numbers: numbers.tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: numbers.rx } });
  await graph.start();
  await until(() => Deno.env.get("HANGS_SECOND_LOAD") === "2", "the second load", LONG);
  const { report } = await failedStop(graph);
  assertEquals(report.actors.map(({ outcome }) => outcome), ["failed", "ended"]);
  assertMatch(actorIn(report, "SOURCE").why, /^it was still loading after \d+ ms of the stop, /);
  assertEquals(report.channels.map(({ taken }) => taken), [1]);
});

Deno.test("a stop while actors are loaded at the start does not wait for a load that hangs", async () => {
  const url = new URL("../fixtures/modules/never_loads.ts", import.meta.url).href;
  const shape: ActorShape = defineActor({ url }, "x", { run() {} });
  await using graph = new Graph("g", {
    ...ENDLESS,
    startTimeoutMs: NEVER_MS,
    stopTimeoutMs: 300,
  });
  graph.actor("X", shape);
  const start = assertRejects(() => within(graph.start(), "the start", LONG), GraphError);
  const stop = assertRejects(() => within(graph.stop(), "the end", LONG), GraphError);
  const [error] = await Promise.all([start, stop]);
  assertMatch(
    error.message,
    /actor "X" did not come up: it was still loading after \d+ ms of the stop/,
  );
});

Deno.test("a restart whose thread cannot be ended settles when the graph is over", async () => {
  const { stdout } = await runProgram("restart_in_vain", { permissions: ["--allow-read"] });
  assertEquals(stdout.trim().split("\n").toSorted(), ["restarting", "settled", "stopped"]);
});
