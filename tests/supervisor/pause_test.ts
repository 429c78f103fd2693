/** Nobody is shot because the whole process stood still, by whatever deadline. */
import { assertEquals } from "@std/assert";
import { ALONE_MS } from "../../src/supervisor/probation.ts";
import { FakeTheatre, faultsIn, settled, until } from "./fake_theatre.ts";

const PAUSE_MS = 100_000;

/** The host stands still for longer than any deadline. */
async function standStill(theatre: FakeTheatre): Promise<void> {
  theatre.timers.standStillTo(theatre.time + PAUSE_MS);
  await settled();
}

Deno.test("a member that is being taken out has its whole time after a pause", async () => {
  const theatre = new FakeTheatre([2], { strategy: "oneForAll" });
  const [troupe] = await theatre.curtainUp();
  troupe!.crash(0, 0);
  theatre.time += 1990;
  await standStill(theatre);
  theatre.time += 1999;
  assertEquals(troupe!.killed, false);
  theatre.time += 1;
  assertEquals(troupe!.killed, true);
  await theatre.curtainDown();
});

Deno.test("a thread that is being ended is not killed, nor given up, after a pause", async () => {
  const theatre = new FakeTheatre([1]);
  const [worker] = await theatre.curtainUp();
  worker!.onKill = () => {};
  worker!.crash(0, 0);
  theatre.time += 1990;
  await standStill(theatre);
  assertEquals([worker!.killed, theatre.supervision.isAlive(0)], [false, true]);
  worker!.gone();
  (await theatre.spawned(2)).loaded();
  await until(() => theatre.supervision.isRunning(0));
  await theatre.curtainDown();
});

Deno.test("a worker that is loading at the start has its whole time after a pause", async () => {
  const theatre = new FakeTheatre([1, 1], { loadTimeoutMs: 1000 });
  const faults = theatre.supervision.load();
  theatre.time += 990;
  await standStill(theatre);
  theatre.workers[0]!.loaded();
  theatre.time += 999;
  await settled();
  theatre.workers[1]!.loaded();
  assertEquals(faultsIn(await faults), []);
  await theatre.curtainDown();
});

Deno.test("a worker that is loading for a restart has its whole time after a pause", async () => {
  const theatre = new FakeTheatre([1], { loadTimeoutMs: 1000 });
  await theatre.curtainUp();
  theatre.crash(0);
  theatre.workers[0]!.gone();
  const second = await theatre.spawned(2);
  theatre.time += 990;
  await standStill(theatre);
  theatre.time += 999;
  await settled();
  second.loaded();
  await until(() => theatre.supervision.isRunning(0));
  assertEquals(theatre.reports.length, 1);
  await theatre.curtainDown();
});

Deno.test("a worker that loads during a stop has as much time after a pause as without one", async () => {
  const theatre = new FakeTheatre([1, 1]);
  const [first] = await theatre.curtainUp();
  theatre.supervision.hurry(9000);
  await standStill(theatre);
  first!.crash(0, 0);
  first!.gone();
  const next = await theatre.spawned(3);
  theatre.time += 2900;
  await settled();
  next.loaded();
  await until(() => theatre.supervision.isRunning(0));
  await theatre.curtainDown();
});

Deno.test("one that is alone in its worker is not taken for slow because of a pause", async () => {
  const theatre = new FakeTheatre([3]);
  const [first] = await theatre.curtainUp();
  theatre.unclear.add(1);
  first!.uncaught();
  first!.gone();
  const second = await theatre.spawned(2);
  second.loaded();
  await until(() => second.performed.length > 0);
  theatre.time += ALONE_MS - 1;
  await standStill(theatre);
  assertEquals(second.pings, 0);
  theatre.time += ALONE_MS;
  assertEquals(second.pings, 1);
  await theatre.curtainDown();
});

Deno.test("a restart whose pause ended meanwhile comes at once", async () => {
  const backoff = { firstMs: 50_000, maxMs: 50_000 };
  const theatre = new FakeTheatre([1], {
    willing: true,
    intensity: { restarts: 9, withinMs: 60_000, backoff },
  });
  await theatre.curtainUp();
  theatre.crash(0);
  await until(() => theatre.supervision.isRunning(0));
  theatre.crash(0);
  await settled();
  assertEquals(theatre.supervision.isDown(0), true);
  await standStill(theatre);
  await until(() => theatre.supervision.isRunning(0));
  await theatre.curtainDown();
});
