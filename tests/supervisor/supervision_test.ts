import { assertEquals } from "@std/assert";
import { ORDERED_TIMEOUT_MS } from "../../src/supervisor/mod.ts";
import { FakeTheatre, faultsIn, settled, until } from "./fake_theatre.ts";
import { errorOf } from "./fake_worker.ts";

Deno.test("load starts every worker and waits for all of them; nobody runs before perform", async () => {
  const theatre = new FakeTheatre([1, 2]);
  const load = theatre.supervision.load();
  assertEquals(theatre.workers.map(({ index }) => index), [0, 1]);
  const [solo, troupe] = theatre.workers;
  solo!.loaded();
  await settled();
  assertEquals(theatre.news, []);
  troupe!.loaded();
  assertEquals(await load, []);
  assertEquals([...solo!.performed, ...troupe!.performed], []);

  theatre.supervision.perform();
  assertEquals(theatre.news, [
    "let in 0.0",
    "started 0.0",
    "let in 1.0",
    "started 1.0",
    "let in 2.0",
    "started 2.0",
  ]);
  assertEquals([solo!.performed, troupe!.performed], [[[0, 0]], [[0, 0], [1, 0]]]);
  assertEquals([0, 1, 2].map((actor) => theatre.supervision.isAlive(actor)), [true, true, true]);
  await theatre.curtainDown();
});

Deno.test("load tells what kept which actor from coming up", async () => {
  const theatre = new FakeTheatre([1, 2, 1, 1, 1], { loadTimeoutMs: 20 });
  const load = theatre.supervision.load();
  const [solo, troupe, dying, late, good] = theatre.workers;
  solo!.break("no such file");
  troupe!.say({
    type: "notLoaded",
    faults: [{ actor: 2, error: { name: "TypeError", message: "no such export", stack: "" } }],
  });
  dying!.gone();
  good!.loaded();
  theatre.time += 20;
  const faults = faultsIn(await load);
  assertEquals(faults, [
    "0: no such file",
    "2: no such export",
    "3: the worker ended by itself: self.close() or Deno.exit() was called in it",
    "4: it was still loading after 20 ms, raise startTimeoutMs or make its module load faster, --no-check spares workers the check of types",
  ]);
  assertEquals(late!.performed, []);
  assertEquals(theatre.news, [], "what never ran cannot crash");
  await theatre.curtainDown();
});

Deno.test("load tells of a worker that died while others were still loading", async () => {
  const theatre = new FakeTheatre([1, 1]);
  const load = theatre.supervision.load();
  const [early, late] = theatre.workers;
  early!.loaded();
  await settled();
  early!.say({ type: "uncaught", error: { name: "Error", message: "a timer threw", stack: "" } });
  late!.loaded();
  assertEquals(faultsIn(await load), ["0: a timer threw"]);
  assertEquals(early!.terminated, true);
  await theatre.curtainDown();
});

Deno.test("load tells of a worker that could not be started at all", async () => {
  const theatre = new FakeTheatre([2]);
  theatre.failToSpawn = true;
  assertEquals(faultsIn(await theatre.supervision.load()), [
    "0: no more threads",
    "1: no more threads",
  ]);
  await theatre.curtainDown();
});

Deno.test("a solo actor that crashes starts again in a new worker, once the old one is gone", async () => {
  const theatre = new FakeTheatre([1, 1]);
  const [first] = await theatre.curtainUp();
  first!.crash(0, 0);
  assertEquals(theatre.news, ["crashed 0: it broke: restart"]);
  assertEquals(first!.terminated, true);
  await settled();
  assertEquals(theatre.workers.length, 2, "two threads of one actor at a time");
  assertEquals(theatre.supervision.isAlive(0), true);

  first!.gone();
  const second = await theatre.spawned(3);
  assertEquals([second.index, theatre.news], [0, []]);
  second.loaded();
  await until(() => second.performed.length > 0);
  assertEquals(second.performed, [[0, 1]]);
  assertEquals(theatre.news, ["let in 0.1", "started 0.1"]);
  assertEquals([0, 1].map((actor) => theatre.supervision.generation(actor)), [1, 0]);
  await theatre.curtainDown();
});

Deno.test("an actor that crashes too often is given up, and the others go on", async () => {
  const theatre = new FakeTheatre([1, 1], { intensity: { restarts: 2, withinMs: 1000 } });
  let [worker] = await theatre.curtainUp();
  for (let generation = 0; generation < 2; generation++) {
    worker!.crash(0, generation);
    worker!.gone();
    worker = await theatre.spawned(3 + generation);
    worker.loaded();
    await until(() => worker!.performed.length > 0);
  }
  theatre.news;
  worker!.crash(0, 2);
  assertEquals(theatre.news, ["crashed 0: it broke: giveUp"]);
  worker!.gone();
  await settled();
  assertEquals(theatre.workers.length, 4, "a worker for nobody");
  assertEquals([0, 1].map((actor) => theatre.supervision.isAlive(actor)), [false, true]);
  assertEquals(theatre.supervision.generation(0), 2);
  theatre.workers[1]!.end(1, 0);
  assertEquals(theatre.news, ["retired 0", "ended 1", "all done"]);
  await theatre.curtainDown();
});

Deno.test("an actor that is given up is retired only when its thread is gone", async () => {
  const theatre = new FakeTheatre([1], { intensity: { restarts: 0, withinMs: 1000 } });
  const [worker] = await theatre.curtainUp();
  worker!.crash(0, 0);
  await settled();
  assertEquals(theatre.news, ["crashed 0: it broke: giveUp"]);
  worker!.gone();
  await settled();
  assertEquals(theatre.news, ["retired 0", "all done"]);
  await theatre.curtainDown();
});

for (const isLate of [false, true]) {
  Deno.test(`a thread that is ordered to end is waited for, and followed if it goes: ${isLate ? "it does not" : "it does"}`, async () => {
    const theatre = new FakeTheatre([1, 1]);
    const [worker] = await theatre.curtainUp();
    worker!.onKill = () => {};
    worker!.ordered = true;
    theatre.supervision.condemn(0, "hang", errorOf("it hangs"));
    await settled();
    theatre.time += 2000;
    await until(() => theatre.story.includes("lingers 0"));
    theatre.time += ORDERED_TIMEOUT_MS - 1;
    await settled();
    assertEquals(theatre.news, ["lingers 0"]);
    if (isLate) theatre.time += 1;
    else worker!.gone();
    await until(() => theatre.story.some((line) => line.startsWith("crashed 0")));
    const zombie = "its thread cannot be ended: code in it never returns to the event loop: zombie";
    assertEquals(theatre.news[0], `crashed 0: ${isLate ? zombie : "it hangs: restart"}`);
    await until(() => isLate || theatre.workers.length === 3);
    await theatre.curtainDown();
  });
}

Deno.test("an actor whose thread does not go is killed; if it lives on, it is given up and gets no successor", async () => {
  const theatre = new FakeTheatre([1, 1]);
  const [worker] = await theatre.curtainUp();
  worker!.onKill = () => {};
  worker!.crash(0, 0);
  theatre.time += 1999;
  await settled();
  assertEquals([worker!.killed, theatre.supervision.isAlive(0)], [false, true]);
  theatre.time += 1;
  await until(() => !theatre.supervision.isAlive(0));
  assertEquals([worker!.killed, theatre.workers.length], [true, 2]);
  theatre.workers[1]!.end(1, 0);
  assertEquals(theatre.news, [
    "crashed 0: it broke: restart",
    "crashed 0: its thread cannot be ended: code in it never returns to the event loop: zombie",
    "ended 1",
    "all done",
  ]);
  theatre.workers[1]!.gone();
  const closed = theatre.supervision.close(5);
  theatre.time += 5;
  assertEquals(await closed, [0]);
});

Deno.test("restarts that are long ago do not count against an actor", async () => {
  const theatre = new FakeTheatre([1], { intensity: { restarts: 1, withinMs: 1000 } });
  let [worker] = await theatre.curtainUp();
  for (let generation = 0; generation < 4; generation++) {
    theatre.time += 1000;
    worker!.crash(0, generation);
    assertEquals(theatre.news.at(-1), "crashed 0: it broke: restart");
    worker!.gone();
    worker = await theatre.spawned(2 + generation);
    worker.loaded();
    await until(() => worker!.performed.length > 0);
  }
  theatre.time += 999;
  worker!.crash(0, 4);
  worker!.gone();
  await settled();
  assertEquals(theatre.news.slice(-3), ["crashed 0: it broke: giveUp", "retired 0", "all done"]);
  await theatre.curtainDown();
});

Deno.test("a member of a troupe that crashes starts again in its worker, and the others notice nothing", async () => {
  const theatre = new FakeTheatre([3]);
  const [worker] = await theatre.curtainUp();
  worker!.performed.length = 0;
  worker!.crash(1, 0);
  await until(() => worker!.performed.length > 0);
  assertEquals(worker!.performed, [[1, 1]]);
  assertEquals(theatre.news, ["crashed 1: it broke: restart", "let in 1.1", "started 1.1"]);
  assertEquals([theatre.workers.length, worker!.terminated], [1, false]);
  await theatre.curtainDown();
});

Deno.test("when the worker of a troupe dies, its running members start again in a new one", async () => {
  for (const how of ["uncaught", "gone"] as const) {
    const theatre = new FakeTheatre([3]);
    const [worker] = await theatre.curtainUp();
    worker!.end(1, 0);
    if (how === "uncaught") {
      worker!.say({
        type: "uncaught",
        error: { name: "Error", message: "a timer threw", stack: "" },
      });
      assertEquals(worker!.terminated, true);
    }
    worker!.gone();
    const why = how === "uncaught"
      ? "a timer threw"
      : "the worker ended by itself: self.close() or Deno.exit() was called in it";
    assertEquals(theatre.news, [
      "ended 1",
      `crashed 0: ${why}: restart`,
      `crashed 2: ${why}: restart`,
    ]);
    const next = await theatre.spawned(2);
    next.loaded();
    await until(() => next.performed.length > 0);
    assertEquals(next.performed, [[0, 1], [2, 1]]);
    await theatre.curtainDown();
  }
});

Deno.test("a member that waits for its restart when the worker dies runs once in the new one", async () => {
  const theatre = new FakeTheatre([2]);
  const [worker] = await theatre.curtainUp();
  worker!.crash(0, 0, "at once");
  worker!.performed.length = 0;
  theatre.news;
  worker!.crash(0, 1, "first");
  worker!.uncaught("then");
  worker!.gone();
  const next = await theatre.spawned(2);
  next.loaded();
  assertEquals(theatre.news.slice(0, 2), ["crashed 0: first: restart", "crashed 1: then: restart"]);
  await until(() => next.performed.length === 1);
  assertEquals(next.performed, [[1, 1]], "the other has to wait for the pause of the first");
  theatre.time = 20;
  assertEquals(next.performed, [[1, 1], [0, 2]]);
  assertEquals(worker!.performed, [], "the dead worker was told to run somebody");
  await theatre.curtainDown();
});

Deno.test("a new worker that does not come up counts as a crash of those it was for", async () => {
  const theatre = new FakeTheatre([1], { intensity: { restarts: 2, withinMs: 1000 } });
  const [worker] = await theatre.curtainUp();
  worker!.crash(0, 0, "first");
  worker!.gone();
  const second = await theatre.spawned(2);
  second.break("no such file");
  await until(() => second.terminated);
  second.gone();
  const third = await theatre.spawned(3);
  third.say({
    type: "notLoaded",
    faults: [{ actor: 0, error: { name: "Error", message: "no such export", stack: "" } }],
  });
  await until(() => !theatre.supervision.isAlive(0));
  third.gone();
  await settled();
  assertEquals(theatre.news, [
    "crashed 0: first: restart",
    "crashed 0: no such file: restart",
    "crashed 0: no such export: giveUp",
    "retired 0",
    "all done",
  ]);
  assertEquals([second.performed, third.performed, third.terminated], [[], [], true]);
  await theatre.curtainDown();
});

Deno.test("a new worker that loads too long counts as a crash", async () => {
  const theatre = new FakeTheatre([1], {
    intensity: { restarts: 1, withinMs: 1000 },
    loadTimeoutMs: 20,
  });
  const [worker] = await theatre.curtainUp();
  worker!.crash(0, 0);
  worker!.gone();
  await theatre.spawned(2);
  theatre.time += 20;
  await until(() => !theatre.supervision.isAlive(0));
  theatre.workers[1]!.gone();
  await settled();
  assertEquals(theatre.news.slice(1), [
    "crashed 0: it was still loading after 20 ms, raise restartTimeoutMs or make its module load faster: giveUp",
    "retired 0",
    "all done",
  ]);
  await theatre.curtainDown();
});

Deno.test("an actor that had ended when its worker died is not started again", async () => {
  const theatre = new FakeTheatre([2]);
  const [worker] = await theatre.curtainUp();
  theatre.ended.add(1);
  worker!.gone();
  const next = await theatre.spawned(2);
  assertEquals(theatre.news.filter((line) => line.startsWith("ended")), ["ended 1"]);
  next.loaded();
  await until(() => next.performed.length > 0);
  assertEquals(next.performed, [[0, 1]]);
  await theatre.curtainDown();
});

Deno.test("a temporary actor that had ended when its worker died was not removed", async () => {
  const theatre = new FakeTheatre([1], { restart: { 0: "temporary" } });
  const [worker] = await theatre.curtainUp();
  theatre.ended.add(0);
  worker!.gone();
  await until(() => theatre.supervision.isOver(0));
  assertEquals(theatre.news.slice(-2), ["ended 0", "all done"]);
  await theatre.curtainDown();
});

Deno.test("a death of an actor that had ended counts against nobody, and no sibling starts again for it", async () => {
  const theatre = new FakeTheatre([1, 1], {
    strategy: "oneForAll",
    intensity: { restarts: 0, withinMs: 1000 },
  });
  const [worker] = await theatre.curtainUp();
  theatre.ended.add(0);
  worker!.gone();
  await until(() => theatre.supervision.isOver(0));
  assertEquals(theatre.news.at(-1), "ended 0");
  assertEquals([theatre.supervision.isRunning(1), theatre.supervision.generation(1)], [true, 0]);
  await theatre.curtainDown();
});

Deno.test("an actor that threw in a last commit which counted is over when its pause is, and with it the graph", async () => {
  const theatre = new FakeTheatre([2]);
  const [worker] = await theatre.curtainUp();
  worker!.end(0, 0);
  worker!.crash(1, 0);
  worker!.crash(1, 1, "in its last commit");
  theatre.ended.add(1);
  theatre.news;
  theatre.time += 20;
  assertEquals(theatre.news, ["ended 1", "all done"]);
  assertEquals(worker!.terminated, true);
  await theatre.curtainDown();
});

Deno.test("messages of an earlier generation, or of a worker that was dismissed, change nothing", async () => {
  const theatre = new FakeTheatre([2]);
  const [worker] = await theatre.curtainUp();
  worker!.crash(0, 0);
  worker!.crash(0, 0, "twice");
  worker!.end(0, 0);
  await until(() => worker!.performed.length === 3);
  worker!.crash(0, 0, "late");
  worker!.end(0, 0);
  worker!.crash(1, 1, "early");
  assertEquals(theatre.news, ["crashed 0: it broke: restart", "let in 0.1", "started 0.1"]);

  worker!.say({ type: "uncaught", error: { name: "Error", message: "bang", stack: "" } });
  theatre.news;
  worker!.say({ type: "uncaught", error: { name: "Error", message: "bang again", stack: "" } });
  worker!.end(1, 0);
  worker!.say({ type: "pong", worker: 0, call: 0, heapBytes: 1, thread: null });
  assertEquals([theatre.news, theatre.answered], [[], []]);
  await theatre.curtainDown();
});

Deno.test("a sign of life is passed on", async () => {
  const theatre = new FakeTheatre([1, 1]);
  const [, second] = await theatre.curtainUp();
  second!.say({ type: "pong", worker: 1, call: 0, heapBytes: 7, thread: null });
  assertEquals(theatre.answered, [1]);
  await theatre.curtainDown();
});

Deno.test("a worker is ended once all its actors have, and all is done once every actor is", async () => {
  const theatre = new FakeTheatre([1, 2]);
  const [solo, troupe] = await theatre.curtainUp();
  solo!.end(0, 0);
  assertEquals(theatre.news, ["ended 0"]);
  assertEquals([solo!.terminated, troupe!.terminated], [true, false]);
  troupe!.end(1, 0);
  assertEquals(troupe!.terminated, false);
  troupe!.end(2, 0);
  assertEquals(troupe!.terminated, true);
  assertEquals(theatre.news, ["ended 1", "ended 2", "all done"]);
  solo!.gone();
  troupe!.gone();
  await settled();
  assertEquals([theatre.news, theatre.workers.length], [[], 2]);
});

Deno.test("close ends every worker and waits until their threads are gone", async () => {
  const theatre = new FakeTheatre([1, 2]);
  const workers = await theatre.curtainUp();
  let closed = false;
  const close = theatre.supervision.close(60_000).then(() => closed = true);
  assertEquals(workers.map(({ terminated }) => terminated), [true, true]);
  workers[0]!.gone();
  await settled();
  assertEquals(closed, false);
  workers[1]!.gone();
  await close;
  assertEquals(theatre.news, []);
});

Deno.test("close kills a thread that does not go, and gives up on one that cannot be killed", async () => {
  const theatre = new FakeTheatre([1, 1]);
  const [deaf, immortal] = await theatre.curtainUp();
  immortal!.onKill = () => {};
  const closed = theatre.supervision.close(5);
  theatre.time += 4;
  assertEquals([deaf!.killed, immortal!.killed], [false, false]);
  theatre.time += 1;
  assertEquals(await closed, [1]);
  assertEquals([deaf!.killed, immortal!.killed], [true, true]);
  assertEquals(theatre.timers.pending, 0);
});

Deno.test("close during a restart starts nobody any more, at whatever point the restart is", async () => {
  const points = ["worker dying", "pause", "loading"] as const;
  for (const point of points) {
    const theatre = new FakeTheatre([1]);
    let [worker] = await theatre.curtainUp();
    if (point === "pause") {
      // The second crash in the window has a pause before its restart.
      worker!.crash(0, 0);
      worker!.gone();
      worker = await theatre.spawned(2);
      worker.loaded();
      await until(() => worker!.performed.length > 0);
      worker.crash(0, 1);
      worker.gone();
      await settled();
    } else {
      worker!.crash(0, 0);
      if (point === "loading") {
        worker!.gone();
        worker = await theatre.spawned(2);
      }
    }
    const spawned = theatre.workers.length;
    theatre.news;
    const close = theatre.supervision.close(60_000);
    for (const fake of theatre.workers) fake.gone();
    await close;
    await settled();
    assertEquals([theatre.workers.length, theatre.news], [spawned, []], point);
  }
});

Deno.test({
  name: "close during a member's pause before its restart leaves no timer behind",
  sanitizeOps: true,
  async fn() {
    const theatre = new FakeTheatre([2]);
    const [worker] = await theatre.curtainUp();
    worker!.crash(0, 0);
    await until(() => worker!.performed.length === 3);
    worker!.crash(0, 1);
    await theatre.curtainDown();
    assertEquals(worker!.performed.length, 3);
  },
});
