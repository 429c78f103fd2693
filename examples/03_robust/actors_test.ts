import { assertEquals } from "@std/assert";
import { rehearse, simulate } from "@steady-state/deno/testing";
import { courier } from "./actors/courier.ts";
import { ledger } from "./actors/ledger.ts";
import { parser } from "./actors/parser.ts";
import { payment } from "./actors/payment.ts";
import { shop } from "./actors/shop.ts";
import { buildGraph } from "./main.ts";
import { orderOf } from "./orders.ts";

Deno.test("the shop takes in so many orders, and keeps its books", async () => {
  await using scene = await rehearse(shop, { args: { orders: 3, rate: 1 } });
  const lines = await scene.lines.take(3);
  assertEquals(lines.map((line) => JSON.parse(line)), [0, 1, 2].map(orderOf));
  const cents = [0, 1, 2].reduce((sum, id) => sum + orderOf(id).cents, 0);
  assertEquals((await scene.ended).state, { orders: 3, cents });
});

Deno.test("a line that is no order is given up after some deaths, and the next one is parsed", async () => {
  await using scene = await rehearse(parser);
  scene.lines.send("{", JSON.stringify(orderOf(1)));
  scene.lines.close();
  assertEquals((await scene.ended).clean, true);
  assertEquals(scene.deadLetters.map(({ message }) => message), ["{"]);
  assertEquals(scene.orders.flatMap(({ taken }) => taken), [orderOf(1)]);
});

Deno.test("each order is paid once, though the payment dies in three ways", async () => {
  await using scene = await rehearse(payment, { args: { crash: 4 } });
  const orders = Array.from({ length: 30 }, (_, id) => orderOf(id));
  for (const order of orders) {
    scene.orders.send(order);
    await scene.advance(100);
  }
  scene.orders.close();
  const { clean, crashes, state } = await scene.ended;
  assertEquals([clean, state], [true, { payments: 30 }]);
  assertEquals(scene.paid.taken, orders);
  assertEquals(new Set(crashes.map(({ cause }) => cause)), new Set(["throw", "uncaught", "exit"]));
});

Deno.test("the courier takes parcels from everybody who is paid", async () => {
  await using scene = await rehearse(courier);
  scene.paid.forEach((lane, id) => lane.send(orderOf(id)));
  assertEquals((await scene.parcels.take(2)).map(({ id }) => id).sort(), [0, 1]);
});

Deno.test("the ledger adds up what was done", async () => {
  await using scene = await rehearse(ledger);
  scene.parcels.send(orderOf(1), orderOf(2));
  scene.parcels.close();
  const cents = orderOf(1).cents + orderOf(2).cents;
  assertEquals((await scene.ended).state, { orders: 2, cents });
});

Deno.test("what comes in is done or given up, whatever dies, hangs or is slow", async () => {
  const args = { orders: 60, rate: 300, crash: 25, poison: 20, hang: 0 };
  const faults = { death: 0.003, deathAtStore: 0.01, hang: 0.001, slow: 0.005 };
  const sturdy = { intensity: { restarts: 10_000, withinMs: 60_000 } };
  await simulate(() => buildGraph(args, sturdy), { seeds: 20, faults }, async (stage) => {
    const report = await stage.finished;
    const { orders, cents } = stage.state("SHOP") as { orders: number; cents: number };
    const done = stage.state("LEDGER") as { orders: number; cents: number };
    const lines = stage.graph.deadLetters.filter(({ actor }) => actor === "PARSER");
    const others = stage.graph.deadLetters.filter(({ actor }) => actor !== "PARSER");
    assertEquals([report.clean, orders, lines.length], [true, 60, 3]);
    const given = others.reduce(
      (sum, { message }) => sum + (message as { cents: number }).cents,
      0,
    );
    assertEquals([done.orders + others.length, done.cents + given], [57, cents]);
  });
});
