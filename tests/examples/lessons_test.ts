/**
 * The lessons of the ladder, `.github/guides/lesson_*.md`, are done as a reader does them, from the top to the end:
 *
 * - what is shown of a file in `examples/` is in it; lines of `// …` stand for what is left out;
 * - other snippets of TypeScript are files that the reader writes, and are written;
 * - a `diff` is a change that is made for the next command, and taken back after it;
 * - a block of commands that begins with `deno` is run, and what is printed has the lines of the block of text behind it, in that
 *   order, with whatever in between; `…` stands for what differs from run to run.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { copyFolder } from "../fixtures/copies.ts";
import { within } from "../fixtures/watch.ts";
import { deno, mapped, writeProgram } from "./page_program.ts";

const CLONE = new URL("../../", import.meta.url);
const GUIDES = new URL(".github/guides/", CLONE);

/** What stands between fences. */
interface Block {
  readonly language: string;
  readonly text: string;
}

function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+)$\n([^]*?)^```$/gm)].map(([, language, text]) => ({
    language: language!,
    text: text!,
  }));
}

/** The file that the first line of a snippet names, and the lines after it. */
function named({ text }: Block): { readonly path: string; readonly lines: string[] } {
  const [first = "", ...lines] = text.trimEnd().split("\n");
  const [, path] = /^ ?\/\/ (\S+\.ts)\b/.exec(first) ?? [];
  assert(path !== undefined, `a snippet begins with the name of its file, and not with ${first}`);
  return { path, lines };
}

/** What is shown of a file stands at the left. */
function unindented(text: string): string {
  return text.replaceAll(/^ +/gm, "");
}

/** Makes a change, and returns how it is taken back. */
async function change(folder: string, block: Block): Promise<() => Promise<void>> {
  const { path, lines } = named(block);
  const place = `${folder}/${path}`;
  const before = await Deno.readTextFile(place);
  const side = (mark: string) =>
    lines.filter((line) => line[0] === " " || line[0] === mark).map((line) => `${line.slice(1)}\n`)
      .join("");
  assertEquals(before.split(side("-")).length, 2, `${path} has these lines once:\n${side("-")}`);
  await Deno.writeTextFile(place, before.replace(side("-"), () => side("+")));
  return () => Deno.writeTextFile(place, before);
}

/** Runs commands one after the other, and returns what they print, both streams as they come. */
async function runAll(folder: string, commands: string): Promise<string> {
  let said = "";
  for (const line of commands.replaceAll("\\\n", " ").trim().split("\n")) {
    const [, verb, ...words] = line.replace(/\s+#.*$/, "").split(/\s+/);
    const args = [verb!, "--no-lock", "--no-check", "--quiet", ...words];
    // A stream each would lose who spoke first.
    const shell = new Deno.Command("sh", {
      args: ["-c", 'exec "$0" "$@" 2>&1', Deno.execPath(), ...args],
      cwd: folder,
      env: { NO_COLOR: "1", TELEMETRY_SERVER_PORT: "0" },
    });
    said += new TextDecoder().decode((await shell.output()).stdout);
  }
  return said;
}

function assertSays(said: string, expected: string): void {
  const lines = said.split("\n");
  let from = 0;
  for (const line of expected.trimEnd().split("\n")) {
    if (line === "…") continue;
    const pattern = line.split("…").map(RegExp.escape).join(".*?");
    const at = lines.findIndex((one, i) => i >= from && new RegExp(`^${pattern}$`).test(one));
    assert(at >= 0, `"${line}" is not behind line ${from} of\n${said}`);
    from = at + 1;
  }
}

async function doLesson(page: string, folder: string): Promise<void> {
  const takeBack: (() => Promise<void>)[] = [];
  const blocks = blocksOf(page);
  for (const [at, block] of blocks.entries()) {
    if (block.language === "diff") takeBack.push(await change(folder, block));
    if (block.language === "ts") {
      const { path, lines } = named(block);
      if (!path.startsWith("examples/")) await Deno.writeTextFile(`${folder}/${path}`, block.text);
      else {
        const file = await Deno.readTextFile(new URL(path, CLONE));
        for (const part of `${lines.join("\n")}\n`.split(/^ *\/\/ …\n/m)) {
          assert(unindented(file).includes(unindented(part)), `${path} does not have\n${part}`);
        }
      }
    }
    if (block.language !== "sh" || !block.text.startsWith("deno ")) continue;
    const said = await runAll(folder, block.text);
    const next = blocks[at + 1];
    if (next?.language === "text") assertSays(said, next.text);
    for (const back of takeBack.splice(0)) await back();
  }
  assertEquals(takeBack.length, 0, "a change is tried by a command");
}

for await (const { name } of Deno.readDir(GUIDES)) {
  if (!name.startsWith("lesson_")) continue;
  Deno.test({
    name: `${name} can be done, and shows what it says`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const folder = await Deno.makeTempDir();
      try {
        await mapped(folder);
        await copyFolder(new URL("examples/", CLONE), `${folder}/examples`);
        await doLesson(await Deno.readTextFile(new URL(name, GUIDES)), folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

Deno.test({
  name:
    "the account of the two processes in the lesson is right, though one is killed in the middle",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const files = await writeProgram(".github/guides/lesson_5_distributed.md", folder);
      assertEquals(files, ["books.ts", "shop.ts"]);
      const port = `${freePort()}`;
      const start = (file: string) =>
        deno(folder, ["run", "-A", "--no-lock", "--no-check", "--quiet", file, port]).spawn();
      await using first = start("books.ts");
      const silent = Promise.all(
        [first.stdout, first.stderr].map((out) => new Response(out).text()),
      );
      await using shop = start("shop.ts");
      const ends = (process: Deno.ChildProcess) => within(process.status, "the end of a process");
      let told = "";
      let again: Deno.ChildProcess | undefined;
      for await (const part of shop.stderr.pipeThrough(new TextDecoderStream())) {
        told += part;
        if (again !== undefined || !/ 50 are booked$/m.test(told)) continue;
        first.kill("SIGKILL");
        await ends(first);
        again = start("books.ts");
      }
      await using second = again!;
      assertEquals((await ends(shop)).code, 0, told);
      assertMatch(told, /is not booked yet: /);
      second.kill("SIGTERM");
      const { code, stdout } = await second.output();
      assertEquals(code, 0);
      assertMatch(new TextDecoder().decode(stdout), /\n200 orders, 201000 cents\n$/);
      await silent;
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
