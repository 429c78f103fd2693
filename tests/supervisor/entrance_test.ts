/** What a supervision does after the death of a thread of which nobody knows whose it was. */
import { assert, assertEquals } from "@std/assert";
import { ALONE_MS } from "../../src/supervisor/probation.ts";
import { FakeTheatre, settled, until } from "./fake_theatre.ts";
import { errorOf, type FakeWorker } from "./fake_worker.ts";

const OFTEN = { restarts: 1e6, withinMs: 1000, backoff: { firstMs: 0, maxMs: 0 } };

/** A troupe whose thread has died once; `suspected`: those that had something under work. */
async function troupeAfterDeath(size: number, suspected: readonly number[]) {
  const theatre = new FakeTheatre([size], { intensity: OFTEN });
  const [first] = await theatre.curtainUp();
  suspected.forEach((actor) => theatre.unclear.add(actor));
  first!.uncaught();
  return { theatre, second: await nextWorker(theatre) };
}

/** The worker that follows the last one, which goes, once it has run somebody. */
function nextWorker(theatre: FakeTheatre): Promise<FakeWorker> {
  const count = theatre.workers.length;
  theatre.workers.at(-1)!.gone();
  return workerAt(theatre, count + 1);
}

/** The worker that is spawned as number `count`, once it has run somebody. */
async function workerAt(theatre: FakeTheatre, count: number): Promise<FakeWorker> {
  const next = await theatre.spawned(count);
  next.loaded();
  await until(() => next.performed.length > 0);
  return next;
}

function seatsIn({ performed }: FakeWorker): number[] {
  return performed.map(([seat]) => seat);
}

Deno.test("after a death that may be anybody's, those that had something under work come in one by one, then the others", async () => {
  const { theatre, second } = await troupeAfterDeath(4, [1, 3]);
  assertEquals(seatsIn(second), [1]);
  second.say({ type: "eased", actor: 3, generation: 1 });
  second.say({ type: "eased", actor: 1, generation: 0 });
  assertEquals(seatsIn(second), [1], "neither is the one that is alone");
  second.say({ type: "eased", actor: 1, generation: 1 });
  assertEquals(seatsIn(second), [1, 3]);
  second.end(3, 1);
  assertEquals(seatsIn(second), [1, 3, 0, 2]);
  await theatre.curtainDown();
});

Deno.test("where nobody had anything under work, all come in at once", async () => {
  const { theatre, second } = await troupeAfterDeath(3, []);
  assertEquals(seatsIn(second), [0, 1, 2]);
  await theatre.curtainDown();
});

Deno.test("a death is shown to be an actor's own only if nobody else has run in its worker", async () => {
  const { theatre, second } = await troupeAfterDeath(3, [1]);
  const shown = () => theatre.evidence.splice(0).map(({ isShown }) => isShown);
  assertEquals(shown(), [false, false, false]);
  second.gone();
  assertEquals(theatre.reports.slice(3).map(({ actor }) => actor), ["actor 1"]);
  assertEquals(shown(), [true]);

  const third = await nextWorker(theatre);
  assertEquals(seatsIn(third), [1], "those that were kept out are kept out again");
  third.say({ type: "eased", actor: 1, generation: 2 });
  assertEquals(seatsIn(third), [1, 0, 2]);
  third.gone();
  assertEquals(shown(), [false, false, false]);
  await theatre.curtainDown();
});

Deno.test("nobody is kept out for long by one that is neither through nor dead", async () => {
  const { theatre, second } = await troupeAfterDeath(3, [1]);
  theatre.time += ALONE_MS - 1;
  assertEquals([seatsIn(second), second.pings], [[1], 0]);
  theatre.time += 1;
  assertEquals([seatsIn(second), second.pings], [[1], 1]);
  second.say({ type: "pong", worker: 0, call: 0, heapBytes: 0, thread: null });
  assertEquals(seatsIn(second), [1, 0, 2]);
  second.say({ type: "pong", worker: 0, call: 0, heapBytes: 0, thread: null });
  second.say({ type: "eased", actor: 1, generation: 1 });
  assertEquals(seatsIn(second), [1, 0, 2]);
  await theatre.curtainDown();
});

Deno.test("into a thread that is blocked nobody is let in, so a hang there is shown to be of the one inside", async () => {
  const { theatre, second } = await troupeAfterDeath(2, [1]);
  theatre.time += 60 * ALONE_MS;
  assertEquals(seatsIn(second), [1]);
  theatre.evidence.length = 0;
  void theatre.supervision.condemn(1, "hang", errorOf("hang"));
  await settled();
  assertEquals(theatre.evidence, [{ underWork: undefined, isShown: true, isOfThread: true }]);
  assertEquals(theatre.involved, []);
  assertEquals(seatsIn(await workerAt(theatre, 3)), [1]);
  await theatre.curtainDown();
});

Deno.test("a mate of one that hangs is involved, and is the first to be alone although it starts again later", async () => {
  const theatre = new FakeTheatre([3], { intensity: OFTEN });
  await theatre.curtainUp();
  theatre.unclear.add(2);
  void theatre.supervision.condemn(0, "hang", errorOf("hang"));
  await settled();
  assertEquals(theatre.involved.map(([actor]) => actor), [1, 2]);
  const second = await workerAt(theatre, 2);
  assertEquals(seatsIn(second), [2]);
  second.say({ type: "eased", actor: 2, generation: 1 });
  assertEquals(seatsIn(second).toSorted(), [0, 1, 2]);
  await theatre.curtainDown();
});

Deno.test("a restart that people ask for says nothing about anybody's messages", async () => {
  const theatre = new FakeTheatre([2], { intensity: OFTEN });
  await theatre.curtainUp();
  void theatre.supervision.condemn(0, "asked", errorOf("please"));
  await settled();
  const nothing = { underWork: [], isShown: false, isOfThread: false };
  assertEquals(theatre.evidence, [nothing]);
  assertEquals(theatre.involved, [[1, nothing]]);
  await theatre.curtainDown();
});

Deno.test("whoever is kept out when the worker dies, or is expelled, or is started again by a sibling, is not forgotten", async () => {
  const theatre = new FakeTheatre([3, 1], { intensity: OFTEN, strategy: "oneForAll" });
  const [first] = await theatre.curtainUp();
  theatre.unclear.add(0);
  first!.uncaught();
  theatre.workers[1]!.gone();
  first!.gone();
  const [second, other] = [await theatre.spawned(3), await theatre.spawned(4)];
  second.loaded();
  other.loaded();
  await until(() => second.performed.length > 0);
  assertEquals(seatsIn(second), [0]);
  theatre.supervision.expel(2);
  other.crash(3, theatre.supervision.generation(3));
  assertEquals(second.retired, [[0, 1]], "only who runs is to be taken out");
  other.gone();
  second.answer(0, 1);
  (await theatre.spawned(5)).loaded();
  await until(() => second.performed.length > 2);
  assertEquals(seatsIn(second), [0, 0, 1], "the worker is not fresh: all are let in at once");
  assert(!theatre.supervision.isAlive(2));
  await theatre.curtainDown();
});

Deno.test("whatever dies or is slow, and whoever is suspected: all come in again, each generation once", async () => {
  let state = 7;
  const random = (sides: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * sides);
  };
  const actors = [0, 1, 2, 3, 4, 5];
  const theatre = new FakeTheatre([4, 2], { willing: true, intensity: OFTEN });
  await theatre.curtainUp();
  for (let i = 0; i < 600; i++) {
    theatre.unclear.clear();
    for (const actor of actors) if (random(2) === 0) theatre.unclear.add(actor);
    const actor = random(6);
    const generation = theatre.supervision.generation(actor);
    switch (random(6)) {
      case 0:
        theatre.workerOf(actor).gone();
        break;
      case 1:
        theatre.workerOf(actor).uncaught();
        break;
      case 2:
        void theatre.supervision.condemn(actor, "hang", errorOf("hang"));
        break;
      case 3:
        theatre.workerOf(actor).crash(actor, generation);
        break;
      case 4:
        theatre.workerOf(actor).say({ type: "eased", actor, generation });
        break;
      case 5:
        theatre.time += random(3) * ALONE_MS;
    }
    for (let pause = random(6); pause > 0; pause--) await Promise.resolve();
  }
  await until(() => {
    theatre.time += ALONE_MS;
    return actors.every((actor) => theatre.supervision.isRunning(actor));
  });
  const starts = theatre.story.filter((line) => line.startsWith("started"));
  assertEquals(starts.length, new Set(starts).size);
  assert(starts.length > 300, `only ${starts.length} starts: the test tests little`);
  await theatre.curtainDown();
});
