/** A source in a simulated graph, whose broker goes wrong by dice: what it sends is each message once, and what it settles has left the graph. */
import { assert, assertEquals } from "@std/assert";
import { delivery, Graph, json } from "@steady-state/deno";
import { type FaultRates, simulate, type Stage } from "@steady-state/deno/testing";
import { type Numbered, numbered, seen } from "./simulated_actors.ts";

const FAULTS: FaultRates = {
  brokerDown: 0.02,
  brokerSlow: 0.03,
  brokerDuplicate: 0.1,
  brokerReorder: 0.05,
  brokerRebalance: 0.05,
  death: 0.02,
  deathAtStore: 0.02,
  hang: 0.002,
  slow: 0.01,
  clockStep: 0.002,
};

function drawn(args: Partial<typeof numbered.args>, capacity = 8): Graph {
  const graph = new Graph("numbered", {
    stopTimeoutMs: 300_000,
    intensity: { restarts: 1_000_000, withinMs: 1000 },
  });
  const messages = graph.channel("messages", delivery(json<Numbered>()), { capacity });
  return graph.actor("SOURCE", numbered, { ports: { messages: messages.tx }, args })
    .actor("SEEN", seen, { ports: { messages: messages.rx } });
}

function taken(stage: Stage): readonly string[] {
  return stage.state("SEEN").origins as readonly string[];
}

/** What must hold at every moment. */
function check(stage: Stage): void {
  const origins = taken(stage);
  assertEquals(new Set(origins).size, origins.length, "something was sent twice");
  const gone = new Set(origins);
  const early = stage.broker("SOURCE").settled.filter((origin) => !gone.has(origin));
  assertEquals(early, [], "something was settled that nobody has taken");
}

for (
  const [how, args] of [
    ["with room for all", {}],
    ["a few at a time", { maxInFlight: 3, batch: 2 }],
  ] as const
) {
  Deno.test(`simulated, ${how}: each message is sent once, in the order of its partition, and settled once it has left`, async () => {
    let redelivered = 0;
    const options = { seeds: 20, swarm: true, faults: FAULTS, faultsFor: 20_000, check };
    await simulate(() => drawn(args), options, async (stage) => {
      const broker = stage.broker("SOURCE");
      broker.publish(...Array.from({ length: 50 }, (_, id) => ({ id })));
      await stage.until(() => broker.settled.length === 50, "2 h");
      stage.stop();
      await stage.finished;
      assertEquals(taken(stage).toSorted(), broker.published.toSorted());
      redelivered += stage.state("SOURCE").redelivered as number;
    });
    assert(redelivered > 0, "nothing ever came twice: the simulation shows nothing");
  });
}

Deno.test("simulated: a stop at any moment ends in good order, with all settled that was sent", async () => {
  // A source that dies at a stop, or has no connection then, leaves the rest to the next process.
  const { brokerSlow, brokerDuplicate, brokerReorder, slow } = FAULTS as Required<FaultRates>;
  const faults = { brokerSlow, brokerDuplicate, brokerReorder, slow };
  let runs = 0;
  await simulate(() => drawn({}), { seeds: 30, faults, check }, async (stage) => {
    const broker = stage.broker("SOURCE");
    broker.publish(...Array.from({ length: 60 }, (_, id) => ({ id })));
    const enough = 2 * runs++;
    await stage.until(() => taken(stage).length >= enough, "2 h");
    stage.stop();
    await stage.finished;
    const settled = new Set(broker.settled);
    assertEquals(taken(stage).filter((origin) => !settled.has(origin)), []);
  });
});
