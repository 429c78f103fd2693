/** Holds what the guides say against what there is. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { THIS_COPY } from "../../src/copy.ts";
import { LINK_PROTOCOL } from "../../src/links/handshake/mod.ts";
import { NEEDED_DENO } from "../../src/package.ts";

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));

const versions = await read(".github/guides/versions.md");

Deno.test("the guide on versions lists every layout that copies are compared by", () => {
  const listed = [...versions.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name!);
  assertEquals(listed.sort(), Object.keys(THIS_COPY.layouts).sort());
});

Deno.test("the guide on versions names every door, and the Deno that is needed", () => {
  for (const door of Object.keys(config.exports)) assert(versions.includes(`\`${door}\``), door);
  assertMatch(versions, new RegExp(`^Deno ${NEEDED_DENO.replace(".", "\\.")} or newer\\.`, "m"));
});

Deno.test("the guide on versions names the version of the link protocol", () => {
  assert(
    versions.replaceAll(/\s+/g, " ").includes(`the link protocol, now ${LINK_PROTOCOL}.`),
  );
});

Deno.test("the guide on versions names the versions that files have", async () => {
  const durable = /^const FILE_VERSION = (\d+);$/m.exec(
    await read("src/graph/durable/durable_file.ts"),
  );
  assert(versions.includes(`(\`user_version\` of SQLite), now ${durable![1]}.`));
  const journal = /^const JOURNAL_VERSION = (\d+);$/m
    .exec(await read("src/connectors/source/journal.ts"));
  assert(
    versions.replaceAll(/\s+/g, " ").includes(
      `The journal of a source has a version of the same kind, now ${journal![1]}.`,
    ),
  );
  const folder = /^const FOLDER_VERSION = (\d+);$/m.exec(
    await read("src/graph/durable/folder_forms.ts"),
  );
  assertMatch(
    versions,
    new RegExp(`So has a folder\\s+\\(\`version\` in its \`index.json\`\\), now ${folder![1]}\\.`),
  );
  const writes = /^export const RECORDING = (\d+);$/m
    .exec(await read("src/telemetry/history/recording.ts"));
  assert(versions.includes(`\`{"recording":${writes![1]},…}\``));
});

Deno.test("no code of the package asks for a permission by itself, as SECURITY says", async () => {
  const sources = async function* (folder: URL): AsyncGenerator<URL> {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) yield* sources(new URL(`${name}/`, folder));
      else yield new URL(name, folder);
    }
  };
  assertMatch(await read(".github/SECURITY.md"), /it never\s+calls `Deno\.permissions\.request`/);
  for await (const file of sources(new URL("src/", ROOT))) {
    const text = await Deno.readTextFile(file);
    assert(!/permissions\.request|requestSync/.test(text), file.href);
  }
});

Deno.test("README leads to every guide, and that to sources and sinks to those of the wires", async () => {
  const readme = await read("README.md");
  const connectors = await read(".github/guides/connectors.md");
  for await (const { name } of Deno.readDir(new URL(".github/guides/", ROOT))) {
    const isLedTo = name.startsWith("connector_")
      ? connectors.includes(`(${name})`)
      : readme.includes(`(.github/guides/${name})`);
    assert(isLedTo, name);
  }
  for (const name of ["SECURITY.md", "THIRD_PARTY.md", "CHANGELOG.md"]) {
    assert(readme.includes(`(.github/${name})`), name);
  }
});

Deno.test("a start line that lets a thread be killed lets its inspector be reached, too", async () => {
  const pages = ["README.md"];
  for await (const { name } of Deno.readDir(new URL(".github/guides/", ROOT))) {
    pages.push(`.github/guides/${name}`);
  }
  let count = 0;
  const wrong: string[] = [];
  for (const page of pages) {
    const text = (await read(page)).replaceAll("\\\n", " ");
    for (const [line] of text.matchAll(/^.*\bdeno run .*--allow-sys\b.*$/gm)) {
      count++;
      if (!/--allow-net\b/.test(line)) wrong.push(`${page}: ${line}`);
    }
  }
  assert(count > 5, `${count} start lines`);
  assertEquals(wrong, []);
});

Deno.test("what the guides and README link to inside of the repository is there", async () => {
  const pages = ["README.md", ".github/SECURITY.md", ".github/THIRD_PARTY.md"];
  for (const folder of [".github/guides/", ".github/"]) {
    for await (const { name } of Deno.readDir(new URL(folder, ROOT))) {
      if (name.endsWith(".md")) pages.push(folder + name);
    }
  }
  const lost: string[] = [];
  for (const page of new Set(pages)) {
    for (const [, target] of (await read(page)).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)) {
      const found = await Deno.stat(new URL(target!, new URL(page, ROOT))).catch(() => undefined);
      if (found === undefined) lost.push(`${page}: ${target}`);
    }
  }
  assertEquals(lost, []);
});

Deno.test("what the guide for those who come from Rust calls is there, under that name", async () => {
  const sources: Record<string, readonly string[]> = {
    actor: ["src/actor/actor.ts"],
    rx: ["src/channel/rx.ts", "src/channel/scalar/slice_ends.ts", "src/channel/bundle.ts"],
    tx: ["src/channel/tx.ts", "src/channel/scalar/slice_ends.ts", "src/channel/bundle.ts"],
    graph: ["src/graph/graph.ts"],
  };
  const guide = await read(".github/guides/from_rust.md");
  // Names with an underscore are those in Rust, and what follows a slash is a path.
  const calls = [...guide.matchAll(/(?<!\/)\b(actor|rx|tx|graph)\.([a-zA-Z]+)\b(?!_)/g)];
  assert(calls.length > 30, `${calls.length} calls`);
  const lost: string[] = [];
  for (const [call, owner, name] of calls) {
    const texts = await Promise.all(sources[owner!]!.map(read));
    const member = new RegExp(`^ {2}(?:readonly |async |get )?${name}\\b`, "m");
    if (!texts.some((text) => member.test(text))) lost.push(call);
  }
  assertEquals(lost, []);
});

/** The changes that `changing.md` tells of. */
const CHANGES = (await read(".github/guides/changing.md")).split(/^## /m).slice(1).map((text) => ({
  title: text.slice(0, text.indexOf("\n")),
  /** What is to be touched, one file each. */
  steps: text.match(/^\d+\. /gm)?.length ?? 0,
  files: [...text.matchAll(/`((?:src|static|tests)\/[\w/-]+\.\w+)`/g)].map(([, path]) => path!),
  constants: [...text.matchAll(/`([A-Z]+(?:_[A-Z]+)*)`/g)].map(([, name]) => name!)
    .filter((name) => name.length > 3),
}));

Deno.test("the guide to changes takes ten of them, with four files each at most", () => {
  assertEquals(CHANGES.length, 10);
  const many = CHANGES.filter(({ steps }) => steps < 1 || steps > 4);
  assertEquals(many.map(({ title, steps }) => `${title}: ${steps}`), []);
});

Deno.test("what the guide to changes names is there", async () => {
  const lost: string[] = [];
  for (const { title, files, constants } of CHANGES) {
    let all = "";
    for (const path of files) {
      const text = await read(path).catch(() => undefined);
      if (text === undefined) lost.push(`${title}: ${path}`);
      all += text;
    }
    // A constant stands in one of the files beside which it is named.
    const strange = constants.filter((name) => !new RegExp(`\\b${name}\\b`).test(all));
    lost.push(...strange.map((name) => `${title}: ${name}`));
  }
  assertEquals(lost, []);
});
