/** What whoever makes a project is told of drivers that give other turns than one may think. */
import { assertEquals } from "@std/assert";
import { turnRemarks } from "../../src/codegen/mod.ts";
import { EXAMPLE_DRAWING } from "../../src/codegen/prompt/example_text.ts";
import { designOf } from "./drawings.ts";

async function remarksOf(statements: string): Promise<string[]> {
  return turnRemarks(await designOf(`digraph G { ${statements} }`));
}

Deno.test("turns: a source that only AtLeastEvery seems to hold back is told", async () => {
  const source = (driver: string) => remarksOf(`A [label="${driver}"]; A -> B [name=x];`);
  assertEquals(await source("AtLeastEvery(10ms) && OnCapacity(x:1)"), [
    "mod::a sends as fast as there is room: AtLeastEvery holds nothing back, write AtMostEvery if it is to send at that beat",
  ]);
  assertEquals(await source("AtMostEvery(10ms) && OnCapacity(x:1)"), []);
  assertEquals(await source("AtLeastEvery(1s) && AtMostEvery(10ms) && OnCapacity(x:1)"), []);
  assertEquals(await source("AtLeastEvery(10ms)"), []);
  assertEquals(await source("AtLeastEvery(1s) && Other(ready) && OnCapacity(x:1)"), []);
});

Deno.test("turns: an input that no driver names is told, unless turns come without messages", async () => {
  const sink = (driver: string) =>
    remarksOf(`A -> C [name=x]; B -> C [name=y]; C [label="${driver}"];`);
  assertEquals(await sink("OnEvent(x:1)"), [
    "mod::c has no turn by what comes on y, which its driver does not name: it lies there until the driver holds, write || OnEvent(y:1) if it is to be taken at once",
  ]);
  assertEquals(await sink("OnEvent(x:1) || OnEvent(y:1)"), []);
  assertEquals(await sink("OnEvent(x:1) && AtLeastEvery(1s)"), []);
  assertEquals(await sink("AtLeastEvery(1s)"), []);
});

Deno.test("turns: actors that wait for each other, and for none who begins, are told", async () => {
  const cycle = "A -> B [name=x]; B -> A [name=y];";
  assertEquals(await remarksOf(cycle), [
    'nothing ever starts this graph: "A", "B" wait for messages, and none who sends them has a turn before, write AtLeastEvery(1s) for who begins',
  ]);
  assertEquals(await remarksOf(`${cycle} A [label="AtLeastEvery(1s)"];`), []);
  assertEquals(await remarksOf(`${cycle} A [label="OnEvent(y:1) && OnCapacity(x:1)"]; S -> T;`), [
    'no turn ever comes: "A", "B" wait for messages, and none who sends them has a turn before, write AtLeastEvery(1s) for who begins',
  ]);
  // All lanes of a bundle are asked for, and one of them is of an actor that never begins.
  const lanes = (share: string) =>
    remarksOf(
      `S -> C [name=x]; A -> C [name=x]; C -> A [name=y]; C [label="OnEvent(x:1:${share})"];`,
    );
  assertEquals(await lanes("any"), []);
  assertEquals((await lanes("all")).length, 1);
  assertEquals((await remarksOf(`${cycle} A [calls=2];`)).length, 1);
});

Deno.test("turns: AtMostEvery that holds nothing back is told", async () => {
  const remarks = async (joint: string) =>
    (await designOf(
      `digraph G { A -> B [name=x]; B [label="OnEvent(x:1) ${joint} AtMostEvery(1s)"]; }`,
    )).remarks;
  assertEquals(await remarks("||"), [
    "AtMostEvery beside || holds nothing back in mod::b, and is a beat as AtLeastEvery is; join it by && to hold turns back",
  ]);
  assertEquals(await remarks("&&"), []);
});

Deno.test("turns: the example of the prompt is as it says", async () => {
  assertEquals(turnRemarks(await designOf(EXAMPLE_DRAWING)), []);
});
