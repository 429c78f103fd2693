import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  Graph,
  type GraphOptions,
  StopError,
  text,
  u32,
  u8,
  UndeliveredError,
} from "@steady-state/deno";
import { relay, sink, source } from "../fixtures/chain_actors.ts";
import { deadline } from "../fixtures/strain.ts";
import { actorIn, channelIn, faultsOf, Watch, within } from "../fixtures/watch.ts";

/** The host sends numbers to a relay in a worker, and takes them from it. */
function loop({ capacity = 8, ...options }: GraphOptions & { capacity?: number } = {}) {
  const graph = new Graph("loop", { log: () => {}, ...options });
  const fresh = graph.channel("fresh", u32, { capacity });
  const done = graph.channel("done", u32, { capacity });
  graph.actor("RELAY", relay, { ports: { in: fresh.rx, out: done.tx } });
  return { graph, sender: graph.sender(fresh, { maxWaiting: 4 }), receiver: graph.receiver(done) };
}

/** Why a call of an end was refused. */
async function reasonOf(promise: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => within(promise, "it rejects"), UndeliveredError)).reason;
}

Deno.test("the host sends and takes: what it sends before the start comes as well, and in order", async () => {
  const { graph, sender, receiver } = loop();
  const early = [1, 2, 3].map((n) => sender.send(n));
  await graph.start();
  await within(Promise.all(early), "what was sent before the start");
  await within(sender.send(4), "a send");
  await within(sender.sendBatch([5, 6, 7]), "a batch");
  assertEquals(sender.trySend(8), true);
  const taken = [];
  for (let i = 0; i < 8; i++) taken.push(await within(receiver.take(), "a message"));
  assertEquals(taken, [1, 2, 3, 4, 5, 6, 7, 8]);
  const report = await within(graph.stop(), "the stop");
  assertEquals([report.clean, actorIn(report, "HOST fresh").ports], [true, { out: 8 }]);
  assertEquals(actorIn(report, "HOST done").ports, { in: 8 });
  assertEquals(await receiver.take(), undefined);
});
