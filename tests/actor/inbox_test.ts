import { assert, assertEquals, assertMatch } from "@std/assert";
import { Graph, type Tx, u32 } from "@steady-state/deno";
import { collect, rehearse, simulate } from "@steady-state/deno/testing";
import { source } from "../fixtures/chain_actors.ts";
import { desk, fates, mortal, taker } from "../fixtures/inbox_actors.ts";
import { sink } from "../fixtures/chain_actors.ts";

Deno.test("what callbacks put in is taken by turns, and each put is told what the actor answers", async () => {
  await using scene = await rehearse(desk);
  assertEquals(await scene.out.take(6), [1, 2, 3, 4, 5, 6]);
  assertEquals(await scene.notes.take(6), ["1: 1", "2: 2", "3: 3", "4: 4", "5: 5", "6: 6"]);
  scene.stop();
  assertEquals((await scene.ended).clean, true);
});

Deno.test("puts wait for room in order, so many and no more, and a put is settled by the commit that sent what became of it", async () => {
  await using scene = await rehearse(desk, {
    args: { capacity: 1, maxWaiting: 2, puts: 9 },
    capacity: 1,
  });
  scene.out.hold();
  scene.notes.hold(false);
  await scene.advance(200);
  // One is in the channel, the collector may have taken one before it held; one in the inbox, two wait.
  const [, ...refused] = await scene.notes.take(5);
  assertEquals(refused.every((note) => note.endsWith("full")), true, `${refused}`);
  scene.out.hold(false);
  const sent = await scene.out.take(4);
  assertEquals(sent, sent.toSorted((a, b) => a - b));
});

Deno.test("actor.take takes from an inbox; a stop closes it, and what is in it still comes", async () => {
  await using scene = await rehearse(taker);
  scene.in.send(5);
  scene.out.hold();
  await scene.settle();
  scene.stop();
  await scene.settle();
  scene.out.hold(false);
  assertEquals(await scene.out.take(5), [1, 2, 3, 4, 5]);
  scene.in.close();
  assertEquals((await scene.ended).clean, true);
  assertEquals(scene.out.taken.length, 5);
});

/** What became of the puts of an actor that comes to its end in one of these ways. */
async function fatesIf(how: string, ms = 0): Promise<string[]> {
  fates.length = 0;
  await using scene = await rehearse(mortal, { freshModules: false });
  scene.in.send(how);
  await scene.settle();
  await scene.advance(ms);
  return [...fates];
}

Deno.test("an actor that dies with items tells each put what has become of its item", async () => {
  const [refused, taken, there, waiting] = await fatesIf("throws");
  assertMatch(refused!, /^refused: UndeliveredError: .* it is full, and 1 wait for room already/);
  const over = 'Cannot put into an inbox of actor "ACTOR": Generation 0 of actor "ACTOR" is over: ';
  assertEquals([taken, there, waiting], [
    `taken: UndeliveredError: ${over}its run threw; the turn that took it did not commit, so nothing of that turn has happened`,
    `there: UndeliveredError: ${over}its run threw; it was never taken`,
    `waiting: UndeliveredError: ${over}its run threw; it was never taken`,
  ]);
});

Deno.test("an actor whose run returns has taken what its last turn took, and nothing else", async () => {
  const [, taken, there] = await fatesIf("returns");
  assertEquals(taken, "taken: delivered");
  assertMatch(there!, /^there: .* its run returned; it was never taken$/);
});

Deno.test("what was committed is delivered, also where nothing else was", async () => {
  const [, taken, more] = await fatesIf("commits");
  assertEquals([taken, more], ["taken: delivered", undefined]);
});

Deno.test("a callback cannot take from an inbox while its actor waits", async () => {
  const texts = await fatesIf("misuses", 10);
  assertMatch(
    texts.find((text) => text.startsWith("TypeError"))!,
    /^TypeError: Cannot take what was to put into an inbox of actor "ACTOR": actor "ACTOR" is in a wait/,
  );
});

function books(): Graph {
  const graph = new Graph("books", {
    intensity: { restarts: 100_000, withinMs: 60_000, backoff: { firstMs: 1, maxMs: 5 } },
    showstopper: 100_000,
    logLevel: "error",
  });
  const numbers = graph.channel("numbers", u32, { capacity: 4 });
  return graph.actor("SOURCE", source, { ports: { out: numbers.tx } })
    .actor("SINK", sink, { ports: { in: numbers.rx } });
}

Deno.test("whoever dies at whatever store: what was delivered is there once, what was rejected never", async () => {
  const faults = { death: 0.01, deathAtStore: 0.03, uncaught: 0.003 };
  let deliveries = 0;
  let rejections = 0;
  await simulate(books, { seeds: 150, faults }, async (stage) => {
    const delivered: number[] = [];
    const rejected: number[] = [];
    let next = 0;
    stage.perform("SOURCE", async (actor) => {
      const out = actor.ports.out as unknown as Tx<number>;
      const inbox = actor.inbox<number>({ capacity: 3, maxWaiting: 2 });
      const clients = [0, 1, 2, 3, 4, 5].map(async () => {
        while (next < 120) {
          const item = next++;
          await inbox.put(item).then(() => delivered.push(item), () => rejected.push(item));
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      });
      clients.forEach((client) => client.catch(() => {}));
      while (next < 120 && actor.isRunning()) {
        await actor.wait(inbox.avail());
        while (!inbox.isEmpty && out.vacantUnits > 0) out.trySend(inbox.tryTake()!);
      }
    });
    const numbers = collect<number>();
    stage.perform("SINK", numbers);
    await stage.finished;
    const { taken } = numbers;
    assertEquals(new Set(taken).size, taken.length, "doubled");
    assertEquals(delivered.filter((item) => !taken.includes(item)), [], "lost");
    assertEquals(rejected.filter((item) => taken.includes(item)), [], "rejected, and there");
    deliveries += delivered.length;
    rejections += rejected.length;
  });
  assert(deliveries > 1000 && rejections > 100, `${deliveries} delivered, ${rejections} rejected`);
});
