import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { linesOf, normalFormOf, sortedForm } from "../../src/codegen/mod.ts";
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
    actors: [{ label: "B", exportName: "b" }, { label: "A", exportName: "a" }],
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
  ]);
});

Deno.test("normal form: any drawing is read as what it was made of, however it is written", async () => {
  await fc.assert(
    fc.asyncProperty(drawings(), async (drawing) => {
      const text = printDrawing(drawing);
      const design = await designOf(text);
      assertEquals(normalFormOf(design), expectedForm(drawing), text);
      for (
        const [at, { id, text: told, troupe, supervisor, restart }] of drawing.actors.entries()
      ) {
        const actor = design.actors.find((actor) => actor.id === id)!;
        const module = design.modules.find(({ name }) => name === drawing.actors[at]!.module)!;
        assertEquals(
          [actor.troupe, actor.supervisor, actor.restart, module.documentation],
          [troupe ?? null, supervisor ?? null, restart, told === "" ? [] : [told]],
          text,
        );
      }
    }),
    { numRuns: 100 },
  );
});
