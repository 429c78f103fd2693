/** Where the log goes: files that rotate, and terminals. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { Graph, logFile, type LogRecord } from "@steady-state/deno";
import { recordLine } from "../../src/graph/report/log_record.ts";
import { idler } from "../fixtures/plain_actors.ts";
import { flushPrinters } from "../../src/printer.ts";
import { until } from "../fixtures/watch.ts";

function record(text: string): LogRecord {
  return { time: 0, level: "info", source: "A", text };
}

/** What is in the files, the one that is written first. */
function filesIn(dir: string): Record<string, string> {
  const names = [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
  return Object.fromEntries(names.map((name) => [name, Deno.readTextFileSync(`${dir}/${name}`)]));
}

for (const asUrl of [false, true]) {
  Deno.test(`a log file that is full is moved away, lines stay whole and in order, and the oldest goes: ${asUrl ? "URL" : "path"}`, async () => {
    const dir = await Deno.makeTempDir();
    const log = logFile(asUrl ? new URL(`file://${dir}/a.log`) : `${dir}/a.log`, {
      bytes: 1024,
      files: 3,
    });
    const texts = Array.from({ length: 200 }, (_, i) => `line ${i} ${"é".repeat(i % 40)}`);
    for (const text of texts) log(record(text));
    await flushPrinters();
    const files = filesIn(dir);
    assertEquals(Object.keys(files), ["a.log", "a.log.1", "a.log.2"]);
    for (const text of Object.values(files)) {
      assert(new TextEncoder().encode(text).length <= 1024);
      assertMatch(text, /^1970-01-01T00:00:00\.000Z INFO {2}A: line [^]*\n$/);
    }
    const written = `${files["a.log.2"]}${files["a.log.1"]}${files["a.log"]}`.trim().split("\n")
      .map((line) => line.replace(/^.*A: /, ""));
    assertEquals(
      written.map((line) => line.trim()),
      texts.slice(-written.length).map((text) => text.trim()),
    );
    await Deno.remove(dir, { recursive: true });
  });
}

Deno.test("a line that is longer than a file may be has one of its own, whole", async () => {
  const dir = await Deno.makeTempDir();
  const log = logFile(`${dir}/a.log`, { bytes: 1024, files: 4 });
  log(record("before"));
  log(record("x".repeat(100_000)));
  log(record("after"));
  await flushPrinters();
  const files = filesIn(dir);
  assertEquals(
    Object.values(files).map((text) => text.split("\n").length - 1),
    [1, 1, 1],
  );
  assertMatch(files["a.log.1"]!, /A: x{100000}\n$/);
  await Deno.remove(dir, { recursive: true });
});

Deno.test("a graph's log is in the file when it has ended, behind what was there, and one file is begun anew", async () => {
  const dir = await Deno.makeTempDir();
  await Deno.writeTextFile(`${dir}/a.log`, "before\n");
  const log = logFile(`${dir}/a.log`, { files: 1, bytes: 2000 });
  const graph = new Graph("filed", { log, logLevel: "debug" }).actor("IDLER", idler);
  await graph.start();
  await graph.stop();
  assertMatch(filesIn(dir)["a.log"]!, /^before\n[^]* DEBUG IDLER: started\n[^]*filed: stopped/);
  for (let i = 0; i < 100; i++) log(record(`later ${i}`));
  await flushPrinters();
  const { "a.log": text, ...others } = filesIn(dir);
  assertEquals(others, {});
  assertMatch(text!, /later 99\n$/);
  assert(!text!.includes("before"));
  await Deno.remove(dir, { recursive: true });
});

Deno.test("lines that a file does not take are counted, and it says so when it can be written", async () => {
  const dir = await Deno.makeTempDir();
  const log = logFile(`${dir}/later/a.log`);
  log(record("lost"));
  await flushPrinters();
  await Deno.mkdir(`${dir}/later`);
  log(record("kept"));
  await until(() => Object.keys(filesIn(`${dir}/later`)).length > 0, "the file");
  await flushPrinters();
  assertMatch(
    filesIn(`${dir}/later`)["a.log"]!,
    /^steady-state: 1 line was not printed to log file .*a\.log: .*\n.*A: kept\n$/,
  );
  await Deno.remove(dir, { recursive: true });
});

Deno.test("what cannot be a log file is refused, with all that is wrong", () => {
  const error = assertThrows(
    () => logFile("" as string, { bytes: 10, files: 0, size: 3 } as never),
    TypeError,
    "Cannot log to a file: 4 faults",
  );
  assertMatch(error.message, /there is no option "size"/);
  assertMatch(error.message, /option bytes is 10, give a whole number of bytes from 1024/);
  assertMatch(error.message, /option files is 0, give a whole number from 1 to 1000/);
  assertMatch(error.message, /the path is "", give a path or a file: URL/);
});

Deno.test("a line has colours only where it is asked for", () => {
  assertEquals(recordLine(record("text"), "12:00"), "12:00 INFO  A: text");
  assertEquals(recordLine(record("text"), "12:00", true), "12:00 \x1b[36mINFO \x1b[39m A: text");
});

/** What a program writes to standard error whose log is not told where to go. */
async function printed(command: string, args: string[], env: Record<string, string>) {
  const { stdout, stderr } = await new Deno.Command(command, { args, env, stdin: "null" }).output();
  return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
}

const PROGRAM = `
  import { printRecord } from "${import.meta.resolve("../../src/graph/report/mod.ts")}";
  printRecord({ time: 0, level: "warn", source: "A", text: "seen" });
`;

Deno.test({
  name: "colours are for a terminal, and not where NO_COLOR is set or the log goes elsewhere",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(file, PROGRAM);
    const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
    const run = [Deno.execPath(), "run", "--no-check", "--no-lock", "-A", "-c", config, file];
    const plain = { NO_COLOR: "", TERM: "xterm" };
    const inTerminal = ["-qec", run.join(" "), "/dev/null"];
    const coloured = "\x1b[33mWARN \x1b[39m A: seen";
    assert((await printed("script", inTerminal, plain)).includes(coloured), "a terminal");
    const noColor = await printed("script", inTerminal, { ...plain, NO_COLOR: "1" });
    assert(noColor.includes("WARN  A: seen"), noColor);
    const piped = await printed(run[0] as string, run.slice(1), plain);
    assert(piped.includes("WARN  A: seen"), piped);
    await Deno.remove(file);
  },
});
