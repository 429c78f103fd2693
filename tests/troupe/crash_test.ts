import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Graph, type GraphOptions, json, StopError, u32 } from "@steady-state/deno";
import {
  amnesiac,
  crashing,
  frail,
  leftover,
  oneShot,
  type Parcel,
  parcelSink,
  parcelSource,
  shakyNumbers,
  shakyParcels,
  twofold,
} from "../fixtures/crash_actors.ts";
import { seeded } from "../fixtures/random.ts";
import { collector, counter, idler } from "../fixtures/plain_actors.ts";
import { actorIn, channelIn, runMoving, until, Watch, within } from "../fixtures/watch.ts";

/** Crashes are what is tested: no number of them is too many, on one message or in all, and none makes the next restart wait. */
const UNTIRING: GraphOptions = {
  showstopper: Infinity,
  intensity: { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } },
  log: () => {},
};

const LONG = Deno.env.get("STRESS") === "long";
const SEEDS = LONG ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : [1, 2];

interface Shaken {
  readonly seed: number;
  readonly count: number;
  readonly odds: number;
  readonly deaths?: readonly string[];
  readonly troupe: boolean;
  readonly capacity?: number;
}

/** Numbers through three actors that die at random. */
async function shakeNumbers(
  { seed, count, odds, deaths = ["throw"], troupe, capacity = 16 }: Shaken,
): Promise<number> {
  await using graph = new Graph("shaky", UNTIRING);
  const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
  const links = [0, 1, 2].map((i) => graph.channel(`link${i}`, u32, { capacity }));
  graph.actor("COUNTER", counter, { ports: { numbers: links[0]!.tx }, args: { count } });
  for (const i of [0, 1]) {
    graph.actor("SHAKY", shakyNumbers, {
      ports: { from: links[i]!.rx, to: links[i + 1]!.tx },
      args: { seed: seed * 10 + i, odds, deaths },
      instance: i,
      ...home,
    });
  }
  graph.actor("COLLECTOR", collector, { ports: { numbers: links[2]!.rx } });
  const report = await runMoving(graph);
  assertEquals(actorIn(report, "COLLECTOR").state, {
    count,
    sum: count * (count - 1) / 2,
    disorder: 0,
  });
  for (const i of [0, 1]) {
    const { state, ports } = actorIn(report, `SHAKY ${i}`);
    assertEquals([state, ports], [{ passed: count }, { from: count, to: count }]);
  }
  const deathsSeen = report.actors.reduce((sum, { restarts }) => sum + restarts, 0);
  assert(deathsSeen > 10, `only ${deathsSeen} deaths: the test tests little`);
  return deathsSeen;
}

/** How many threads are killed from outside. */
const KILLS = 10;

/** Parcels through an actor that dies at random, in a payload ring that wraps around all the time. */
async function shakeParcels({ seed, count, odds, troupe }: Shaken): Promise<void> {
  await using graph = new Graph("shaky", UNTIRING);
  const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
  const options = { capacity: 8, bytes: 512 };
  const first = graph.channel("first", json<Parcel>(), options);
  const second = graph.channel("second", json<Parcel>(), options);
  graph.actor("SOURCE", parcelSource, { ports: { parcels: first.tx }, args: { count } })
    .actor("SHAKY", shakyParcels, {
      ports: { from: first.rx, to: second.tx },
      args: { seed, odds },
      ...home,
    })
    .actor("SINK", parcelSink, { ports: { parcels: second.rx }, ...home });
  const report = await runMoving(graph);
  assertEquals(actorIn(report, "SINK").state, { count, wrong: 0 });
  const { state, restarts } = actorIn(report, "SHAKY");
  assertEquals(state, { passed: count });
  assert(restarts > 10, `only ${restarts} deaths: the test tests little`);
}

// Here each death takes the start of a worker.
for (const seed of LONG ? SEEDS : SEEDS.slice(0, 1)) {
  Deno.test(`nothing is lost or doubled when solo actors throw at random: numbers, seed ${seed}`, async () => {
    await shakeNumbers({ seed, count: 3_000, odds: 0.004, troupe: false });
  });

  Deno.test(`nothing is lost or doubled when a solo actor throws at random: parcels, seed ${seed}`, async () => {
    await shakeParcels({ seed, count: 2_000, odds: 0.004, troupe: false });
  });

  Deno.test(`nothing is lost or doubled when whole workers die at random, seed ${seed}`, async () => {
    const deaths = ["throw", "reject", "timer", "microtask", "report", "close", "exit"];
    for (const troupe of [false, true]) {
      await shakeNumbers({ seed, count: 3_000, odds: 0.003, deaths, troupe });
    }
  });
}

for (const seed of SEEDS) {
  Deno.test(`nothing is lost or doubled when members of a troupe throw at random: numbers, seed ${seed}`, async () => {
    await shakeNumbers({ seed, count: 20_000, odds: 0.01, troupe: true });
  });

  Deno.test(`nothing is lost or doubled when members of a troupe throw at random: parcels, seed ${seed}`, async () => {
    await shakeParcels({ seed, count: 5_000, odds: 0.02, troupe: true });
  });

  Deno.test(`nothing is lost or doubled when threads are killed from outside at random, seed ${seed}`, async () => {
    const random = seeded(seed);
    const real = globalThis.Worker;
    const threads = new Map<string, Worker>();
    globalThis.Worker = class extends real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        threads.set(options?.name ?? "", this);
      }
    };
    try {
      await using graph = new Graph("shaky", UNTIRING);
      const links = [0, 1].map((i) => graph.channel(`link${i}`, u32, { capacity: 16 }));
      graph.actor("COUNTER", counter, { ports: { numbers: links[0]!.tx } })
        .actor("SHAKY", shakyNumbers, {
          ports: { from: links[0]!.rx, to: links[1]!.tx },
          args: { seed, odds: 0 },
        })
        .actor("COLLECTOR", collector, { ports: { numbers: links[1]!.rx } });
      // Only threads that run their actor are killed: one that still loads cannot be seen to die.
      const alive = new Set<string>();
      graph.telemetry.onLife(({ subject, what }) => {
        if (what === "started" || what === "restarted") alive.add(subject);
        else alive.delete(subject);
      });
      await graph.start();
      const everybodyLives = () =>
        until(() => alive.size === graph.telemetry.topology.actors.length, "all live", 60_000);
      for (let kills = 0; kills < KILLS;) {
        await new Promise((resolve) => setTimeout(resolve, random() * 20));
        const victim = [...alive][Math.floor(random() * alive.size)];
        if (victim === undefined) continue;
        alive.delete(victim);
        threads.get(victim)!.terminate();
        kills++;
      }
      await everybodyLives();
      const report = await within(graph.stop(), "the end", 60_000);
      const { next: count } = actorIn(report, "COUNTER").state as { next: number };
      assertEquals(actorIn(report, "COLLECTOR").state, {
        count,
        sum: count * (count - 1) / 2,
        disorder: 0,
      });
      const restarts = report.actors.reduce((sum, { restarts }) => sum + restarts, 0);
      assertEquals(restarts, KILLS);
    } finally {
      globalThis.Worker = real;
    }
  });
}

for (const how of ["throw", "reject", "timer", "microtask", "report", "close", "exit"]) {
  for (const troupe of [false, true]) {
    const who = troupe ? "a member of a troupe" : "a solo actor";
    Deno.test(`${who} that dies by "${how}" is noticed, and goes on with its channels and state`, async () => {
      const watch = new Watch();
      await using graph = new Graph("frail", { ...UNTIRING, log: watch.log });
      const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
      const first = graph.channel("first", u32, { capacity: 16 });
      const second = graph.channel("second", u32, { capacity: 16 });
      graph.actor("COUNTER", counter, { ports: { numbers: first.tx }, args: { count: 250 } })
        .actor("FRAIL", frail, {
          ports: { numbers: first.rx, onward: second.tx },
          args: { how, every: 100 },
          ...home,
        })
        .actor("COLLECTOR", collector, { ports: { numbers: second.rx }, ...home });
      await graph.start();
      const report = await within(graph.finished, "the end");
      const { state, restarts, outcome } = actorIn(report, "FRAIL");
      assertEquals([state, restarts, outcome], [
        { deaths: 3, doomed: 201, passed: 250 },
        3,
        "ended",
      ]);
      const sum = 250 * 249 / 2;
      assertEquals(actorIn(report, "COLLECTOR").state, { count: 250, sum, disorder: 0 });
      assertEquals(actorIn(report, "COUNTER").restarts, 0);
      // Only a throw in its turn is the member's own affair; else the worker cannot be trusted any more.
      assertEquals(actorIn(report, "COLLECTOR").restarts > 0, troupe && how !== "throw");
      const why = ["close", "exit"].includes(how) ? "the worker ended by itself" : `died by ${how}`;
      assertStringIncludes(
        watch.texts("error").join("\n"),
        `FRAIL: crashed and will be restarted: `,
      );
      assertStringIncludes(watch.texts("error").join("\n"), why);
    });
  }
}

Deno.test("a generation that crashed can do nothing any more, whatever it left behind", async () => {
  const watch = new Watch();
  await using graph = new Graph("leftover", { ...UNTIRING, log: watch.log });
  const troupe = graph.troupe("ensemble");
  const input = graph.channel("input", u32);
  const output = graph.channel("output", u32);
  graph.actor("COUNTER", counter, { ports: { numbers: input.tx }, args: { count: 3 } })
    .actor("LEFTOVER", leftover, { ports: { numbers: output.tx, input: input.rx }, troupe })
    .actor("COLLECTOR", collector, { ports: { numbers: output.rx }, troupe });
  await graph.start();
  const report = await within(graph.finished, "the end");
  assertEquals(actorIn(report, "COLLECTOR").state, { count: 10, sum: 45, disorder: 0 });
  assertEquals(actorIn(report, "COLLECTOR").restarts, 0);
  assertEquals(
    watch.data("LEFTOVER", "found"),
    [{ input: 1, count: 0 }],
    "one by one, after a death",
  );
  const [told] = watch.data("LEFTOVER", "leftover") as [string[]];
  const [calls] = watch.data("LEFTOVER", "calls") as [number];
  assert(calls > 50, `only ${calls} attempts: the test tests little`);
  assertEquals(told.filter((line) => line.endsWith("worked")), []);
  assertEquals(told.filter((line) => line.includes("woke up")), []);
  for (const verb of ["trySend", "tryTake", "commit", "isRunning"]) {
    assert(told.some((line) => line.startsWith(`${verb}: Cannot`)), `${verb} in ${told}`);
  }
  assert(told.includes('wait: Generation 0 of actor "LEFTOVER" is over: its run threw'), `${told}`);
});

const IN_WAIT =
  'Cannot commit a turn: actor "TWOFOLD" is in a wait, await each wait, take and send of it, join waits with ' +
  "any() or all(), and let callbacks put what they bring into an inbox, actor.inbox(), from which the loop of run takes";

for (const troupe of [false, true]) {
  Deno.test(`Actor.wait refuses a second wait at once, ${troupe ? "in a troupe" : "solo"}`, async () => {
    await using graph = new Graph("g");
    const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
    graph.actor("TWOFOLD", twofold, { ...home }).actor("IDLER", idler, { ...home });
    const watch = new Watch().on(graph);
    await graph.start();
    await watch.happened("TWOFOLD", "ended");
    const { state } = actorIn(await within(graph.stop(), "the end"), "TWOFOLD");
    assertEquals(state, {
      waited: 1,
      told: [
        IN_WAIT,
        "true",
      ],
    });
  });
}

for (const troupe of [false, true]) {
  const what = troupe
    ? "a member of a troupe that crashes goes on in its worker"
    : "a solo actor that crashes gets a fresh worker";
  Deno.test(what, async () => {
    const watch = new Watch();
    await using graph = new Graph("g", { ...UNTIRING, log: watch.log });
    const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
    graph.actor("AMNESIAC", amnesiac, { ...home }).actor("IDLER", idler, { ...home });
    watch.on(graph);
    await graph.start();
    await watch.happened("AMNESIAC", "ended");
    const report = await within(graph.stop(), "the end");
    assertEquals(watch.data("AMNESIAC", "lives"), troupe ? [1, 2, 3] : [1, 1, 1]);
    assertEquals(actorIn(report, "IDLER").restarts, 0);
  });
}

Deno.test("a graph that is stopped while an actor is down is stopped in time", async () => {
  for (const troupe of [false, true]) {
    await using graph = new Graph("g", {
      log: () => {},
      stopTimeoutMs: 600_000,
      intensity: {
        restarts: 1000,
        withinMs: 60_000,
        backoff: { firstMs: 600_000, maxMs: 600_000 },
      },
    });
    const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
    graph.actor("CRASHING", crashing, { ...home }).actor("IDLER", idler, { ...home });
    const watch = new Watch().on(graph);
    await graph.start();
    await watch.happened("CRASHING", "crashed", 2);
    const { report } = await assertRejects(() => within(graph.stop(), "the end"), StopError);
    const { outcome, why } = actorIn(report, "CRASHING");
    assertEquals([outcome, why], ["failed", "born to crash"]);
    assertEquals(actorIn(report, "IDLER").outcome, "ended");
  }
});

for (const troupe of [false, true]) {
  Deno.test(`an actor that ends while its worker is dying is not run again: ${troupe ? "in a troupe" : "solo"}`, async () => {
    let crashes = 0;
    await using graph = new Graph("g", {
      log: () => {},
      intensity: { restarts: 3, withinMs: 60_000 },
      onCrash: ({ actor }) => crashes += actor === "ONE SHOT" ? 1 : 0,
    });
    const home = troupe ? { troupe: graph.troupe("ensemble") } : {};
    const first = graph.channel("first", u32);
    const second = graph.channel("second", u32);
    graph.actor("COUNTER", counter, { ports: { numbers: first.tx }, args: { count: 1 } })
      .actor("ONE SHOT", oneShot, { ports: { numbers: first.rx, onward: second.tx }, ...home })
      .actor("COLLECTOR", collector, { ports: { numbers: second.rx }, ...home });
    await graph.start();
    const report = await within(graph.finished, "the end");
    assertEquals(report.clean, true);
    assertEquals(crashes, 1);
    assertEquals(actorIn(report, "ONE SHOT").outcome, "ended");
    assertEquals(actorIn(report, "ONE SHOT").ports, { numbers: 1, onward: 1 });
    assertEquals(channelIn(report, "second").taken, 1);
  });
}

Deno.test("an actor that crashes too often is given up, the rest drains, and StopError says so", async () => {
  const watch = new Watch();
  await using graph = new Graph("g", {
    log: watch.log,
    intensity: { restarts: 3, withinMs: 60_000 },
  });
  const { tx, rx } = graph.channel("numbers", u32);
  graph.actor("COUNTER", counter, { ports: { numbers: tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: rx } })
    .actor("CRASHING", crashing);
  watch.on(graph);
  await graph.start();
  const { message, report } = await assertRejects(
    () => within(graph.finished, "the end"),
    StopError,
  );
  assertEquals(
    message,
    'Cannot stop graph "g" cleanly (actor "CRASHING" failed)\n  - CRASHING failed: born to crash',
  );
  const { outcome, restarts, why } = actorIn(report, "CRASHING");
  assertEquals([outcome, restarts, why], ["failed", 3, "born to crash"]);
  assertEquals([watch.count("CRASHING", "crashed"), watch.count("CRASHING", "restarted")], [4, 3]);
  assertMatch(
    watch.texts("error").at(-1)!,
    /^CRASHING: crashed and is given up, more than 3 restarts in 60000 ms: Error: born to crash \(file:.*crash_actors\.ts:\d+:\d+\)$/,
  );
  const { sent, taken } = channelIn(report, "numbers");
  assertEquals(taken, sent);
  assertEquals(actorIn(report, "COLLECTOR").outcome, "ended");
});

Deno.test("an actor that is given up closes its ends, so that its peers can end", async () => {
  await using graph = new Graph("g", { log: () => {}, intensity: { restarts: 0, withinMs: 1000 } });
  const first = graph.channel("first", u32, { capacity: 4 });
  const second = graph.channel("second", u32, { capacity: 4 });
  const troupe = graph.troupe("ensemble");
  graph.actor("COUNTER", counter, { ports: { numbers: first.tx } })
    .actor("FRAIL", frail, {
      ports: { numbers: first.rx, onward: second.tx },
      args: { every: 10 },
      troupe,
    })
    .actor("COLLECTOR", collector, { ports: { numbers: second.rx }, troupe });
  await graph.start();
  const { report } = await assertRejects(() => within(graph.finished, "the end"), StopError);
  assertEquals(
    report.actors.map(({ outcome }) => outcome),
    ["ended", "failed", "ended"],
  );
  assertEquals(channelIn(report, "second").left, 0);
});

Deno.test("a crash while the graph is stopping is followed by a restart that drains", async () => {
  await using graph = new Graph("g", UNTIRING);
  const first = graph.channel("first", u32, { capacity: 1024 });
  const second = graph.channel("second", u32, { capacity: 4 });
  graph.actor("COUNTER", counter, { ports: { numbers: first.tx } })
    .actor("FRAIL", frail, {
      ports: { numbers: first.rx, onward: second.tx },
      args: { every: 100 },
    })
    .actor("COLLECTOR", collector, { ports: { numbers: second.rx } });
  await graph.start();
  const report = await within(graph.stop(), "the end");
  const { sent } = channelIn(report, "first");
  assertEquals(channelIn(report, "second"), { label: "second", sent, taken: sent, left: 0 });
  assertEquals(report.clean, true);
});
