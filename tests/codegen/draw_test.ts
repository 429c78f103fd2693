import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { drawDesign } from "../../src/codegen/mod.ts";
import { designOf, goodDrawings, withoutRemarks } from "./drawings.ts";
import { drawings, printDrawing } from "./random_drawings.ts";

for (const [name, text] of await goodDrawings()) {
  Deno.test(`draw: the design of ${name} is read again as it was, and drawn again alike`, async () => {
    const design = await designOf(text);
    const drawn = drawDesign(design);
    const again = await designOf(drawn);
    assertEquals(withoutRemarks(again), withoutRemarks(design));
    assertEquals(drawDesign(again), drawn);
  });
}

Deno.test("draw: marks stand in labels, and all else in attributes and frames", async () => {
  const drawings = await goodDrawings();
  const marks = drawDesign(await designOf(drawings.get("marks")!));
  for (
    const line of [
      '"Feed" [label="Reads prices\\nmod::feed AtLeastEvery(250ms)"];',
      '"Book1" [label="mod::book AtMostEvery(2s) && OnEvent(quotes:3 || halts:1) && OnCapacity(trades:2)"];',
      '"Ledger" [label="Writes it down.\\nmod::ledger OnEvent(trades:1:50%)" restart="permanent" hang="5s" durable="true" calls=4];',
      '"Feed" -> "Book1" [label="name::quotes <Quote> >>TakeCopy #64"];',
      '"__messages" [shape="record" label="{Quote|price: f64|at: u64}|{Trade|price: f64|who: text(16)}"];',
    ]
  ) assertStringIncludes(marks, line);
  const frames = drawDesign(await designOf(drawings.get("frames")!));
  assertStringIncludes(frames, 'subgraph "cluster_supervisor BACK" {');
  assertStringIncludes(frames, '"Clerk" [label="mod::clerk" troupe="desk"];');
  const ports = drawDesign(await designOf(drawings.get("ports")!));
  assertStringIncludes(ports, '[label="name::cards <u8> #8" tx="out" lane=0]');
  assertStringIncludes(ports, '"Hand1" [label="mod::hand" export="pokerHand"];');
});

Deno.test("draw: a text that would be read as marks stands in a node of its own", async () => {
  const text = `digraph D {
    A -> B [name=x type=u8];
    __A [label="when OnEvent(y:1) and mod::z && so on"];
    __a [label="\\\\N &amp;lt; \\"quoted\\" \\\\"];
    note_0001 -> B [name=y type=u8];
  }`;
  const design = await designOf(text);
  const documented = design.modules.filter(({ documentation }) => documentation.length > 0);
  assertEquals(documented.map(({ documentation }) => documentation), [
    ["when OnEvent(y:1) and mod::z && so on", '\\N &lt; "quoted" \\'],
  ]);
  assertEquals(withoutRemarks(await designOf(drawDesign(design))), withoutRemarks(design));
});

Deno.test("draw: any design that was read is read again as it was", async () => {
  await fc.assert(
    fc.asyncProperty(drawings(), async (drawing) => {
      const design = await designOf(printDrawing(drawing));
      const drawn = drawDesign(design);
      const again = await designOf(drawn);
      assertEquals(withoutRemarks(again), withoutRemarks(design));
      assert(again.remarks.length === 0, again.remarks.join());
    }),
    { numRuns: 100 },
  );
});
