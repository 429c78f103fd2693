/** What becomes of the sound when others crash: siblings, mates in a worker, whole subtrees; and of crashes that cross. */
import { assert, assertEquals } from "@std/assert";
import type { CrashReport } from "../../src/protocol/crash.ts";
import type { SupervisorPlan } from "../../src/supervisor/tree.ts";
import { seeded } from "../fixtures/random.ts";
import { FakeTheatre, settled, until } from "./fake_theatre.ts";
import { errorOf } from "./fake_worker.ts";

const NO_BACKOFF = { firstMs: 0, maxMs: 0 };

/** root: 0 and `feed` (one for all: 1, 2), 3. */
function feedOf(restarts: number, above = 3): SupervisorPlan[] {
  const intensity = (allowed: number) => ({
    restarts: allowed,
    withinMs: 1000,
    backoff: NO_BACKOFF,
  });
  return [
    {
      label: "root",
      strategy: "oneForOne",
      intensity: intensity(above),
      children: [{ actor: 0 }, { supervisor: 1 }, { actor: 3 }],
    },
    {
      label: "feed",
      strategy: "oneForAll",
      intensity: intensity(restarts),
      children: [{ actor: 1 }, { actor: 2 }],
    },
  ];
}

Deno.test("nobody starts again before all have left, the solo one and the member of a troupe", async () => {
  // Actor 0 is solo; 1 and 2 are a troupe.
  const theatre = new FakeTheatre([1, 2], { strategy: "oneForAll" });
  const [solo, troupe] = await theatre.curtainUp();
  troupe!.crash(2, 0);
  assertEquals([solo!.terminated, troupe!.terminated, troupe!.retired], [true, false, [[0, 0]]]);
  assertEquals(theatre.news, ["crashed 2: it broke: restart"]);
  solo!.gone();
  await settled();
  assertEquals([theatre.workers.length, theatre.news], [2, []], "the member has not left");
  troupe!.answer(0, 0);
  assertEquals(theatre.workers.length, 3);
  assertEquals(theatre.news, [], "the new worker is not ready");
  theatre.workers[2]!.loaded();
  await settled();
  assertEquals(theatre.starts, ["0.1", "1.1", "2.1"]);
  assertEquals([theatre.workers[2]!.performed, troupe!.performed.slice(2)], [[[0, 1]], [
    [0, 1],
    [1, 1],
  ]]);
  assertEquals(theatre.reports.map(({ actor, siblings }) => [actor, siblings]), [
    ["actor 2", ["actor 0", "actor 1"]],
  ]);
  await theatre.curtainDown();
});

Deno.test("a sibling that ended, or died, before it heard that it should leave has left", async () => {
  const theatre = new FakeTheatre([3], { strategy: "oneForAll" });
  const [troupe] = await theatre.curtainUp();
  troupe!.crash(1, 0);
  assertEquals(troupe!.retired, [[2, 0], [0, 0]]);
  troupe!.crash(0, 0, "on the way out");
  theatre.ended.add(2);
  troupe!.end(2, 0);
  assertEquals(theatre.news, [
    "crashed 1: it broke: restart",
    "ended 2",
    "let in 0.1",
    "started 0.1",
    "let in 1.1",
    "started 1.1",
  ]);
  // What the worker says after that is of a life that is over.
  troupe!.answer(0, 0);
  troupe!.answer(2, 0);
  assertEquals([theatre.news, theatre.reports.length], [[], 1]);
  troupe!.crash(1, 1);
  theatre.news;
  theatre.time += 20;
  troupe!.answer(0, 0);
  assertEquals(theatre.news, [], "an old answer is none to the new question");
  troupe!.answer(0, 1);
  assertEquals(theatre.starts, ["0.2", "1.2"]);
  await theatre.curtainDown();
});

Deno.test("a worker that does not let go of a member is ended, and all its members start again elsewhere", async () => {
  const theatre = new FakeTheatre([2, 1], { strategy: "restForOne" });
  const [troupe, solo] = await theatre.curtainUp();
  troupe!.crash(0, 0);
  solo!.gone();
  theatre.time += 1999;
  assertEquals(troupe!.killed, false);
  theatre.time += 1;
  assertEquals(troupe!.killed, true);
  const next = await theatre.spawned(3);
  const other = await theatre.spawned(4);
  assertEquals([next.index, other.index].toSorted(), [0, 1]);
  next.loaded();
  other.loaded();
  await settled();
  assertEquals(theatre.starts, ["0.1", "1.1", "2.1"]);
  assertEquals(theatre.timers.pending, 0);
  await theatre.curtainDown();
});

Deno.test("who starts again because a worker did not let go of another is not to blame", async () => {
  // The root allows no crash at all.
  const theatre = new FakeTheatre([4], { supervisors: feedOf(3, 0) });
  const [troupe] = await theatre.curtainUp();
  theatre.crash(1);
  theatre.time += 2000;
  assertEquals([troupe!.killed, theatre.news.slice(1)], [true, ["evicted 2: unreleased"]]);
  (await theatre.spawned(2)).loaded();
  await settled();
  assertEquals(theatre.starts.toSorted(), ["0.1", "1.1", "2.1", "3.1"]);
  assertEquals(theatre.reports.map(({ actor }) => actor), ["actor 1"]);
  await theatre.curtainDown();
});

Deno.test("each member that is let go has its own time for it", async () => {
  const theatre = new FakeTheatre([4], { supervisors: feedOf(3) });
  const [troupe] = await theatre.curtainUp();
  theatre.crash(1);
  theatre.time += 1999;
  theatre.supervision.expel(3);
  troupe!.answer(2, 0);
  theatre.time += 1999;
  assertEquals(troupe!.killed, false);
  theatre.time += 1;
  assertEquals(troupe!.killed, true);
  await theatre.curtainDown();
});

for (const end of ["retired", "crashed"] as const) {
  Deno.test(`who leaves with views in hand takes the worker along, and nobody follows before it is gone: ${end}`, async () => {
    const theatre = new FakeTheatre([4], { supervisors: feedOf(3, 0) });
    const [troupe] = await theatre.curtainUp();
    troupe!.crash(1, 0, "it broke", end === "crashed");
    assertEquals([troupe!.retired, troupe!.handedOver], [[[2, 0]], [[2, 0]]]);
    if (end === "retired") troupe!.answer(2, 0, true);
    assertEquals([troupe!.terminated, theatre.workers.length], [true, 1]);
    theatre.time += 1000;
    await settled();
    const lender = end === "crashed" ? 1 : 2;
    assertEquals(theatre.news, ["crashed 1: it broke: restart", `evicted ${lender}: lent`]);
    assertEquals(theatre.workers.length, 1, "its thread may still write");
    troupe!.gone();
    (await theatre.spawned(2)).loaded();
    await settled();
    assertEquals(theatre.starts.toSorted(), ["0.1", "1.1", "2.1", "3.1"]);
    assertEquals(theatre.reports.map(({ actor }) => actor), ["actor 1"], "nobody else is to blame");
    await theatre.curtainDown();
  });
}

Deno.test("views in the hand of one whom nobody follows are no reason to end its worker", async () => {
  const theatre = new FakeTheatre([3]);
  const [troupe] = await theatre.curtainUp();
  theatre.supervision.expel(0);
  troupe!.answer(0, 0, true);
  assertEquals(troupe!.handedOver, []);
  const temporary = new FakeTheatre([2], { restart: { 0: "temporary" } });
  const [other] = await temporary.curtainUp();
  other!.crash(0, 0, "it broke", true);
  await settled();
  assertEquals([troupe!.terminated, other!.terminated], [false, false]);
  assertEquals(theatre.news, ["dropped 0: expel", "retired 0"]);
  assertEquals(temporary.news, ["crashed 0: it broke: remove", "retired 0"]);
  await theatre.curtainDown();
  await temporary.curtainDown();
});

Deno.test("an answer in time calls the end of the worker off", async () => {
  const theatre = new FakeTheatre([2], { strategy: "oneForAll" });
  const [troupe] = await theatre.curtainUp();
  troupe!.crash(0, 0);
  troupe!.answer(1, 0);
  theatre.time += 10_000;
  await settled();
  assertEquals([troupe!.terminated, theatre.timers.pending], [false, 0]);
  await theatre.curtainDown();
});

Deno.test("siblings that start again do not count as crashes; the window is their supervisor's", async () => {
  const theatre = new FakeTheatre([4], {
    supervisors: feedOf(3, 0),
    willing: true,
  });
  await theatre.curtainUp();
  for (const actor of [1, 2, 1]) {
    theatre.crash(actor);
    await settled();
  }
  assertEquals([1, 2].map((actor) => theatre.supervision.generation(actor)), [3, 3]);
  assertEquals(theatre.reports.map(({ decision }) => decision), ["restart", "restart", "restart"]);
  // After a second, three more.
  theatre.time += 1000;
  theatre.crash(1);
  assertEquals(theatre.reports.at(-1)?.decision, "restart");
  await theatre.curtainDown();
});

Deno.test("the death of a worker counts once for each supervisor of its members", async () => {
  const theatre = new FakeTheatre([4], { supervisors: feedOf(1, 1), willing: true });
  const [troupe] = await theatre.curtainUp();
  troupe!.uncaught();
  await settled();
  assertEquals(theatre.reports.map(({ actor, decision }) => `${actor} ${decision}`), [
    "actor 0 restart",
    "actor 3 restart",
    "actor 1 restart",
    "actor 2 restart",
  ]);
  assertEquals(theatre.starts.toSorted(), ["0.1", "1.1", "2.1", "3.1"]);
  await theatre.curtainDown();
});

Deno.test("a supervisor that has had too many is started again by the one above, with an empty history", async () => {
  const theatre = new FakeTheatre([1, 1, 1, 1], { supervisors: feedOf(1), willing: true });
  await theatre.curtainUp();
  const decisions: string[] = [];
  for (let i = 0; i < 6; i++) {
    theatre.crash(2);
    await settled();
    const { decision, givenUp, supervisors } = theatre.reports.at(-1)!;
    decisions.push(`${decision} ${givenUp}`);
    assertEquals(supervisors, ["root", "feed"]);
    assertEquals(theatre.starts, [`1.${i + 1}`, `2.${i + 1}`]);
  }
  assertEquals(decisions, [
    "restart ",
    "escalate feed",
    "restart ",
    "escalate feed",
    "restart ",
    "escalate feed",
  ]);
  // The fourth crash of `feed` itself is too many for the root: who crashed is given up. Its sibling is sound, and goes on.
  theatre.crash(2);
  await settled();
  theatre.news;
  theatre.crash(1);
  await settled();
  assertEquals(theatre.reports.at(-1)!.givenUp, ["feed", "root"]);
  assertEquals(theatre.news, [
    "crashed 1: it broke: giveUp",
    "retired 1",
  ]);
  assertEquals(theatre.reports.at(-1)!.counted, [
    [{ label: "actor 1", crashes: 1 }, { label: "actor 2", crashes: 1 }],
    [{ label: "feed", crashes: 4 }],
  ]);
  const alive = [0, 1, 2, 3].map((actor) => theatre.supervision.isAlive(actor));
  assertEquals(alive, [true, false, true, true]);
  await theatre.curtainDown();
});

Deno.test("siblings of one that is given up with its supervisor go on, and those that were down come up again", async () => {
  const children = [0, 1, 2].map((actor) => ({ actor }));
  const intensity = { restarts: 2, withinMs: 1000, backoff: { firstMs: 10_000, maxMs: 10_000 } };
  const theatre = new FakeTheatre([1, 1, 1], {
    supervisors: [
      {
        label: "root",
        strategy: "oneForOne",
        intensity: { restarts: 0, withinMs: 1000 },
        children: [{ supervisor: 1 }],
      },
      { label: "all", strategy: "oneForOne", intensity, children },
    ],
    willing: true,
  });
  await theatre.curtainUp();
  theatre.crash(0);
  await until(() => theatre.supervision.isRunning(0));
  theatre.crash(0);
  await settled();
  assertEquals(theatre.supervision.isDown(0), true);
  theatre.crash(1);
  await settled();
  const { decision, counted } = theatre.reports.at(-1)!;
  assertEquals([decision, counted], ["giveUp", [
    [{ label: "actor 0", crashes: 2 }, { label: "actor 1", crashes: 1 }],
    [{ label: "all", crashes: 1 }],
  ]]);
  assertEquals(theatre.supervision.isRunning(2), true);
  theatre.supervision.hurry(1000);
  await until(() => theatre.supervision.isRunning(0));
  await theatre.curtainDown();
});

Deno.test("a temporary sibling leaves for good, even while it waits for nothing", async () => {
  const theatre = new FakeTheatre([1, 1], {
    strategy: "oneForAll",
    restart: { 1: "temporary" },
    willing: true,
  });
  await theatre.curtainUp();
  theatre.crash(0);
  await settled();
  assertEquals(theatre.news, [
    "crashed 0: it broke: restart",
    "dropped 1: remove",
    "retired 1",
    "let in 0.1",
    "started 0.1",
  ]);
  assertEquals(theatre.reports[0]!.siblings, []);
  await theatre.curtainDown();
});

Deno.test("a sibling that has ended stays ended", async () => {
  const theatre = new FakeTheatre([1, 1], { strategy: "oneForAll", willing: true });
  await theatre.curtainUp();
  theatre.workerOf(1).end(1, 0);
  theatre.crash(0);
  await settled();
  assertEquals(theatre.starts, ["0.1"]);
  await theatre.curtainDown();
});

Deno.test("a crash while siblings are on their way takes them along: one start for all", async () => {
  const theatre = new FakeTheatre([1, 1, 1], { strategy: "restForOne" });
  const [first, second, third] = await theatre.curtainUp();
  third!.crash(2, 0);
  second!.crash(1, 0);
  first!.crash(0, 0);
  assertEquals(theatre.reports.map(({ siblings }) => siblings), [[], [], []]);
  second!.gone();
  third!.gone();
  await settled();
  assertEquals(theatre.workers.length, 3, "the first has not left");
  first!.gone();
  await settled();
  for (const worker of theatre.workers.slice(3)) worker.loaded();
  await settled();
  assertEquals(theatre.starts, ["0.1", "1.1", "2.1"]);
  await theatre.curtainDown();
});

Deno.test("the worker of a sibling that dies while it loads is a crash of that one, and all wait for it", async () => {
  const theatre = new FakeTheatre([1, 1], {
    strategy: "oneForAll",
    intensity: { restarts: 2, withinMs: 1000, backoff: { firstMs: 50, maxMs: 50 } },
  });
  const [first, second] = await theatre.curtainUp();
  first!.crash(0, 0);
  first!.gone();
  second!.gone();
  await settled();
  const [, , third, fourth] = theatre.workers;
  third!.loaded();
  await settled();
  fourth!.uncaught("while loading");
  fourth!.gone();
  await settled();
  assertEquals(theatre.reports.map(({ actor, cause }) => `${actor} ${cause}`), [
    "actor 0 throw",
    "actor 1 loadFailure",
  ]);
  const fifth = await theatre.spawned(5);
  fifth.loaded();
  await settled();
  assertEquals(theatre.starts, ["0.1", "1.2"]);
  await theatre.curtainDown();
});

Deno.test("in a troupe, who cannot be loaded is to blame, and its mates wait with it, whosever children they are", async () => {
  const intensity = { restarts: 5, withinMs: 1000, backoff: { firstMs: 50, maxMs: 50 } };
  const strategy = "oneForOne";
  const theatre = new FakeTheatre([2], {
    supervisors: [
      { label: "root", strategy, intensity, children: [{ actor: 0 }, { supervisor: 1 }] },
      { label: "own", strategy, intensity, children: [{ actor: 1 }] },
    ],
  });
  const [worker] = await theatre.curtainUp();
  worker!.uncaught();
  worker!.gone();
  const second = await theatre.spawned(2);
  second.notLoaded(1);
  second.gone();
  await settled();
  assertEquals(theatre.workers.length, 2, "hired before the pause was over");
  theatre.time += 50;
  const third = await theatre.spawned(3);
  third.loaded();
  await settled();
  assertEquals(theatre.starts, ["0.1", "1.2"]);
  assertEquals(theatre.reports.map(({ actor, cause, delayMs }) => [actor, cause, delayMs]), [
    ["actor 0", "uncaught", 0],
    ["actor 1", "uncaught", 0],
    ["actor 1", "loadFailure", 50],
  ]);
  await theatre.curtainDown();
});

Deno.test("condemn kills the worker; the one that hangs is to blame, its mates come back without a crash", async () => {
  const theatre = new FakeTheatre([2, 1], { intensity: { restarts: 1, withinMs: 1000 } });
  const [troupe, solo] = await theatre.curtainUp();
  troupe!.stack = "    at spin (file:///spin.ts:1:1)";
  const condemned = theatre.supervision.condemn(0, "hang", errorOf("it hangs since an hour"));
  await settled();
  assertEquals([troupe!.killed, solo!.terminated], [true, false]);
  await condemned;
  const [report, ...others] = theatre.reports;
  assertEquals(others, []);
  assertEquals([report!.actor, report!.cause, report!.generation, report!.error.message], [
    "actor 0",
    "hang",
    0,
    "it hangs since an hour",
  ]);
  assertEquals(report!.error.stack, troupe!.stack);
  theatre.workers[2]!.loaded();
  await settled();
  assertEquals(theatre.starts.toSorted(), ["0.1", "1.1"]);
  // Nothing to condemn: it does not run, or its worker is on its way out.
  theatre.workers[2]!.crash(0, 1);
  await theatre.supervision.condemn(0, "hang", errorOf("again"));
  solo!.crash(2, 0);
  await theatre.supervision.condemn(2, "hang", errorOf("again"));
  assertEquals(theatre.reports.filter(({ cause }) => cause === "hang").length, 1);
  await theatre.curtainDown();
});

Deno.test("condemn without a kill gives the one that hangs up, and the mates of its worker", async () => {
  const theatre = new FakeTheatre([2]);
  const [troupe] = await theatre.curtainUp();
  troupe!.onKill = () => {};
  theatre.supervision.condemn(1, "hang", errorOf("it hangs"));
  await settled();
  theatre.time += 2000;
  await settled();
  assertEquals(theatre.news, [
    "crashed 0: its thread cannot be ended: code in it never returns to the event loop: zombie",
    "crashed 1: its thread cannot be ended: code in it never returns to the event loop: zombie",
    "all done",
  ]);
  const closed = theatre.supervision.close(1);
  theatre.time += 1;
  assertEquals(await closed, [0]);
});

Deno.test("a sibling's crash while one is being killed does not count it twice", async () => {
  const theatre = new FakeTheatre([1, 1], { strategy: "oneForAll", willing: true });
  const [hung] = await theatre.curtainUp();
  const killed = Promise.withResolvers<void>();
  hung!.onKill = () => killed.promise;
  const condemned = theatre.supervision.condemn(0, "hang", errorOf("it hangs"));
  theatre.crash(1);
  killed.resolve();
  hung!.gone();
  await condemned;
  await settled();
  assertEquals(theatre.reports.map(({ cause }) => cause), ["throw"]);
  assertEquals(theatre.starts, ["0.1", "1.1"]);
  await theatre.curtainDown();
});

Deno.test("expel ends one actor alone, whatever it does", async () => {
  const theatre = new FakeTheatre([2, 1, 1], { strategy: "oneForAll" });
  const [troupe, solo, other] = await theatre.curtainUp();
  theatre.supervision.expel(0);
  assertEquals([troupe!.retired, troupe!.terminated], [[[0, 0]], false]);
  assertEquals(theatre.news, ["dropped 0: expel"]);
  troupe!.answer(0, 0);
  assertEquals(theatre.news, ["retired 0"]);
  theatre.supervision.expel(2);
  assertEquals([solo!.terminated, theatre.news], [true, ["dropped 2: expel"]]);
  solo!.gone();
  await settled();
  assertEquals(theatre.news, ["retired 2"]);
  assertEquals([theatre.workers.length, theatre.reports], [3, []]);
  theatre.supervision.expel(2);
  other!.end(3, 0);
  troupe!.end(1, 0);
  assertEquals(theatre.news, ["ended 3", "ended 1", "all done"]);
  await theatre.curtainDown();
});

Deno.test("expel reaches an actor that waits for its restart, and lets those go on that wait with it", async () => {
  const theatre = new FakeTheatre([1, 1], {
    strategy: "oneForAll",
    intensity: { restarts: 5, withinMs: 1000, backoff: { firstMs: 50, maxMs: 50 } },
    willing: true,
  });
  await theatre.curtainUp();
  theatre.crash(0);
  await settled();
  theatre.crash(0);
  await settled();
  theatre.news;
  theatre.supervision.expel(0);
  assertEquals(theatre.news, ["dropped 0: expel", "retired 0"]);
  theatre.time += 50;
  await settled();
  assertEquals(theatre.starts, ["1.2"]);
  await theatre.curtainDown();
});

Deno.test("an end of the whole while siblings are on their way starts nobody any more", async () => {
  const theatre = new FakeTheatre([1, 2], { strategy: "oneForAll" });
  const [solo, troupe] = await theatre.curtainUp();
  solo!.crash(0, 0);
  theatre.news;
  const closed = theatre.supervision.close(60_000);
  troupe!.answer(1, 0);
  troupe!.answer(0, 0);
  solo!.gone();
  troupe!.gone();
  await closed;
  await settled();
  assertEquals([theatre.news, theatre.workers.length, theatre.timers.pending], [[], 2, 0]);
});

Deno.test("in a storm of crashes nobody runs twice, and all run in the end", async () => {
  const theatre = new FakeTheatre([1, 2, 1], {
    supervisors: feedOf(1000, 1000),
    willing: true,
  });
  await theatre.curtainUp();
  const numbers = seeded(1);
  const random = (n: number) => Math.floor(numbers() * n);
  for (let i = 0; i < 400; i++) {
    const actor = random(4);
    const how = random(5);
    const worker = theatre.workerOf(actor);
    if (how === 0) worker.uncaught();
    else if (how === 1) worker.gone();
    else if (how === 2) void theatre.supervision.condemn(actor, "hang", errorOf("hang"));
    else theatre.crash(actor);
    for (let pause = random(4); pause > 0; pause--) await Promise.resolve();
  }
  await until(() => [0, 1, 2, 3].every((actor) => !theatre.supervision.isDown(actor)));
  // Each generation is let in after the one before was started, and once.
  for (const actor of [0, 1, 2, 3]) {
    const starts = theatre.story.filter((line) => line.startsWith(`started ${actor}.`));
    const generations = starts.map((line) => Number(line.split(".")[1]));
    assertEquals(generations, [...new Set(generations)].toSorted((a, b) => a - b));
    assertEquals(generations.at(-1), theatre.supervision.generation(actor));
    assert(generations.length > 20, `only ${generations.length} starts: the test tests little`);
  }
  await theatre.curtainDown();
});

Deno.test("what a crash had under work is told, and the next generation hears what to be careful with", async () => {
  const theatre = new FakeTheatre([2], { willing: true });
  const [troupe] = await theatre.curtainUp();
  theatre.crash(1);
  const underWork = [{ end: 0, messages: 1, from: 0 }];
  assertEquals(theatre.evidence, [{ underWork, isShown: true, isOfThread: false }]);
  assertEquals(troupe!.suspects, [{ end: 1, until: 1 }]);
  troupe!.uncaught("a timer threw", [{ actor: 1, underWork }]);
  await settled();
  assertEquals(theatre.evidence.slice(1), [
    { underWork: [], isShown: false, isOfThread: true },
    { underWork, isShown: false, isOfThread: true },
  ]);
  await theatre.curtainDown();
});

Deno.test("an error that would come again each time has the actor given up at its first crash, with every supervisor above it", async () => {
  const theatre = new FakeTheatre([1, 1, 1, 1], { supervisors: feedOf(3), willing: true });
  await theatre.curtainUp();
  theatre.workerOf(2).crashForGood(2, 0);
  await settled();
  const [{ decision, givenUp, counted, siblings, isLasting }] = theatre.reports as [CrashReport];
  assertEquals(
    { decision, givenUp, counted, siblings, isLasting },
    {
      decision: "giveUp",
      givenUp: ["feed", "root"],
      counted: [],
      siblings: [],
      isLasting: true,
    },
  );
  // What it had under work is not to blame.
  assertEquals(theatre.evidence.map(({ underWork }) => underWork), [[]]);
  assertEquals(theatre.news, ["crashed 2: it broke: giveUp", "retired 2"]);
  const alive = [0, 1, 2, 3].map((actor) => theatre.supervision.isAlive(actor));
  assertEquals(alive, [true, true, false, true]);
  // It counts against nobody: whoever is sound still has its restarts while the graph drains.
  theatre.crash(1);
  await settled();
  assertEquals(theatre.reports.map(({ decision }) => decision), ["giveUp", "restart"]);
  assertEquals(theatre.reports[1]?.isLasting, false);
  await theatre.curtainDown();
});

Deno.test("a temporary actor whose error would come again leaves the graph, as by any other", async () => {
  const theatre = new FakeTheatre([1, 1], { restart: { 0: "temporary" }, willing: true });
  await theatre.curtainUp();
  theatre.workerOf(0).crashForGood(0, 0);
  await settled();
  const [{ decision, givenUp, isLasting }] = theatre.reports as [CrashReport];
  assertEquals([decision, givenUp, isLasting], ["remove", [], false]);
  assertEquals(theatre.supervision.isAlive(1), true);
  await theatre.curtainDown();
});
