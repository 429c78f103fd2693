import { assertEquals } from "@std/assert";
import { Graph } from "@steady-state/deno";
import { defineActor } from "@steady-state/deno/actor";
import { simulate } from "@steady-state/deno/testing";
import { faultsOf } from "../fixtures/watch.ts";

/** Has bounds that are to be in order. */
export const bounded = defineActor(import.meta, "bounded", {
  args: { low: 0, high: 10, unit: "" },
  argFaults: ({ low, high, unit }) => [
    ...(low <= high ? [] : [`its low is ${low}, and its high ${high}`]),
    ...(unit === "" ? ["it has no unit, give one"] : []),
  ],
  run() {},
});

export const unsure = defineActor(import.meta, "unsure", {
  args: { path: "" },
  argFaults: () => {
    throw new Error("no idea");
  },
  run() {},
});

function drawn(args: Partial<typeof bounded.args>): Graph {
  return new Graph("shop", { log: () => {} }).actor("BOUNDED", bounded, { args });
}

Deno.test("what actors find wrong with their args is told before anything starts, with all other faults", async () => {
  const graph = drawn({ low: 20 }).actor("UNSURE", unsure).actor("OTHER", bounded, {
    args: { low: "x" as never },
  });
  assertEquals(await faultsOf(graph), [
    'arg "low" of actor "OTHER" is "x", a string, give a number',
    'args of actor "BOUNDED": its low is 20, and its high 10',
    'args of actor "BOUNDED": it has no unit, give one',
    'args of actor "UNSURE" cannot be checked: Error: no idea',
  ]);
});

Deno.test("args without faults start, and a simulation does not ask", async () => {
  const graph = drawn({ unit: "cm" });
  await graph.start();
  await graph.stop();
  await simulate(() => drawn({}), { freshModules: false }, async (stage) => {
    await stage.finished;
  });
});
