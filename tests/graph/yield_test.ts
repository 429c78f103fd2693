/** Turns that take long and yield. */
import { assert, assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { cell, defineActor, rx, text } from "@steady-state/deno/actor";
import { rehearse } from "@steady-state/deno/testing";
import { mate, timed, yielder } from "../fixtures/yield_actors.ts";
import { within } from "../fixtures/watch.ts";

/** Takes in a turn in which it yields, while a callback of it tries to commit. */
export const careless = defineActor(import.meta, "careless", {
  ports: { work: rx(u32) },
  state: { said: cell(text, ""), done: u32 },
  async run(actor) {
    const { ports: { work }, state } = actor;
    await actor.wait(work.avail());
    state.done = work.takeNext();
    queueMicrotask(() => {
      try {
        actor.commit();
      } catch (error) {
        state.said = (error as Error).message;
      }
    });
    await actor.yield();
    while (actor.isRunning()) await actor.wait(actor.stopping());
  },
});

Deno.test("an actor that yields lets timers and its mates go on, and commits nothing", async () => {
  const graph = new Graph("yielding", { log: () => {} });
  const numbers = graph.channel("numbers", u32);
  const troupe = graph.troupe("BOTH");
  const one = graph.add("YIELDER", yielder, { ports: { numbers: numbers.tx }, troupe });
  const other = graph.add("MATE", mate, { ports: { numbers: numbers.rx }, troupe });
  await graph.start();
  assert((await within(graph.finished, "the end")).clean);
  assertEquals([one.state().turns, other.state().sum, other.state().early], [1, 1, 0]);
  assert(one.state().rounds > 0);
});

for (const waitStrategy of ["spin", "park", "adaptive"] as const) {
  Deno.test(`an actor of its own that yields lets timers go on: ${waitStrategy}`, async () => {
    const graph = new Graph("alone", { log: () => {} });
    const one = graph.add("TIMED", timed, { waitStrategy });
    await graph.start();
    assert((await within(graph.finished, "the end")).clean);
    assertEquals(one.state().turns, 1);
  });
}

Deno.test("while an actor yields, in a rehearsal too, nobody else commits its turn", async () => {
  await using scene = await rehearse(careless);
  scene.work.send(7);
  await scene.settle();
  const { said, done } = scene.state;
  assert(said.startsWith("Cannot commit a turn: actor"), said);
  assertEquals(done, 7);
});
