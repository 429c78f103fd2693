/** A graph from files to files: through kills of its process, and with lines that cannot be messages. */
import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";
import { bytes, delivery, Graph } from "@steady-state/deno";
import { within } from "../../fixtures/watch.ts";
import { anyLines, copies, type Priced } from "./graph_actors.ts";
import { pricing } from "./graph_program.ts";
import { append, folderFor } from "./tail.ts";

const LINES = 4000;
const KILLS = 6;

/** The lines of all files that are whole or being written, in order. */
function written(folder: string): string[] {
  while (true) {
    try {
      return Deno.readDirSync(folder).toArray().map(({ name }) => name)
        .filter((name) => name.startsWith("priced-")).toSorted()
        .flatMap((name) => Deno.readTextFileSync(`${folder}/${name}`).split("\n").slice(0, -1));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      // One has got its last name meanwhile; or the folder is not there yet.
      if (!isThere(folder)) return [];
    }
  }
}

function isThere(folder: string): boolean {
  try {
    return Deno.statSync(folder).isDirectory;
  } catch {
    return false;
  }
}

async function reach(folder: string, count: number): Promise<void> {
  while (written(folder).length < count) await new Promise((next) => setTimeout(next, 5));
}

Deno.test("files: through kills of the graph's process, and turns of the log, each line is there once", async () => {
  await using folder = await folderFor();
  Deno.mkdirSync(`${folder.path}/in`);
  const log = `${folder.path}/in/app.log`;
  const out = `${folder.path}/out`;
  let id = 0;
  const write = (count: number) => {
    let text = "";
    for (let i = 0; i < count; i++) text += `{"id":${id++}}\n`;
    append(log, text);
  };
  write(300);
  for (let kill = 1; kill <= KILLS; kill++) {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-lock", "--no-check", "--quiet"],
        fileURLToPath(new URL("./graph_program.ts", import.meta.url)),
        ...[log, `${out}/priced.ndjson`],
      ],
      stdout: "null",
    }).spawn();
    try {
      await within(reach(out, kill * 200), `${kill * 200} lines are written`, 60_000);
      // Killed while it is at work: there is always more to be read.
      write(300);
      if (kill % 2 === 0) Deno.renameSync(log, `${log}.${kill}`);
      write(50);
    } finally {
      child.kill("SIGKILL");
      await child.status;
    }
  }
  write(LINES - id);
  await using graph = pricing(log, `${out}/priced.ndjson`);
  await graph.start();
  await within(reach(out, LINES), "all lines are written", 60_000);
  const report = await within(graph.stop(), "the end", 60_000);
  const found = written(out).map((line) => JSON.parse(line) as Priced);
  const ids = found.map(({ id }) => id).toSorted((a, b) => a - b);
  assertEquals(ids, Array.from({ length: LINES }, (_, i) => i));
  assertEquals(found.filter(({ id, cents }) => cents !== id * 3), []);
  assertEquals(report.clean, true, JSON.stringify(report));
});

Deno.test("files: a graph of a log that does not go on ends by itself, with what is too long as a dead letter", async () => {
  await using folder = await folderFor();
  const log = `${folder.path}/app.log`;
  append(log, `one\n${"x".repeat(5000)}\n`);
  append(log, Uint8Array.of(0xff, 0, 10));
  append(log, "without an end");
  await using graph = new Graph("copies", { log: () => {} });
  const lines = graph.channel("lines", delivery(bytes));
  graph
    .actor("LINES", anyLines, {
      ports: { messages: lines.tx },
      args: { path: log, follow: false, maxLineBytes: 1000 },
    })
    .actor("COPIES", copies, {
      ports: { messages: lines.rx },
      args: { path: `${folder.path}/out/copy.log` },
    });
  await graph.start();
  const report = await within(graph.finished, "the end", 60_000);
  assertEquals(report.clean, true, JSON.stringify(report));
  assertEquals([...Deno.readFileSync(`${folder.path}/out/copy-000001.log`)], [
    ...new TextEncoder().encode("one\n"),
    ...[0xff, 0, 10],
    ...new TextEncoder().encode("without an end\n"),
  ]);
  const letters = graph.deadLetters;
  assertEquals(letters.length, 1);
  assertEquals(
    letters[0]!.reason.replace(/message \S+:/, "message:"),
    "Cannot decode message: it is a line of 5000 bytes, of which 1000 are here: maxLineBytes is 1000",
  );
});
