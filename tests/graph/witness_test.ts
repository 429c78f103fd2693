/** Why an actor has not come to its end at a stop, where it is not what it seems: whom it is told to look at. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { Graph, StopError, u32 } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { simulate } from "@steady-state/deno/testing";
import { passer } from "../fixtures/cycle_actors.ts";
import { deadline } from "../fixtures/strain.ts";
import { actorIn, within } from "../fixtures/watch.ts";

/** Takes one message, and leaves. */
const leaver = defineActor(import.meta, "leaver", {
  ports: { input: rx(u32) },
  async run(actor) {
    await actor.take(actor.ports.input);
  },
});

/** Sends for ever, whatever becomes of it. */
const shouter = defineActor(import.meta, "shouter", {
  ports: { output: tx(u32) },
  async run(actor) {
    for (;;) await actor.send(actor.ports.output, 1);
  },
});

/** Agrees to a stop, and stays. */
const lingerer = defineActor(import.meta, "lingerer", {
  async run(actor) {
    while (actor.isRunning()) await actor.wait(actor.stopping());
    for (;;) await actor.wait(actor.timeout(100_000));
  },
});

/** Why each did not stop. */
async function whys(draw: () => Graph): Promise<Record<string, string>> {
  let why: Record<string, string> = {};
  await simulate(draw, {}, async (stage) => {
    await stage.advance("1 s");
    stage.stop();
    const { report } = await assertRejects(() => stage.finished, StopError);
    why = Object.fromEntries(report.actors.map(({ label, why }) => [label, why]));
  });
  return why;
}

Deno.test("an actor that sends where nobody takes any more is told so, and not only that it never voted", async () => {
  const { SHOUTER } = await whys(() => {
    const graph = new Graph("alley", { log: () => {} });
    const { tx, rx } = graph.channel("cries", u32, { capacity: 4 });
    return graph.actor("SHOUTER", shouter, { ports: { output: tx } })
      .actor("LEAVER", leaver, { ports: { input: rx } });
  });
  assertMatch(
    SHOUTER!,
    /^it never voted: .*; nobody takes from channel "cries" any more, let it look at what send and trySend return$/,
  );
});

Deno.test("a loop that takes, in a cycle that never rests, is told what would end it, and not to ask isRunning", async () => {
  // On real workers: in a simulation it would go round without time going by.
  await using graph = new Graph("ring", { log: () => {}, stopTimeoutMs: deadline(500) });
  const [there, back] = [graph.channel("there", u32), graph.channel("back", u32)];
  graph.actor("A", passer, { ports: { input: back.rx, output: there.tx }, args: { first: 1 } })
    .actor("B", passer, { ports: { input: there.rx, output: back.tx } });
  await graph.start();
  const { report } = await assertRejects(() => within(graph.stop(), "the end"), StopError);
  assertMatch(
    actorIn(report, "A").why,
    /^it never voted: it goes on with its turns, and more may come on channel "back", which B has not closed: a loop that takes ends when they are closed, any other by actor\.isRunning\(\); the cycle A → B → A never came to rest/,
  );
});

Deno.test("an actor that has agreed and does not return is not said never to have voted", async () => {
  const { LINGERER } = await whys(() =>
    new Graph("hall", { log: () => {} }).actor("LINGERER", lingerer)
  );
  assertEquals(
    LINGERER,
    "it agreed, and its run does not return: it waits for time or a promise",
  );
});
