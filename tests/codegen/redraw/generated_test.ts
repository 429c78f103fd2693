/** From a drawing to a project, to its graph, and back to a drawing: `parse(draw(build(generate(drawing))))` says what `drawing` does. */
import { assert, assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { checkDrawing } from "../../../src/cli/drawing/check.ts";
import { drawProgram } from "../../../src/cli/drawing/draw.ts";
import { type Design, linesOf, normalFormOf, readDesign } from "../../../src/codegen/mod.ts";
import { EXAMPLE_DRAWING } from "../../../src/codegen/prompt/mod.ts";
import { mapped } from "../../examples/page_program.ts";
import { dotBlocks } from "../dot_blocks.ts";
import { corpus, type Drawing } from "./drawings.ts";

const ROOT = new URL("../../../", import.meta.url);
const guide = await Deno.readTextFile(new URL(".github/guides/drawing.md", ROOT));

/** What the test needs of whoever renders a project. */
type Render = (
  design: Design,
  dot: string,
  imports: { readonly imports: Readonly<Record<string, string>> },
) => readonly { readonly path: string; readonly text: string }[];

const RENDERER = "../../../src/codegen/render/mod.ts";
const render: Render | null = await import(RENDERER).then(
  ({ renderProject }) => renderProject,
  () => null,
);

const FIXTURES = new URL("tests/fixtures/projects/", ROOT);
const fixtures = await Promise.all(
  ["everything", "circle", "rounds", "hostile"].map(async (name): Promise<Drawing> => ({
    name: `of the fixture ${name}`,
    text: await Deno.readTextFile(new URL(`${name}.dot`, FIXTURES)),
  })),
);

const drawings: readonly Drawing[] = [
  ...fixtures,
  { name: "of the prompt", text: EXAMPLE_DRAWING },
  ...dotBlocks(guide).map((text, at) => ({ name: `${at} of the guide`, text })),
  ...await corpus(),
];

for (const { name, text } of drawings) {
  Deno.test({
    name: `the project of drawing ${name} is drawn as that drawing${
      render === null ? " (nobody renders projects here)" : ""
    }`,
    ignore: render === null,
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        await assertRoundTrip(folder, text, render as Render);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function assertRoundTrip(folder: string, text: string, render: Render): Promise<void> {
  const design = await designOf(text);
  for (const file of render(design, text, { imports: {} })) {
    const path = join(folder, file.path);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, file.text);
  }
  await mapped(folder);
  const [drawing, main] = ["graph.dot", "main.ts"].map((file) => join(folder, file)) as [
    string,
    string,
  ];
  const { same, text: told } = await checkDrawing({ drawing, main });
  assert(same, told);
  const again = await designOf(await drawProgram({ main, keep: drawing }));
  // Not the normal form alone: with what is kept, all of it.
  assertEquals({ ...again, remarks: [] }, { ...design, remarks: [] });
  const plain = await designOf(await drawProgram({ main }));
  assertEquals(linesOf(normalFormOf(plain)), linesOf(normalFormOf(design)));
}

async function designOf(text: string): Promise<Design> {
  const read = await readDesign(text);
  assert("design" in read, `${JSON.stringify(read)}\n${text}`);
  return read.design;
}
