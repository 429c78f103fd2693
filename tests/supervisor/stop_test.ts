/** Who is started again while the graph stops, over fake workers and a virtual clock. */
import { assertEquals } from "@std/assert";
import type { Backoff } from "../../src/supervisor/intensity.ts";
import type { LeftToDo } from "../../src/supervisor/supervision_events.ts";
import { FakeTheatre, settled, type TheatreOptions, until } from "./fake_theatre.ts";
import { errorOf } from "./fake_worker.ts";

const SLOW: Backoff = { firstMs: 20_000, maxMs: 20_000 };
const PATIENT = { restarts: 100, withinMs: 600_000, backoff: SLOW };
const STOP_MS = 9000;

/** Nothing there to take, and no outputs. */
const IDLE: LeftToDo = { channels: "none", voted: false, turn: 0 };

/** A theatre whose actor 0 waits out a pause of twenty seconds. */
async function inPause(
  crews: readonly number[],
  options: TheatreOptions = {},
): Promise<FakeTheatre> {
  const theatre = new FakeTheatre(crews, { intensity: PATIENT, willing: true, ...options });
  await theatre.curtainUp();
  theatre.crash(0);
  await until(() => theatre.supervision.isRunning(0));
  theatre.crash(0);
  await settled();
  assertEquals([theatre.supervision.isDown(0), theatre.time], [true, 0]);
  theatre.story.length = 0;
  return theatre;
}

for (const crew of [1, 2]) {
  Deno.test(`a stop ends every pause at once, in a crew of ${crew}, and lets none begin`, async () => {
    const theatre = await inPause([crew]);
    theatre.supervision.hurry(STOP_MS);
    await until(() => theatre.supervision.isRunning(0));
    theatre.crash(0);
    await until(() => theatre.supervision.isRunning(0));
    assertEquals(theatre.time, 0);
    assertEquals(theatre.reports.at(-1)?.delayMs, 0);
    assertEquals(theatre.starts, ["0.2", "0.3"]);
    await theatre.curtainDown();
  });
}

Deno.test("a stop ends the pause of siblings that are to start again together", async () => {
  const theatre = await inPause([1, 1, 2], { strategy: "oneForAll" });
  theatre.supervision.hurry(STOP_MS);
  await until(() => [0, 1, 2, 3].every((actor) => theatre.supervision.isRunning(actor)));
  assertEquals([theatre.time, theatre.starts], [0, ["0.2", "1.2", "2.2", "3.2"]]);
  await theatre.curtainDown();
});

Deno.test("in a stop, an actor with something to take is started again until its supervisor has had enough", async () => {
  const theatre = await inPause([1], {
    intensity: { restarts: 4, withinMs: 600_000, backoff: SLOW },
  });
  theatre.supervision.hurry(STOP_MS);
  for (let i = 0; i < 3; i++) {
    await until(() => theatre.supervision.isRunning(0));
    theatre.crash(0);
  }
  await settled();
  assertEquals(theatre.news.filter((line) => line.startsWith("crashed")), [
    "crashed 0: it broke: restart",
    "crashed 0: it broke: restart",
    "crashed 0: it broke: giveUp",
  ]);
  await theatre.curtainDown();
});

Deno.test("in a stop, an actor with nothing to take gets one more chance, and another for each turn it commits", async () => {
  const theatre = new FakeTheatre([1], { intensity: PATIENT, willing: true });
  await theatre.curtainUp();
  theatre.toDo[0] = { channels: "output", voted: false, turn: 7 };
  theatre.supervision.hurry(STOP_MS);
  for (const turn of [7, 8, 9, 9]) {
    await until(() => theatre.supervision.isRunning(0));
    theatre.toDo[0] = { channels: "output", voted: turn > 7, turn };
    theatre.crash(0);
  }
  await settled();
  assertEquals(theatre.reports.map(({ decision }) => decision), [
    "restart",
    "restart",
    "restart",
    "end",
  ]);
  assertEquals(theatre.news.slice(-2), ["retired 0", "all done"]);
  await theatre.curtainDown();
});

Deno.test("an actor that waits for its restart when a stop is asked for has had its first death", async () => {
  const theatre = new FakeTheatre([1, 1], { intensity: PATIENT, willing: true });
  await theatre.curtainUp();
  theatre.toDo[0] = theatre.toDo[1] = IDLE;
  for (let i = 0; i < 2; i++) {
    theatre.crash(0);
    if (i === 0) await until(() => theatre.supervision.isRunning(0));
  }
  // This one has lived on since.
  theatre.crash(1);
  await until(() => theatre.supervision.isRunning(1));
  theatre.supervision.hurry(STOP_MS);
  await until(() => theatre.supervision.isRunning(0));
  theatre.news;
  theatre.crash(0);
  theatre.crash(1);
  await until(() => theatre.supervision.isRunning(1));
  assertEquals(theatre.reports.slice(-2).map(({ actor, decision }) => [actor, decision]), [
    ["actor 0", "end"],
    ["actor 1", "restart"],
  ]);
  await theatre.curtainDown();
});

for (const crew of [1, 2]) {
  Deno.test(`an actor that dies of its own stop, with nothing left to do, is not started again, in a crew of ${crew}`, async () => {
    const theatre = new FakeTheatre([crew], { intensity: PATIENT, willing: true });
    await theatre.curtainUp();
    theatre.toDo[0] = { channels: "none", voted: true, turn: 5 };
    theatre.supervision.hurry(STOP_MS);
    theatre.crash(0);
    await settled();
    assertEquals(theatre.news, [
      "crashed 0: it broke: end",
      "retired 0",
      ...crew === 1 ? ["all done"] : [],
    ]);
    assertEquals(theatre.workers.length, 1);
    await theatre.curtainDown();
  });
}

for (const crew of [1, 2]) {
  Deno.test(`an actor that had ended when it died has ended, also in a stop, in a crew of ${crew}`, async () => {
    const theatre = new FakeTheatre([crew], { intensity: PATIENT, willing: true });
    await theatre.curtainUp();
    theatre.toDo[0] = theatre.toDo[1] = { channels: "none", voted: true, turn: 5 };
    theatre.supervision.hurry(STOP_MS);
    theatre.ended.add(0);
    theatre.workerOf(0).gone();
    await until(() => theatre.supervision.isOver(0) && (crew === 1 || theatre.workers.length > 1));
    await settled();
    const news = theatre.news.filter((line) => /^(ended|retired|started)/.test(line));
    // Only its mate is there to go on.
    assertEquals(news, crew === 1 ? ["ended 0"] : ["ended 0", "started 1.1"]);
    await theatre.curtainDown();
  });
}

Deno.test("in a stop, members of a worker that dies by whoever's doing are all started again", async () => {
  const theatre = new FakeTheatre([2], { intensity: PATIENT, willing: true });
  await theatre.curtainUp();
  theatre.toDo[0] = theatre.toDo[1] = { channels: "none", voted: true, turn: 5 };
  theatre.supervision.hurry(STOP_MS);
  for (let count = 1; count <= 3; count++) {
    theatre.workerOf(0).uncaught();
    await until(() => theatre.workers.length > count && theatre.supervision.isRunning(1));
  }
  assertEquals(new Set(theatre.reports.map(({ decision }) => decision)), new Set(["restart"]));
  await theatre.curtainDown();
});

const loads: [what: string, left: LeftToDo["channels"], ms: number][] = [
  ["with something to take", "input", STOP_MS / 3],
  ["with outputs to end", "output", STOP_MS / 3],
  ["with nothing to do", "none", STOP_MS / 10],
];

for (const [what, channels, ms] of loads) {
  Deno.test(`a load that hangs when a stop is asked for gets ${ms} ms of ${STOP_MS}, ${what}`, async () => {
    const theatre = new FakeTheatre([1, 1]);
    const [first] = await theatre.curtainUp();
    first!.crash(0, 0);
    first!.gone();
    await theatre.spawned(3);
    theatre.toDo[0] = { channels, voted: false, turn: 0 };
    theatre.supervision.hurry(STOP_MS);
    await settled();
    theatre.time += ms - 1;
    await settled();
    assertEquals(theatre.supervision.isDown(0), true);
    theatre.time += 1;
    await until(() => !theatre.supervision.isAlive(0));
    theatre.workers[2]!.gone();
    await settled();
    assertEquals(theatre.news.slice(-2), [
      `crashed 0: it was still loading after ${ms} ms of the stop, raise stopTimeoutMs or make its module load faster: end`,
      "retired 0",
    ]);
    assertEquals(theatre.supervision.isRunning(1), true);
    await theatre.curtainDown();
  });

  Deno.test(`a load that begins during a stop gets its share of what is left, ${what}`, async () => {
    const theatre = new FakeTheatre([1, 1]);
    const [first] = await theatre.curtainUp();
    theatre.supervision.hurry(STOP_MS + 1000);
    theatre.time += 1000;
    theatre.toDo[0] = { channels, voted: false, turn: 0 };
    first!.crash(0, 0);
    first!.gone();
    await theatre.spawned(3);
    theatre.time += ms - 1;
    await settled();
    assertEquals(theatre.supervision.isDown(0), true);
    theatre.time += 1;
    await until(() => !theatre.supervision.isAlive(0));
    await theatre.curtainDown();
  });
}

Deno.test("a stop does not hold a sibling back whose mate does not come up", async () => {
  const theatre = new FakeTheatre([1, 1], { strategy: "oneForAll" });
  const [first, second] = await theatre.curtainUp();
  first!.crash(0, 0);
  await settled();
  first!.gone();
  second!.gone();
  await theatre.spawned(4);
  theatre.supervision.hurry(STOP_MS);
  const hanging = theatre.workers.slice(2).find(({ index }) => index === 0)!;
  theatre.workers.slice(2).find(({ index }) => index === 1)!.loaded();
  await settled();
  assertEquals(theatre.supervision.isRunning(1), false);
  theatre.time += STOP_MS / 3;
  await until(() => theatre.supervision.isRunning(1));
  assertEquals(theatre.supervision.isAlive(0), false);
  hanging.gone();
  await theatre.curtainDown();
});

Deno.test("a stop at the start bounds the loads that are under way", async () => {
  const theatre = new FakeTheatre([1, 1]);
  const faults = theatre.supervision.load();
  theatre.workers[0]!.loaded();
  theatre.supervision.hurry(STOP_MS);
  theatre.time += STOP_MS / 3;
  assertEquals((await faults).map(({ actor, error }) => [actor, error.message]), [
    [
      1,
      "it was still loading after 3000 ms of the stop, raise stopTimeoutMs or make its module load faster",
    ],
  ]);
  await theatre.curtainDown();
});

Deno.test("a restart that people ask for is no crash: it is not counted, and no pause grows by it", async () => {
  const theatre = new FakeTheatre([1], {
    intensity: { restarts: 1, withinMs: 1000 },
    willing: true,
  });
  await theatre.curtainUp();
  for (let i = 0; i < 5; i++) {
    await theatre.supervision.restart(0, errorOf("somebody asked"));
    await until(() => theatre.supervision.isRunning(0));
  }
  assertEquals([theatre.time, theatre.supervision.generation(0)], [0, 5]);
  theatre.crash(0);
  await until(() => theatre.supervision.isRunning(0));
  assertEquals(theatre.reports.map(({ cause, decision, delayMs }) => [cause, decision, delayMs]), [
    ...Array.from({ length: 5 }, () => ["asked", "restart", 0]),
    ["throw", "restart", 0],
  ]);
  await theatre.curtainDown();
});

Deno.test("a restart that people ask for ends the pause of an actor that waits for its own", async () => {
  const theatre = await inPause([1]);
  await theatre.supervision.restart(0, errorOf("somebody asked"));
  await until(() => theatre.supervision.isRunning(0));
  assertEquals([theatre.time, theatre.starts], [0, ["0.2"]]);
  await theatre.curtainDown();
});

Deno.test("a crash loop is given up although each pause is longer than the window", async () => {
  const theatre = new FakeTheatre([1], {
    intensity: { restarts: 3, withinMs: 10, backoff: { firstMs: 1000, maxMs: 60_000 } },
    willing: true,
  });
  await theatre.curtainUp();
  for (let crashes = 0; crashes < 10; crashes++) {
    theatre.time += 1;
    theatre.crash(0);
    await settled();
    if (!theatre.supervision.isAlive(0)) break;
    if (theatre.supervision.isDown(0)) theatre.time += 60_000;
    await until(() => theatre.supervision.isRunning(0));
  }
  assertEquals(theatre.reports.map(({ decision }) => decision), [
    "restart",
    "restart",
    "restart",
    "giveUp",
  ]);
  await theatre.curtainDown();
});

Deno.test("sixty workers that start again at once on a machine that is too busy for them: no load counts as a crash", async () => {
  const theatre = new FakeTheatre(Array.from({ length: 60 }, () => 1), {
    intensity: { restarts: 60, withinMs: 10_000 },
    loadTimeoutMs: 60_000,
  });
  const first = await theatre.curtainUp();
  first.forEach((worker, actor) => worker.crash(actor, 0));
  for (const worker of first) worker.gone();
  await until(() => theatre.workers.length === 120);
  theatre.time += 59_000;
  await settled();
  for (const worker of theatre.workers.slice(60)) worker.loaded();
  await until(() => first.every((_, actor) => theatre.supervision.isRunning(actor)));
  assertEquals(theatre.reports.length, 60);
  await theatre.curtainDown();
});
