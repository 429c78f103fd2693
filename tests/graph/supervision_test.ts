/** Supervision with real workers: a representative part of the grid, trees, reports, and what restarts leave behind. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type ActorShape,
  type CrashReport,
  Graph,
  type GraphOptions,
  StopError,
  type StopReport,
  type Strategy,
  u32,
} from "@steady-state/deno";
import { defineActor } from "@steady-state/deno/actor";
import { divertErrors } from "../fixtures/diverted.ts";
import { crashing, frail, hopeless, shakyNumbers } from "../fixtures/crash_actors.ts";
import { reluctant } from "../fixtures/life_actors.ts";
import { ProbeReader } from "../../src/probe/read.ts";
import { collector, counter, idler } from "../fixtures/plain_actors.ts";
import {
  deaf,
  fuse,
  match,
  petrified,
  petrifiedAlone,
  poltergeist,
  possessed,
  relay,
  shaky,
  shortWinded,
  spinner,
} from "../fixtures/tree_actors.ts";
import { deadline } from "../fixtures/strain.ts";
import { actorIn, channelIn, runMoving, Watch, within } from "../fixtures/watch.ts";

const NO_BACKOFF = { firstMs: 0, maxMs: 0 };
const UNTIRING = { restarts: 1_000_000, withinMs: 1000, backoff: NO_BACKOFF };
const QUIET: GraphOptions = { log: () => {}, intensity: UNTIRING, showstopper: Infinity };

function restarts(report: StopReport): Record<string, number> {
  return Object.fromEntries(report.actors.map(({ label, restarts }) => [label, restarts]));
}

async function failing(graph: Graph): Promise<StopError> {
  return await assertRejects(() => within(graph.finished, "the end"), StopError);
}

/** Who starts again in a chain COUNTER, FRAIL, RELAY, COLLECTOR when FRAIL dies. */
const SIBLINGS: Record<Strategy, readonly string[]> = {
  oneForOne: [],
  restForOne: ["RELAY", "COLLECTOR"],
  oneForAll: ["COUNTER", "RELAY", "COLLECTOR"],
};

for (const strategy of Object.keys(SIBLINGS) as Strategy[]) {
  for (const how of ["throw", "reject", "close", "exit"]) {
    for (const home of ["FRAIL solo", "FRAIL in the troupe"] as const) {
      Deno.test(`${strategy}: no number is lost or doubled when one dies by "${how}", solo actors and members of a troupe mixed: ${home}`, async () => {
        const count = 3000;
        await using graph = new Graph("tree", QUIET);
        const feed = graph.supervisor("FEED", { strategy, intensity: UNTIRING });
        const troupe = graph.troupe("ensemble");
        const links = [0, 1, 2].map((i) => graph.channel(`link${i}`, u32, { capacity: 16 }));
        const place = home === "FRAIL solo" ? {} : { troupe };
        graph.actor("COUNTER", counter, {
          ports: { numbers: links[0]!.tx },
          args: { count },
          supervisor: feed,
        })
          .actor("FRAIL", frail, {
            ports: { numbers: links[0]!.rx, onward: links[1]!.tx },
            args: { how, every: 1000 },
            supervisor: feed,
            ...place,
          })
          .actor("RELAY", relay, {
            ports: { from: links[1]!.rx, to: links[2]!.tx },
            supervisor: feed,
            troupe,
          })
          .actor("COLLECTOR", collector, { ports: { numbers: links[2]!.rx }, supervisor: feed });
        await graph.start();
        const report = await within(graph.finished, "the end");
        assertEquals(actorIn(report, "COLLECTOR").state, {
          count,
          sum: count * (count - 1) / 2,
          disorder: 0,
        });
        assertEquals(actorIn(report, "RELAY").state, { passed: count });
        assertEquals(actorIn(report, "FRAIL").state, { deaths: 3, doomed: 2001, passed: count });
        const lives = restarts(report);
        assertEquals(lives.FRAIL, 3);
        // A worker that dies takes its members with it, whatever the strategy.
        const mates = home === "FRAIL in the troupe" && how !== "throw" ? ["RELAY"] : [];
        for (const label of ["COUNTER", "RELAY", "COLLECTOR"]) {
          const again = SIBLINGS[strategy].includes(label) || mates.includes(label);
          assertEquals(lives[label]! > 0, again, `${label} ${lives[label]}`);
        }
      });
    }
  }
}

for (const troupe of [false, true]) {
  Deno.test(`a permanent actor that returns goes on until its input ends, ${troupe ? "in a troupe" : "solo"}`, async () => {
    const watch = new Watch();
    await using graph = new Graph("g", { ...QUIET, log: watch.log });
    const first = graph.channel("first", u32, { capacity: 4 });
    const second = graph.channel("second", u32, { capacity: 4 });
    graph.actor("COUNTER", counter, { ports: { numbers: first.tx }, args: { count: 45 } })
      .actor("SHORT WINDED", shortWinded, {
        ports: { from: first.rx, to: second.tx },
        restart: "permanent",
        ...(troupe ? { troupe: graph.troupe("ensemble") } : {}),
      })
      .actor("COLLECTOR", collector, { ports: { numbers: second.rx } });
    await graph.start();
    const report = await within(graph.finished, "the end");
    assertEquals(report.clean, true);
    assertEquals(actorIn(report, "COLLECTOR").state, { count: 45, sum: 990, disorder: 0 });
    const { state, restarts } = actorIn(report, "SHORT WINDED");
    assertEquals([state, restarts], [{ passed: 45 }, 4]);
    assertEquals(graph.crashes.map(({ cause, decision }) => `${cause} ${decision}`), [
      "returned restart",
      "returned restart",
      "returned restart",
      "returned restart",
    ]);
    assertEquals(
      watch.texts("error")[0],
      'SHORT WINDED: crashed and will be restarted: ReturnedError: Cannot end actor "SHORT WINDED": its run returned, but it is permanent and was not asked to',
    );
  });
}

Deno.test("a permanent actor that agrees to the stop has ended; a transient one that returns has, too", async () => {
  await using graph = new Graph("g", QUIET);
  const first = graph.channel("first", u32, { capacity: 4 });
  const second = graph.channel("second", u32, { capacity: 4 });
  graph.actor("IDLER", idler, { restart: "permanent" })
    .actor("COUNTER", counter, { ports: { numbers: first.tx }, restart: "permanent" })
    .actor("SHORT WINDED", shortWinded, { ports: { from: first.rx, to: second.tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: second.rx } });
  const watch = new Watch().on(graph);
  await graph.start();
  await watch.happened("SHORT WINDED", "ended");
  const report = await within(graph.stop(), "the end");
  assertEquals([report.clean, graph.crashes], [true, []]);
  assertEquals(actorIn(report, "COLLECTOR").state.count, 10);
});

for (const troupe of [false, true]) {
  Deno.test(`a temporary actor that crashes leaves the graph, which goes on, ${troupe ? "in a troupe" : "solo"}`, async () => {
    const watch = new Watch();
    await using graph = new Graph("g", { ...QUIET, log: watch.log });
    const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
    const first = graph.channel("first", u32, { capacity: 4 });
    const second = graph.channel("second", u32, { capacity: 4 });
    graph.actor("COUNTER", counter, { ports: { numbers: first.tx } })
      .actor("FRAIL", frail, {
        ports: { numbers: first.rx, onward: second.tx },
        args: { every: 10 },
        restart: "temporary",
        ...home,
      })
      .actor("COLLECTOR", collector, { ports: { numbers: second.rx }, ...home })
      .actor("IDLER", idler);
    watch.on(graph);
    await graph.start();
    await watch.happened("COLLECTOR", "ended");
    assertEquals(graph.lifecycle, "running");
    const report = await within(graph.stop(), "the end");
    assertEquals(report.clean, true);
    const { outcome, why, restarts } = actorIn(report, "FRAIL");
    assertEquals([outcome, why, restarts], ["removed", "died by throw", 0]);
    assertEquals(channelIn(report, "second").left, 0);
    assertMatch(
      watch.texts("error")[0]!,
      /^FRAIL: crashed and leaves the graph, because it is temporary: RangeError: died by throw/,
    );
  });
}

Deno.test("a sibling that is taken out in place can do nothing any more, whatever it left behind", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", { ...QUIET, log: watch.log, strategy: "oneForAll" });
  const troupe = graph.troupe("ensemble");
  const apart = graph.supervisor("APART");
  const input = graph.channel("input", u32, { capacity: 4 });
  const output = graph.channel("output", u32, { capacity: 4 });
  const spark = graph.channel("spark", u32, { capacity: 4 });
  graph.actor("COUNTER", counter, {
    ports: { numbers: input.tx },
    args: { count: 3 },
    supervisor: apart,
  })
    .actor("MATCH", match, { ports: { numbers: spark.tx }, supervisor: apart })
    .actor("POSSESSED", possessed, {
      ports: { numbers: output.tx, input: input.rx },
      troupe,
    })
    .actor("FUSE", fuse, { ports: { numbers: spark.rx }, troupe })
    .actor("COLLECTOR", collector, { ports: { numbers: output.rx }, troupe });
  await graph.start();
  const report = await within(graph.finished, "the end");
  const { state, restarts } = actorIn(report, "POSSESSED");
  assertEquals([restarts, state.found, state.carried], [1, 3, 0]);
  const refused = new Set((state.told as string[]).map((line) => line.split(":")[0]));
  assertEquals([...refused], [
    "commit",
    "isRunning",
    "tryPeek",
    "trySend",
    "tryTake",
  ]);
  assertEquals(actorIn(report, "COLLECTOR").state, { count: 0, sum: 0, disorder: 0 });
  assertEquals(graph.crashes.length, 1);
});

Deno.test("two levels of supervisors are given up one after the other, and the graph's stop names them", async () => {
  const watch = new Watch();
  const twice = { restarts: 1, withinMs: 60_000, backoff: NO_BACKOFF };
  await using graph = new Graph("shop", { log: watch.log, intensity: twice });
  const feed = graph.supervisor("FEED", { strategy: "oneForAll", intensity: twice });
  const inner = graph.supervisor("INNER", { supervisor: feed, intensity: twice });
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 4 });
  graph.actor("COUNTER", counter, { ports: { numbers: tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: rx } })
    .actor("IDLER", idler, { supervisor: feed })
    .actor("CRASHING", crashing, { supervisor: inner })
    .actor("MATE", idler, { supervisor: inner });
  await graph.start();
  const { message, report } = await failing(graph);
  assertEquals(
    message,
    'Cannot stop graph "shop" cleanly (actor "CRASHING" failed, and with it supervisor "INNER", then supervisor "FEED")\n' +
      "  - CRASHING failed: born to crash",
  );
  // Each of the three restarts once, the lower ones again whenever the one above them has.
  assertEquals(graph.crashes.map(({ decision, givenUp }) => `${decision} ${givenUp}`), [
    "restart ",
    "escalate INNER",
    "restart ",
    "escalate INNER,FEED",
    "restart ",
    "escalate INNER",
    "restart ",
    "giveUp INNER,FEED,shop",
  ]);
  assertEquals(graph.crashes[1]!.siblings, ["MATE", "IDLER"]);
  assertEquals(graph.crashes[1]!.supervisors, ["shop", "FEED", "INNER"]);
  assertEquals(restarts(report), {
    COUNTER: 0,
    COLLECTOR: 0,
    IDLER: 3,
    CRASHING: 7,
    MATE: 3,
  });
  const { sent, taken } = channelIn(report, "numbers");
  assertEquals(taken, sent, "the rest of the graph drains");
  const [first, second] = watch.texts("error").map((text) => text.replace(/ \(file:.*$/, ""));
  assertEquals(first, "CRASHING: crashed and will be restarted: Error: born to crash");
  assertEquals(
    second,
    'CRASHING: crashed and will be restarted, with MATE, IDLER, because supervisor "INNER" had more than 1 restart in 60000 ms: Error: born to crash',
  );
  assertEquals(
    watch.texts("error").at(-1)!.replace(/ \(file:.*$/, ""),
    'CRASHING: crashed and is given up, supervisor "INNER" had more than 1 restart in 60000 ms, then supervisor "FEED" had more than 1 restart in 60000 ms, then the graph had more than 1 restart in 60000 ms: Error: born to crash',
  );
});

for (const how of ["itself", "extended"]) {
  Deno.test(`an actor that throws a LastingError is given up at once, whatever its supervisors have left: ${how}`, async () => {
    const watch = new Watch();
    await using graph = new Graph("shop", { log: watch.log, showstopper: 1 });
    const feed = graph.supervisor("FEED", { intensity: UNTIRING });
    const { tx, rx } = graph.channel("numbers", u32, { capacity: 64 });
    const idle = graph.channel("idle", u32, { capacity: 64 });
    graph.actor("COUNTER", counter, { ports: { numbers: tx } })
      .actor("HOPELESS", hopeless, { ports: { numbers: rx }, args: { how }, supervisor: feed })
      .actor("OTHER", counter, { ports: { numbers: idle.tx } })
      .actor("COLLECTOR", collector, { ports: { numbers: idle.rx }, supervisor: feed });
    await graph.start();
    const { message, report } = await failing(graph);
    const name = how === "itself" ? "LastingError" : "NoFolderError";
    assertEquals(
      message.split("\n").slice(0, 2),
      [
        'Cannot stop graph "shop" cleanly (actor "HOPELESS" failed, and with it supervisor "FEED")',
        "  - HOPELESS failed: no such folder",
      ],
    );
    assertEquals(graph.crashes.map(({ error, isLasting }) => [error.name, isLasting]), [[
      name,
      true,
    ]]);
    assertEquals(
      watch.texts("error").map((text) => text.replace(/ \(file:.*$/, "")),
      [
        `HOPELESS: crashed and is given up at once, because a restart would not mend it: ${name}: no such folder`,
      ],
    );
    // What it had in hand stays in its channel, and counts as no reason.
    assertEquals([channelIn(report, "numbers").taken, graph.deadLetters], [0, []]);
    const { sent, taken } = channelIn(report, "idle");
    assertEquals([taken, actorIn(report, "COLLECTOR").outcome], [sent, "ended"]);
  });
}

Deno.test("a sound sibling of one that is given up drains its lane, and the log says whose crashes were too many", async () => {
  const watch = new Watch();
  const none = { restarts: 0, withinMs: 60_000, backoff: NO_BACKOFF };
  await using graph = new Graph("shop", { log: watch.log, intensity: none });
  const feed = graph.supervisor("FEED", { intensity: { ...none, restarts: 3 } });
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 64 });
  graph.actor("COUNTER", counter, { ports: { numbers: tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: rx }, supervisor: feed })
    .actor("FLAKY", crashing, { supervisor: feed })
    .actor("OTHER", crashing, { supervisor: feed });
  await graph.start();
  const { message, report } = await failing(graph);
  const { outcome, state } = actorIn(report, "COLLECTOR");
  const { sent, taken } = channelIn(report, "numbers");
  assertEquals([outcome, taken, state.count], ["ended", sent, sent]);
  const { counted } = graph.crashes.find(({ decision }) => decision === "giveUp")!;
  const [own, above] = counted;
  assertEquals(above, [{ label: "FEED", crashes: 1 }]);
  assertEquals(own!.reduce((sum, { crashes }) => sum + crashes, 0), 4);
  // Which of them is the quicker is chance.
  const named = own!.map(({ label, crashes }) => `${label} ${crashes}`).join(", ");
  const whose = own!.length === 1 ? "" : ` (crashes: ${named})`;
  assert(message.includes(`failed${whose}, and with it supervisor "FEED"`), message);
  const text = watch.texts("error").find((line) => line.includes("is given up"))!;
  assert(text.includes(`supervisor "FEED" had more than 3 restarts in 60000 ms${whose},`), text);
});

Deno.test("every crash is told to onCrash, kept in graph.crashes, and told with its life event", async () => {
  const told: CrashReport[] = [];
  await using graph = new Graph("g", {
    log: () => {},
    intensity: { restarts: 200, withinMs: 60_000, backoff: NO_BACKOFF },
    onCrash(report) {
      told.push(report);
      if (told.length === 1) throw new Error("and that must harm nobody");
    },
  });
  const troupe = graph.troupe("ensemble");
  graph.actor("SHAKY", shaky, { args: { crashes: 110 }, troupe }).actor("IDLER", idler, { troupe });
  assertEquals(graph.crashes, []);
  const watch = new Watch().on(graph);
  const complaints: unknown[] = [];
  const restore = divertErrors(complaints);
  try {
    await graph.start();
    await watch.happened("SHAKY", "restarted", 110);
  } finally {
    restore();
  }
  await within(graph.stop(), "the end");
  assertEquals([told.length, graph.crashes.length], [110, 100]);
  assertEquals(told.slice(10), [...graph.crashes]);
  const { error, time, ...first } = told[0]!;
  assertEquals(first, {
    actor: "SHAKY",
    generation: 0,
    cause: "throw",
    decision: "restart",
    supervisors: ["g"],
    givenUp: [],
    counted: [],
    siblings: [],
    isLasting: false,
    delayMs: 0,
  });
  assertEquals([error.name, error.message], ["RangeError", "crash 1"]);
  assertMatch(error.stack, /tree_actors\.ts/);
  assert(Math.abs(time - Date.now()) < 60_000);
  assertEquals(watch.events.find(({ what }) => what === "crashed")?.crash, {
    generation: 0,
    cause: "throw",
    decision: "restart",
    delayMs: 0,
    siblings: [],
  });
  assertEquals(complaints.length, 1);
  assertMatch(String(complaints[0]), /the onCrash option threw Error: and that must harm nobody/);
});

Deno.test("an actor whose module does not load for the restart is tried again", async () => {
  Deno.env.delete("FAILS_SECOND_LOAD");
  await using graph = new Graph("g", QUIET);
  const url = new URL("../fixtures/modules/fails_second_load.ts", import.meta.url).href;
  const once: ActorShape = defineActor({ url }, "once", { run() {} });
  graph.actor("ONCE", once);
  await graph.start();
  const report = await within(graph.finished, "the end");
  assertEquals(report.clean, true);
  assertEquals(graph.crashes.map(({ cause, generation }) => `${cause} ${generation}`), [
    "throw 0",
    "loadFailure 1",
  ]);
});

for (const troupe of [false, true]) {
  Deno.test(`an actor that takes longer to stop than its stopTimeoutMs is ended alone, and the others drain, ${troupe ? "in a troupe" : "solo"}`, async () => {
    const watch = new Watch();
    await using graph = new Graph("g", { ...QUIET, log: watch.log, stopTimeoutMs: 60_000 });
    const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
    const { tx, rx } = graph.channel("numbers", u32, { capacity: 4 });
    graph.actor("COUNTER", counter, { ports: { numbers: tx }, ...home })
      .actor("COLLECTOR", collector, { ports: { numbers: rx } })
      .actor("RELUCTANT", reluctant, { stopTimeoutMs: deadline(2000), ...home })
      .actor("DEAF", deaf, { stopTimeoutMs: deadline(2500), ...home });
    watch.on(graph);
    await graph.start();
    await watch.happened("DEAF", "started");
    const { report } = await assertRejects(
      () => within(graph.stop("enough"), "the end"),
      StopError,
    );
    assertEquals(report.actors.map(({ label, outcome, why }) => `${label} ${outcome} ${why}`), [
      "COUNTER ended ",
      "COLLECTOR ended ",
      "RELUCTANT unstopped it vetoes until this is so: the tea is ready",
      "DEAF unstopped it never voted: it waits for time or a promise",
    ]);
    const { sent, taken } = channelIn(report, "numbers");
    assertEquals(taken, sent);
    assertEquals(restarts(report), { COUNTER: 0, COLLECTOR: 0, RELUCTANT: 0, DEAF: 0 });
    // Until then they are named as ones that have not stopped yet, or not, as the time goes.
    const told = watch.texts("warn").filter((text) => !text.includes("has not stopped yet"));
    assertEquals(told, [
      "RELUCTANT: is ended, unstopped: it vetoes until this is so: the tea is ready",
      "DEAF: is ended, unstopped: it never voted: it waits for time or a promise",
    ]);
  });
}

/** Threads that hang are ended by the inspector, which is one for a process: they get one of their own. */
const ALONE = Deno.env.get("SUPERVISION") === "hang";

/** A test for that process. */
function alone(name: string, fn: () => Promise<void>): void {
  if (ALONE) Deno.test(name, fn);
}

Deno.test({
  name:
    "an actor that hangs is killed: in the stop when its stopTimeoutMs is over, and nothing of it commits any more",
  ignore: ALONE,
  async fn() {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "-A",
        "--quiet",
        "--no-lock",
        "--no-check",
        "--filter=alone:",
        import.meta.url,
      ],
      env: { SUPERVISION: "hang" },
    }).output();
    const said = new TextDecoder().decode(stdout);
    assertMatch(said, /3 passed/);
    assertEquals(code, 0, said);
  },
});

alone(
  "alone: what is left of a killed thread commits nothing, though its actor's throw was never noticed",
  async () => {
    await using graph = new Graph("g", { ...QUIET, hangTimeoutMs: deadline(1000) });
    const troupe = graph.troupe("ensemble");
    graph.actor("POLTERGEIST", poltergeist, { troupe }).actor("PETRIFIED", petrified, { troupe });
    const watch = new Watch().on(graph);
    await graph.start();
    await watch.happened("PETRIFIED", "restarted");
    const report = await within(graph.stop(), "the end");
    assertEquals(actorIn(report, "POLTERGEIST").state, { count: 0 });
    assertEquals(restarts(report), { POLTERGEIST: 1, PETRIFIED: 1 });
  },
);

alone("alone: what a killed actor did last is booked, and it is shown as down", async () => {
  const hangTimeoutMs = deadline(500);
  await using graph = new Graph("g", QUIET);
  graph.actor("PETRIFIED", petrifiedAlone, { restart: "temporary", hangTimeoutMs }).actor(
    "IDLER",
    idler,
  );
  const { region, topology } = graph.telemetry;
  const watch = new Watch().on(graph);
  const begun = Date.now();
  await graph.start();
  await watch.happened("PETRIFIED", "crashed");
  const wentByMs = Date.now() - begun;
  const { phase, busyMs } = new ProbeReader(region, topology.actors[0]!.probe)
    .sample(Date.now() + 60_000);
  assertEquals(phase, "down");
  assert(busyMs >= hangTimeoutMs && busyMs <= wentByMs, `${busyMs} of ${wentByMs} ms busy`);
  await within(graph.stop(), "the end");
});

alone("alone: an actor that hangs in the stop is killed", async () => {
  await using graph = new Graph("g", { ...QUIET, stopTimeoutMs: 60_000 });
  const troupe = graph.troupe("ensemble");
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 4 });
  graph.actor("COUNTER", counter, { ports: { numbers: tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: rx }, troupe })
    .actor("SPINNER", spinner, { stopTimeoutMs: 100, troupe });
  const watch = new Watch().on(graph);
  await graph.start();
  await watch.happened("SPINNER", "started");
  const { report } = await assertRejects(() => within(graph.stop(), "the end"), StopError);
  assertEquals(report.actors.map(({ label, outcome, why }) => `${label} ${outcome} ${why}`), [
    "COUNTER ended ",
    "COLLECTOR ended ",
    "SPINNER unstopped it never voted: its turn does not end",
  ]);
  const { sent, taken } = channelIn(report, "numbers");
  assertEquals([taken, graph.zombies], [sent, []]);
});

for (const strategy of ["oneForAll", "restForOne"] as const) {
  Deno.test(`${strategy}: nothing is lost or doubled when solo actors and members of troupes die at random`, async () => {
    await using graph = new Graph("shaky", QUIET);
    const count = 4000;
    const troupe = graph.troupe("ensemble");
    const outer = graph.supervisor("OUTER", {
      strategy,
      intensity: { ...UNTIRING, restarts: 3, withinMs: 100 },
    });
    const inner = graph.supervisor("INNER", {
      strategy,
      supervisor: outer,
      intensity: { ...UNTIRING, restarts: 3, withinMs: 100 },
    });
    const links = [0, 1, 2, 3].map((i) => graph.channel(`link${i}`, u32, { capacity: 16 }));
    const deaths = ["throw", "throw", "reject", "timer", "close", "exit"];
    graph.actor("COUNTER", counter, {
      ports: { numbers: links[0]!.tx },
      args: { count },
      supervisor: outer,
    });
    for (const i of [0, 1, 2]) {
      graph.actor("SHAKY", shakyNumbers, {
        ports: { from: links[i]!.rx, to: links[i + 1]!.tx },
        args: { seed: i + 1, odds: 0.003, deaths },
        instance: i,
        supervisor: i === 0 ? outer : inner,
        ...(i === 1 ? {} : { troupe }),
      });
    }
    graph.actor("COLLECTOR", collector, {
      ports: { numbers: links[3]!.rx },
      supervisor: inner,
      troupe,
    });
    const report = await runMoving(graph);
    assertEquals(actorIn(report, "COLLECTOR").state, {
      count,
      sum: count * (count - 1) / 2,
      disorder: 0,
    });
    for (const i of [0, 1, 2]) {
      const { state, ports } = actorIn(report, `SHAKY ${i}`);
      assertEquals([state, ports], [{ passed: count }, { from: count, to: count }]);
    }
    const decisions = new Set(graph.crashes.map(({ decision }) => decision));
    assert(decisions.has("restart"), "no crash: the test tests nothing");
    const { restarts } = actorIn(report, "COLLECTOR");
    assert(restarts > 10, `only ${restarts} restarts: the test tests little`);
  });
}

Deno.test("a stop while siblings start again drains all the same", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", { ...QUIET, log: watch.log, strategy: "oneForAll" });
  const first = graph.channel("first", u32, { capacity: 1024 });
  const second = graph.channel("second", u32, { capacity: 4 });
  graph.actor("COUNTER", counter, { ports: { numbers: first.tx } })
    .actor("FRAIL", frail, {
      ports: { numbers: first.rx, onward: second.tx },
      args: { every: 100 },
      troupe: graph.troupe("ensemble"),
    })
    .actor("COLLECTOR", collector, { ports: { numbers: second.rx } });
  watch.on(graph);
  await graph.start();
  await watch.happened("FRAIL", "crashed");
  const report = await within(graph.stop(), "the end");
  const { sent } = channelIn(report, "first");
  assertEquals(channelIn(report, "second"), { label: "second", sent, taken: sent, left: 0 });
  assertEquals(report.clean, true);
});
