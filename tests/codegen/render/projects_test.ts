/** Projects as they are made: without one edit they are formatted, without a fault of lint or types, pass their tests, run and stop. */
import { assert, assertEquals } from "@std/assert";
import { designOf, filesOf, MadeProject } from "./made_project.ts";

const FIXTURES = new URL("../../fixtures/projects/", import.meta.url);
const SHARED = new URL("../../../../shared/dots/", import.meta.url);

/** With `PROJECTS=all` every drawing of the corpus, which is no part of the repository, is made a project, too. */
const isForAll = Deno.env.get("PROJECTS") === "all";
const corpus = Deno.env.get("DOTS") === undefined
  ? SHARED
  : new URL(`file://${await Deno.realPath(Deno.env.get("DOTS")!)}/`);

async function drawingsIn(folder: URL): Promise<URL[]> {
  try {
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    return names.filter((name) => name.endsWith(".dot") && !name.startsWith("bad_")).sort()
      .map((name) => new URL(name, folder));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

const others = [...await drawingsIn(corpus), ...await drawingsIn(new URL("edge/", corpus))];

interface Row {
  readonly file: string;
  readonly actors: number;
  readonly steps: Record<string, string>;
}

const table: Row[] = [];

/** Each step of a project, with its seconds; the first that fails ends it. */
async function steps(drawing: URL, isThorough: boolean): Promise<void> {
  const dot = await Deno.readTextFile(drawing);
  const { actors } = await designOf(dot);
  await using project = await MadeProject.of(dot);
  const row: Row = {
    file: drawing.pathname.split("/").at(-1)!,
    actors: actors.length,
    steps: {},
  };
  table.push(row);
  const step = async (name: string, done: Promise<{ ok: boolean; text: string }>) => {
    const began = performance.now();
    const { ok, text } = await done;
    row.steps[name] = ok ? ((performance.now() - began) / 1000).toFixed(1) : "FAILS";
    assert(ok, `${row.file}: ${name} fails\n${text}`);
  };
  await step("fmt", project.deno("fmt", "--check"));
  await step("lint", project.deno("lint"));
  await step("check", project.deno("check"));
  // The types are checked already, so all but the thorough run leave that out.
  const test = ["test", "--no-check", "--no-prompt", "--allow-read", "--ignore=load_test.ts"];
  await step("test", isThorough ? project.deno("task", "test") : project.deno(...test));
  await step("compare", project.deno("task", "compare"));
  const started = project.start();
  await step("start", started);
  const { stopMs } = await started;
  row.steps.stop = (stopMs / 1000).toFixed(1);
  if (isThorough) assert(stopMs < 3000, `${row.file} stops after ${stopMs} ms`);
}

for (const drawing of await drawingsIn(FIXTURES)) {
  const name = drawing.pathname.split("/").at(-1);
  Deno.test(`projects: ${name} becomes one that passes everything, runs and stops`, async () => {
    await steps(drawing, isForAll);
  });
}

Deno.test({
  name: `projects: so does each of ${others.length} drawings of the corpus${
    isForAll ? "" : ", with PROJECTS=all"
  }`,
  ignore: !isForAll || others.length === 0,
  async fn(t) {
    for (const drawing of others) {
      await t.step(drawing.pathname, () => steps(drawing, true));
    }
  },
});

Deno.test({
  name: `projects: all of ${others.length} drawings of the corpus are made, twice the same`,
  ignore: others.length === 0,
  async fn() {
    for (const drawing of others) {
      const dot = await Deno.readTextFile(drawing);
      const files = filesOf(await designOf(dot), dot);
      assertEquals(filesOf(await designOf(dot), dot), files);
      for (const { path, text } of files) {
        assert(path === "graph.dot" || (text.endsWith("\n") && !text.includes("\r")), path);
        const isTooLong = /^\/\/ deno-fmt-ignore-file/m.test(text);
        assert(!isTooLong, `${drawing.pathname}: ${path} is not laid out`);
      }
    }
  },
});

globalThis.addEventListener("unload", () => {
  if (isForAll) {
    console.table(table.map(({ file, actors, steps }) => ({ file, actors, ...steps })));
  }
});
