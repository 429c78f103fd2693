/** Holds the guide to drawings against what there is. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { readDesign } from "../../src/codegen/mod.ts";
import { EXAMPLE_DRAWING, GRAMMAR } from "../../src/codegen/prompt/mod.ts";
import { drawnProject } from "../cli/drawing/drawn_project.ts";
import { deno, mapped } from "../examples/page_program.ts";
import { dotBlocks } from "./dot_blocks.ts";

const ROOT = new URL("../../", import.meta.url);
const guide = await Deno.readTextFile(new URL(".github/guides/drawing.md", ROOT));

Deno.test("every drawing in the guide to drawings, and in README, is one without faults", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", ROOT));
  const blocks = [...dotBlocks(guide), ...dotBlocks(readme)];
  assert(blocks.length >= 3);
  for (const block of blocks) {
    const read = await readDesign(block);
    assert("design" in read, `${JSON.stringify(read)}\n${block}`);
    assertEquals(read.design.remarks, [], block);
  }
  assert(blocks.includes(EXAMPLE_DRAWING.trimEnd()), "the guide shows the example of the prompt");
});

Deno.test("the drawing with attributes in the guide says what its text says", async () => {
  const text = dotBlocks(guide).find((block) => block.includes("digraph till"))!;
  const read = await readDesign(text);
  assert("design" in read);
  const { actors, supervisors, messages, modules } = read.design;
  assertEquals(supervisors, [{ name: "shop", strategy: "oneForAll", parent: null }]);
  assertEquals(actors.map(({ supervisor }) => supervisor), ["shop", "shop"]);
  assertEquals(messages[0]!.fields!.map(({ name }) => name), ["id", "cents", "item"]);
  assertEquals(messages[0]!.documentation, ["What somebody has ordered, and what it costs."]);
  assertEquals(modules.map(({ calls }) => calls), [undefined, 4]);
});

Deno.test("the table of the guide to drawings is the grammar that language models are told", () => {
  const rows = guide.split("\n").filter((line) => /^\| (node|edge|cluster) /.test(line))
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assertEquals(rows, GRAMMAR.map((row) => [...row]));
});

Deno.test("the test in the guide to drawings passes, and fails when the code differs", async () => {
  const [, test] = /^```ts\n(import[^`]*checkDrawing[^`]*)```$/m.exec(guide)!;
  await using project = await drawnProject();
  await mapped(project.folder);
  await project.change(
    "deno.json",
    '"imports":{',
    `"imports":{"@steady-state/deno/create":"${new URL("src/cli/create.ts", ROOT).href}",`,
  );
  await Deno.writeTextFile(join(project.folder, "graph_test.ts"), test!);
  const run = async () => {
    const args = ["test", "--no-lock", "--no-check", "--quiet", "--allow-read", "--allow-import"];
    const { code, stdout, stderr } = await deno(project.folder, args).output();
    return { code, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
  };
  const passed = await run();
  assertEquals(passed.code, 0, passed.said);
  await project.change("main.ts", "capacity: 20", "capacity: 21");
  const failed = await run();
  assertEquals(failed.code, 1, failed.said);
  assertStringIncludes(failed.said, "#20 in graph.dot, #21 in main.ts");
});
