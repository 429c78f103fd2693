import { assert, assertEquals } from "@std/assert";
import { load, type LoadOptions, measure, simulate, type Stage } from "@steady-state/deno/testing";
import { buildGraph } from "./main.ts";
import { type Order, orderOf } from "./orders.ts";

const shop = () =>
  buildGraph({ orders: 0, rate: 1, crash: 0, poison: 0, hang: 0 }, { logLevel: "error" });

/** Customers come to the shop, and each order is measured on its way to the ledger. */
function customers(options: LoadOptions): (stage: Stage) => Promise<void> {
  return async (stage) => {
    const orders = load((id) => JSON.stringify(orderOf(id)), options);
    // Orders overtake each other: there are two who take payments.
    const idOf = (order: Order | string) =>
      (typeof order === "string" ? JSON.parse(order) as Order : order).id;
    stage.perform("SHOP", orders);
    stage.perform("LEDGER", measure(orders, { key: idOf }));
    await stage.finished;
  };
}

Deno.test("what if the bank took twice as long? Two payments of 5 ms stand 300 orders a second, two of 10 ms do not", async () => {
  const script = customers({ rate: { poisson: 300 }, count: 3000 });
  const [fast] = await simulate(shop, { cost: { PAYMENT: 5 } }, script);
  const [slow] = await simulate(shop, { cost: { PAYMENT: 10 } }, script);
  assertEquals([fast!.load!.arrived, slow!.load!.arrived], [3000, 3000]);
  assertEquals(fast!.load!.late, 0);
  assert(fast!.load!.latency!.p99Ms < 200, JSON.stringify(fast!.load!.latency));
  assert(slow!.load!.late > 0 && slow!.load!.latency!.p50Ms > 1000, "the queue grows and grows");
  // A turn computes for as many orders as the one before; for the last one of each that may be a hundred too many, or too few.
  const { arrivedPerSecond } = slow!.load!;
  assert(arrivedPerSecond > 180 && arrivedPerSecond < 205, `${arrivedPerSecond}`);
  for (const { label, busy } of slow!.load!.actors) {
    if (label.startsWith("PAYMENT")) assert(busy > 0.9, `${label} ${busy}`);
  }
});

Deno.test("the same customers in real workers: each order arrives once", async () => {
  const script = customers({ rate: { burst: 50, every: 5 }, count: 2000 });
  const [run] = await simulate(shop, { real: true }, script);
  const { due, sent, arrived, latency } = run!.load!;
  assertEquals([due, sent, arrived, latency!.count], [2000, 2000, 2000, 2000]);
});
