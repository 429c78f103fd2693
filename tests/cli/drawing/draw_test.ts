import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createProject } from "../../../src/cli/create/mod.ts";
import { checkDrawing } from "../../../src/cli/drawing/check.ts";
import { drawProgram } from "../../../src/cli/drawing/draw.ts";
import { promptFor } from "../../../src/cli/drawing/prompt.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";
import { linesOf, normalFormOf, readDesign } from "../../../src/codegen/mod.ts";
import { dotBlocks } from "../../codegen/dot_blocks.ts";
import { callCli } from "../call_cli.ts";
import { drawnProject } from "./drawn_project.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));

async function designOf(text: string) {
  const read = await readDesign(text);
  if ("faults" in read) throw new Error(`${read.faults.join("\n")}\n${text}`);
  return read.design;
}

Deno.test("draw: a program is drawn as it was drawn by hand, but for what no program tells", async () => {
  await using project = await drawnProject();
  const [main, graph] = ["main.ts", "graph.dot"].map((name) => join(project.folder, name));
  const byHand = await designOf(await Deno.readTextFile(graph!));
  const drawn = await designOf(await drawProgram({ main: main! }));
  assertEquals(linesOf(normalFormOf(drawn)), linesOf(normalFormOf(byHand)));
  assertEquals(drawn.modules.some(({ driverIsDrawn }) => driverIsDrawn), false);
  assertEquals(drawn.messages.map(({ name, fields }) => [name, fields?.length]), [
    ...[["Count", 1], ["Order", undefined], ["Tick", 1]],
  ]);
  const kept = await designOf(await drawProgram({ main: main!, keep: graph! }));
  assertEquals(kept.modules, byHand.modules);
  assertEquals(kept.actors, byHand.actors);
});

Deno.test("draw: kinds are called as the module exports them that is named", async () => {
  await using project = await drawnProject();
  const [kinds, main] = ["kinds.ts", "main.ts"].map((name) => join(project.folder, name));
  await Deno.rename(join(project.folder, "messages.ts"), kinds!);
  for (
    const file of ["main.ts", "actors/ticker.ts", "actors/tick_counter.ts", "actors/summer.ts"]
  ) {
    await project.change(file, "messages.ts", "kinds.ts");
  }
  const named = await designOf(await drawProgram({ main: main!, messages: kinds! }));
  assertEquals(named.messages.map(({ name }) => name), ["Count", "Order", "Tick"]);
  // Two of them are built alike, and nobody says what they are called.
  const unnamed = await designOf(await drawProgram({ main: main! }));
  assertEquals(unnamed.messages.map(({ name }) => name), ["Ticks"]);
});

Deno.test("draw: the first project of create is drawn, and is what its drawing says", async () => {
  const place = await Deno.makeTempDir();
  const folder = join(place, "hello");
  await createProject({ folder });
  const [main, drawing] = ["main.ts", "graph.dot"].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  await Deno.writeTextFile(drawing, await drawProgram({ main }));
  assertEquals(await checkDrawing({ drawing, main }), {
    same: true,
    text: "graph.dot and main.ts say the same: 2 actors, 1 channel",
  });
  await Deno.remove(place, { recursive: true });
});

Deno.test("draw: a drawing to keep that has faults, or is not there, is told of", async () => {
  await using project = await drawnProject();
  const main = join(project.folder, "main.ts");
  const keep = join(project.folder, "graph.dot");
  await assertRejects(() => drawProgram({ main, keep: `${keep}.old` }), UsageError, "no such file");
  await project.change("graph.dot", "#4", "#0");
  await assertRejects(() => drawProgram({ main, keep }), UsageError, "#0");
});

Deno.test("draw: standard output has the drawing, and nothing that the program prints", async () => {
  const main = join(FIXTURES, "undrawn/prints.ts");
  const messages = join(FIXTURES, "drawn/messages.ts");
  const { code, stdout, stderr } = await callCli(["draw", main, "--messages", messages], {
    permissions: ["--allow-read"],
  });
  assertEquals([code, stderr], [0, "what a program prints while it is loaded is no drawing\n"]);
  assertEquals((await designOf(stdout)).actors.length, 4);
});

Deno.test("prompt: the text is the same, with the drawing and its faults where there is one", async () => {
  await using project = await drawnProject();
  const drawing = join(project.folder, "graph.dot");
  const plain = await callCli(["prompt"], { permissions: [] });
  assertEquals([plain.code, plain.stdout, plain.stderr], [0, await promptFor({}), ""]);
  const text = await Deno.readTextFile(drawing);
  assertEquals(dotBlocks(await promptFor({ drawing })).at(-1), text.trimEnd());
  await project.change("graph.dot", "1sec", "1 parsec");
  const faulty = await promptFor({ drawing });
  assertMatch(faulty, /^- line 3: .*parsec/m);
  assertStringIncludes(faulty, "mend it");
  await assertRejects(() => promptFor({ drawing: `${drawing}.old` }), UsageError, "no such file");
});
