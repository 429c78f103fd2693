import { assert, assertEquals } from "@std/assert";
import type { AskError } from "@steady-state/deno";
import { rehearse, simulate } from "@steady-state/deno/testing";
import { barista } from "./actors/barista.ts";
import { door } from "./actors/door.ts";
import { brew, purchase } from "./kinds.ts";
import { buildBar } from "./main.ts";

function order(customer: string, item: string, cups: number) {
  return purchase.from({ message: { customer, item, cups } });
}

Deno.test("the door refuses what cannot be made, and keeps the orders of a customer together", async () => {
  await using scene = await rehearse(door);
  const good = ["Ada", "Alan", "Ada"].map((customer) => order(customer, "tea", 2));
  const bad = [order("Ada", "beer", 1), order("Ada", "tea", 11), order("", "tea", 1)];
  scene.orders.send(...good, ...bad);
  const refusals = await scene.refusals.take(3);
  assertEquals(refusals.map(({ refusal }) => refusal), [
    "there is no beer, there are tea, coffee, cocoa",
    "11 cups, ask for 1 to 10",
    "an order has a customer, give a name",
  ]);
  const lanes = scene.brews.map(({ taken }) => taken.map(({ message }) => message.customer));
  assertEquals(lanes.flat().sort(), ["Ada", "Ada", "Alan"]);
  assert(lanes.some((customers) => customers.filter((name) => name === "Ada").length === 2));
});

Deno.test("a barista makes the smallest order first, and its successor what is left on the counter", async () => {
  await using scene = await rehearse(barista);
  const brews = [3, 1, 2].map((cups) =>
    brew.from({ message: { customer: "Ada", item: "tea", cups, cents: 250 * cups } })
  );
  scene.brews.send(...brews);
  assertEquals((await scene.receipts.take()).map(({ value }) => value?.cups), [1]);
  scene.crash();
  const rest = await scene.receipts.take(2);
  assertEquals(rest.map(({ value }) => [value?.cups, value?.number]), [[2, 2], [3, 3]]);
  assertEquals(rest.map(({ id }) => id), [brews[2]!.id, brews[0]!.id]);
});

Deno.test("every customer gets one answer, whatever dies", async () => {
  const sturdy = { intensity: { restarts: 10_000, withinMs: 60_000 }, showstopper: 10_000 };
  const faults = { death: 0.005, deathAtStore: 0.02, hang: 0.001, slow: 0.01 };
  let bar: ReturnType<typeof buildBar>["bar"];
  const build = () => {
    const built = buildBar({ msPerCup: 5, crash: 7 }, sturdy);
    bar = built.bar;
    return built.graph;
  };
  await simulate(build, { seeds: 20, faults }, async (stage) => {
    const asks = Array.from({ length: 30 }, (_, n) => {
      const order = { customer: `customer ${n % 7}`, item: "tea", cups: n % 12 };
      const ask = bar.ask(order, { timeoutMs: 600_000 });
      return ask.then(({ cups, cents }) => [cups, cents], (error: AskError) => error.refusal);
    });
    const answers = await stage.settled(Promise.all(asks), "1 h");
    stage.stop();
    await stage.finished.catch(() => {}); // Who dies in the stop itself may not be let in again.
    assertEquals(
      answers,
      Array.from({ length: 30 }, (_, n) => {
        const cups = n % 12;
        return cups === 0 || cups === 11 ? `${cups} cups, ask for 1 to 10` : [cups, 250 * cups];
      }),
    );
  });
});
