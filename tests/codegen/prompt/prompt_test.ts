import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readDesign, remarksOf } from "../../../src/codegen/mod.ts";
import { EXAMPLE_DRAWING, GRAMMAR, promptText } from "../../../src/codegen/prompt/mod.ts";
import { dotBlocks, refused } from "../dot_blocks.ts";

Deno.test("the prompt's whole example is a drawing without faults or remarks", async () => {
  const blocks = dotBlocks(promptText());
  assertEquals(blocks, [EXAMPLE_DRAWING.trimEnd()]);
  const read = await readDesign(EXAMPLE_DRAWING);
  assert("design" in read, JSON.stringify(read));
  assertEquals([...read.design.remarks, ...remarksOf(read.design)], []);
  assertEquals(read.design.modules.map(({ name, driverIsDrawn }) => [name, driverIsDrawn]), [
    ["cashier", false], // calls begin as soon as jobs come
    ...["intake", "ledger", "pricer"].map((name) => [name, true]),
  ]);
  assertEquals(read.design.messages.find(({ name }) => name === "Order")!.documentation.length, 1);
});

Deno.test("the prompt takes a present drawing along, and what is wrong with it", async () => {
  const text = 'digraph Two { A -> B [label="name::ticks <u32> #0"]; }';
  const faults = await refused(text);
  const prompt = promptText({ text, faults });
  assertEquals(dotBlocks(prompt).at(-1), text);
  assertStringIncludes(prompt, `- ${faults[0]}`);
  assertStringIncludes(promptText({ text: EXAMPLE_DRAWING, faults: [] }), "It has no faults");
});

Deno.test("a drawing whose text has fences in it stays one block", () => {
  const text = 'digraph A { B [label="\n```\n"]; }\n````\n';
  assertEquals(dotBlocks(promptText({ text, faults: [] })).at(-1), text.trimEnd());
});

Deno.test("every mark of the grammar that is told is one that is read", async () => {
  const parts: Record<string, string> = {
    node: 'digraph D { Worker [label="MARK"]; A -> Worker [name=jobs, type=u32, capacity=20]; ' +
      "Worker -> B [name=done, type=u32]; }",
    edge: 'digraph D { Worker -> Sink [label="<u32> MARK"]; }',
    cluster: "digraph D { subgraph cluster_a { MARK; Worker; } Worker -> Sink [type=u32]; }",
  };
  let read = 0;
  for (const [where, write] of GRAMMAR) {
    for (const [, mark] of write.matchAll(/`([^`]+)`/g)) {
      if (where === "node" && !/[(:=]/.test(mark!)) continue;
      if (mark!.includes("->")) continue;
      const text = parts[where]!.replace("MARK", mark!).replace(/<u32> </, "<");
      const found = await readDesign(text);
      assert("design" in found, `${text}: ${JSON.stringify(found)}`);
      assertEquals(found.design.remarks.filter((remark) => remark.includes(mark!)), []);
      read++;
    }
  }
  assert(read >= 18, `${read} marks`);
});
