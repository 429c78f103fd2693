import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { linesOf, normalFormOf, sortedForm } from "../../src/codegen/mod.ts";
import { STANDARD } from "../../src/codegen/normal_form.ts";
import { designOf } from "./drawings.ts";
import { drawings, expectedForm, printDrawing } from "./random_drawings.ts";

Deno.test("normal form: a line for each actor and each lane, in the order of their names", async () => {
  const design = await designOf(`digraph D {
    Worker10 [mod=worker]; Worker2 [mod=worker];
    Src -> Worker10 [name=jobs type=Job capacity=20];
    Src -> Worker2 [name=jobs type=Job capacity=20];
    Worker2 -> End [name=done type=u32]; Worker10 -> Last [name=done type=u32];
  }`);
  assertEquals(linesOf(normalFormOf(design)), [
    "End  end",
    "Last  last",
    "Src  src",
    "Worker 2  worker",
    "Worker 10  worker",
    "Worker 2.done -> End.done  done[0]  u32  8",
    "Worker 10.done -> Last.done  done[1]  u32  8",
    "Src.jobs -> Worker 2.jobs  jobs[0]  Job  20",
    "Src.jobs -> Worker 10.jobs  jobs[1]  Job  20",
  ]);
});

Deno.test("normal form: how actors live is told where it is not as usual, and who is above whom", async () => {
  const design = await designOf(`digraph D {
    subgraph cluster_a {
      supervisor=OUTER; strategy=oneForAll;
      subgraph cluster_b { supervisor=INNER; A }
      B [restart=temporary hang="90 s" durable=true troupe=office]
    }
    C [restart=transient hang="1 min" durable=no]
    D [hang=never]
    A -> B [name=ticks type=u32]; B -> C [name=tocks type=u32]; C -> D [name=ends type=u32];
  }`);
  const lines = linesOf(normalFormOf(design));
  assertEquals(lines.filter((line) => !line.includes("->")), [
    "A  a  supervisor=INNER",
    "B  b  troupe=office  supervisor=OUTER  restart=temporary  hang=90s  durable=true",
    "C  c",
    "D  d  hang=never",
    "supervisor INNER  oneForOne  under OUTER",
    "supervisor OUTER  oneForAll",
  ]);
});

Deno.test("normal form: the order in which things come makes no difference", () => {
  const lane = {
    lane: null,
    from: "A",
    fromPort: "x",
    to: "B",
    toPort: "x",
    capacity: 1,
    type: "u8",
  };
  const form = {
    actors: ["B", "A"].map((label) => ({
      label,
      exportName: label.toLowerCase(),
      ...STANDARD,
    })),
    supervisors: ["Y", "X"].map((name) => ({ name, strategy: "oneForOne" as const, parent: null })),
    lanes: [{ ...lane, channel: "y" }, { ...lane, channel: "x", lane: 10 }, {
      ...lane,
      channel: "x",
      lane: 9,
    }],
  };
  assertEquals(linesOf(sortedForm(form)), [
    "A  a",
    "B  b",
    "A.x -> B.x  x[9]  u8  1",
    "A.x -> B.x  x[10]  u8  1",
    "A.x -> B.x  y  u8  1",
    "supervisor X  oneForOne",
    "supervisor Y  oneForOne",
  ]);
});

Deno.test("normal form: any drawing is read as what it was made of, however it is written", async () => {
  await fc.assert(
    fc.asyncProperty(drawings(), async (drawing) => {
      const text = printDrawing(drawing);
      const design = await designOf(text);
      assertEquals(normalFormOf(design), expectedForm(drawing), text);
      for (const { text: told, module: name } of drawing.actors) {
        const module = design.modules.find((module) => module.name === name)!;
        assertEquals(module.documentation, told === "" ? [] : [told], text);
      }
    }),
    { numRuns: 100 },
  );
});
