/** Threads that die at any store of the end of their actors: whoever has committed its last turn has ended, and nobody says that it failed. */
import { assert, assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { simulate } from "@steady-state/deno/testing";
import { stopReportOf } from "../fixtures/stop_reports.ts";

const UNTIRING = { restarts: 1_000_000, withinMs: 1000, backoff: { firstMs: 0, maxMs: 20 } };

/** Counts up, and notes in its last turn that this is the last. */
const source = defineActor(import.meta, "source", {
  ports: { out: tx(u32) },
  state: { next: u32, ends: u32 },
  async run(actor) {
    const { ports: { out }, state } = actor;
    while (actor.isRunning(() => out.close())) {
      if (out.trySend(state.next)) state.next++;
      await actor.wait(actor.timeout(1));
    }
    state.ends++;
  },
});

const sink = defineActor(import.meta, "sink", {
  ports: { in: rx(u32) },
  state: { sum: u32, ends: u32 },
  async run(actor) {
    const { ports: { in: input }, state } = actor;
    while (actor.isRunning(() => input.isClosedAndEmpty)) {
      await actor.wait(input.avail());
      state.sum += input.takeBatch().length;
    }
    state.ends++;
  },
});

function drawn(): Graph {
  const graph = new Graph("ends", { log: () => {}, intensity: UNTIRING, showstopper: Infinity });
  const numbers = graph.channel("numbers", u32, { capacity: 4 });
  return graph.actor("SOURCE", source, { ports: { out: numbers.tx } })
    .actor("SINK", sink, { ports: { in: numbers.rx } });
}

Deno.test("no actor is called failed whose last turn has committed, at whichever store its thread dies", async () => {
  let deaths = 0;
  const options = { seeds: 600, faults: { deathAtStore: 0.08 } };
  await simulate(drawn, options, async (stage) => {
    await stage.advance(3 + stage.seed % 7);
    stage.stop();
    const { actors } = await stopReportOf(stage);
    for (const { label, outcome, state, restarts } of actors) {
      const { ends } = state as { ends: number };
      deaths += restarts;
      assertEquals(
        outcome,
        ends === 1 ? "ended" : "failed",
        `${label}, which has ended ${ends} times`,
      );
    }
  });
  assert(deaths > 150, `only ${deaths} deaths`);
});
