/** Args that a graph gives to all actors that have some of that name. */
import { assertEquals } from "@std/assert";
import { Graph, type GraphOptions } from "@steady-state/deno";
import { defineActor } from "@steady-state/deno/actor";
import { faultsOf } from "../fixtures/watch.ts";

const one = defineActor(import.meta, "one", { args: { rate: 1, unit: "s" }, run() {} });
const other = defineActor(import.meta, "other", { args: { rate: 2 }, run() {} });
const bare = defineActor(import.meta, "bare", { run() {} });

function drawn(args: unknown): Graph {
  return new Graph("shared", { args, log: () => {} } as GraphOptions);
}

Deno.test("every actor with an arg of that name has it, unless its own option says otherwise", () => {
  const graph = drawn({ rate: 5, unit: "ms" });
  const refs = [
    graph.add("ONE", one),
    graph.add("OWN", one, { args: { rate: 7 } }),
    graph.add("OTHER", other),
    graph.add("BARE", bare),
  ];
  assertEquals(refs.map(({ args }) => args), [
    { rate: 5, unit: "ms" },
    { rate: 7, unit: "ms" },
    { rate: 5 },
    {},
  ]);
});

Deno.test("args that no actor has, or of another type than an actor's, are faults", async () => {
  const graph = drawn({ rate: "fast", rat: 3 }).actor("ONE", one).actor("BARE", bare);
  assertEquals(await faultsOf(graph), [
    'arg "rate" of actor "ONE" is "fast", a string, give a number',
    'option args has "rat", and no actor has an arg of that name, they have "rate", "unit"',
  ]);
  assertEquals(await faultsOf(drawn([1]).actor("ONE", one)), [
    "option args is [ 1 ], give an object with args by name",
  ]);
});
