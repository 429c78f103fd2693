/** A program whose aqueduct goes over a log can be simulated: no broker is needed for it. */
import { assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { defineActor, rx, tx } from "@steady-state/deno/actor";
import { jetstream } from "@steady-state/deno/links";
import { collect, feed, simulate } from "@steady-state/deno/testing";

const till = defineActor(import.meta, "till", { ports: { orders: tx(u32) }, run() {} });
const bar = defineActor(import.meta, "bar", { ports: { orders: rx(u32) }, run() {} });

/** Nobody is there, and nobody is asked. */
const via = jetstream({ servers: "nats://127.0.0.1:1", first: 0 });

function bothPods(): Graph {
  const graph = new Graph("both");
  const { tx } = graph.aqueduct("orders", u32, { via });
  const { rx } = graph.aqueduct("orders", u32, { via });
  return graph.actor("TILL", till, { ports: { orders: tx } })
    .actor("BAR", bar, { ports: { orders: rx } });
}

Deno.test("an aqueduct over JetStream is simulated without a broker, and loses and doubles nothing", async () => {
  const faults = { linkCut: 0.01, death: 0.01 };
  const sent = Array.from({ length: 50 }, (_, i) => i);
  await simulate(bothPods, { seeds: 10, faults }, async (stage) => {
    const orders = collect<number>();
    stage.perform("TILL", feed(sent));
    stage.perform("BAR", orders);
    await stage.finished;
    assertEquals(orders.taken, sent);
  });
});
