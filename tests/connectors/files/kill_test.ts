import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { within } from "../../fixtures/watch.ts";
import { append, folderFor } from "./tail.ts";

const LINES = 6000;
const KILLS = 25;

/** What a process prints, line by line. */
async function* printed(child: Deno.ChildProcess): AsyncGenerator<string> {
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

function start(from: string, to: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-lock",
      "--no-check",
      "--quiet",
      fileURLToPath(new URL("./kill_child.ts", import.meta.url)),
      from,
      to,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

Deno.test("files: each line is in the sink's files once, whenever the process that carries them is killed", async () => {
  await using folder = await folderFor();
  Deno.mkdirSync(`${folder.path}/in`);
  const log = `${folder.path}/in/app.log`;
  const out = `${folder.path}/out`;
  let written = 0;
  const write = (count: number) => {
    let text = "";
    for (const end = Math.min(written + count, LINES); written < end; written++) {
      text += `${written}\n`;
      // Turned over now and then, as logs are.
      if (written % 1000 !== 999) continue;
      append(log, text);
      text = "";
      Deno.renameSync(log, `${folder.path}/in/app.log.${written}`);
    }
    append(log, text);
  };
  for (let kill = 0; kill <= KILLS; kill++) {
    write(37);
    const child = start(log, `${out}/lines.txt`);
    let batches = 0;
    const reading = (async () => {
      for await (const line of printed(child)) {
        write(37);
        if (Number(line) === LINES - 1) break;
        // At some moment after some batches: in the middle of whatever it does then.
        if (kill < KILLS && ++batches >= 3 + kill % 5) break;
      }
    })();
    try {
      await within(reading, `kill ${kill}`, 60_000);
    } finally {
      child.kill("SIGKILL");
      await child.status;
      await child.stdout.cancel().catch(() => {});
    }
  }
  const names = [...Deno.readDirSync(out)].map(({ name }) => name)
    .filter((name) => name.startsWith("lines-")).toSorted();
  assert(names.length > 3, `there are ${names}`);
  const found = names.map((name) => Deno.readTextFileSync(`${out}/${name}`)).join("").split("\n");
  const counts = new Map<number, number>();
  for (const line of found.slice(0, -1)) {
    counts.set(Number(line), (counts.get(Number(line)) ?? 0) + 1);
  }
  const all = Array.from({ length: LINES }, (_, i) => i);
  assertEquals(all.filter((line) => counts.get(line) === undefined), [], "none is missing");
  assertEquals([...counts].filter(([, count]) => count > 1), [], "none is there twice");
  assertEquals(counts.size, LINES);
});
