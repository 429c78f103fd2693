import { assertEquals } from "@std/assert";
import { PAGE_FILES_PATH, pageFilesText } from "../../.ci/page_files.ts";
import { PAGE_ASSETS, VIZ } from "../../src/telemetry/http/assets.ts";

const ROOT = new URL("../../", import.meta.url);
const STATIC = new URL("static/", ROOT);

Deno.test("every file of static/ is served as it is", async () => {
  const names = (await Array.fromAsync(filesOf(""))).sort();
  assertEquals(Object.keys(PAGE_ASSETS).sort(), names, "run `deno task page-files`");
  for (const name of names) {
    assertEquals(PAGE_ASSETS[name]!.text, await Deno.readTextFile(new URL(name, STATIC)), name);
  }
});

Deno.test("the list of the page's files is as its generator writes it", async () => {
  const written = await Deno.readTextFile(new URL(PAGE_FILES_PATH, ROOT));
  assertEquals(written, await pageFilesText(), "run `deno task page-files`");
});

Deno.test("what the page's modules import is there", () => {
  for (const [name, { text }] of Object.entries(PAGE_ASSETS)) {
    if (!name.endsWith(".js")) continue;
    for (const [, imported] of text.matchAll(/from "(\.\.?\/[^"]+)"/g)) {
      const path = new URL(imported!, `page:/${name}`).pathname.slice(1);
      assertEquals(path in PAGE_ASSETS, true, `${name} imports ${imported}`);
    }
  }
});

Deno.test("the page links every style sheet before it is painted, each once, what is the same everywhere first", () => {
  const [head] = PAGE_ASSETS["index.html"]!.text.split("</head>");
  const linked = [...head!.matchAll(/<link rel="stylesheet" href="([^"]+)">/g)].map(([, to]) =>
    to!
  );
  const sheets = Object.keys(PAGE_ASSETS).filter((name) => name.endsWith(".css"));
  assertEquals([...linked].sort(), sheets.sort());
  assertEquals(linked[0], "dom/dom.css");
});

async function* filesOf(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, STATIC))) {
    if (isDirectory) yield* filesOf(`${folder}${name}/`);
    else yield folder + name;
  }
}

Deno.test("the layout engine is whole", () => {
  assertEquals(VIZ.text.startsWith("/*!\nViz.js 3."), true);
  assertEquals(VIZ.text.trimEnd().endsWith("};"), true);
});
