/** What a process has left goes into the graph that another program has drawn: all of it, or it is said what does not. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { libcPaths } from "../../src/region/libc.ts";
import { KillField } from "./field.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const FOLDER = Deno.makeTempDirSync({ prefix: "region_carry_" });
addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));
let files = 0;

/** No process takes so long. */
const MOST_MS = 30_000;

interface Line {
  readonly fault?: string;
  readonly told?: readonly string[];
  readonly stats?: Record<string, string>;
  readonly letters?: readonly { readonly actor: string; readonly message: unknown }[];
  readonly clean?: boolean;
  readonly states?: Record<string, Record<string, unknown>>;
  readonly left?: Record<string, { readonly left: number; readonly sent: number }>;
}

/** Runs one process. Returns all that it said. */
async function live(
  args: readonly string[],
  { flags = ["-A"], folder = HERE }: {
    readonly flags?: readonly string[];
    readonly folder?: string;
  } = {},
): Promise<Line> {
  const program = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", ...flags, "--quiet", "--no-lock", "--no-check", "--no-prompt"],
      ...[`${folder}/carry_program.ts`, ...args],
    ],
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => program.kill("SIGTERM"), MOST_MS);
  const { stdout, stderr, signal } = await program.output();
  clearTimeout(timer);
  assert(signal !== "SIGTERM", `it did not come to its end: ${args.join(" ")}`);
  const text = new TextDecoder().decode(stdout);
  const said = new TextDecoder().decode(stderr);
  assert(signal === "SIGKILL" || said === "", said);
  const lines = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  return Object.assign({}, ...lines);
}

/** What the program has left that fills its channels. */
const left: Uint8Array = await (async () => {
  const file = `${FOLDER}/left.region`;
  await live([file, "base", "until=8"]);
  return Deno.readFileSync(file);
})();

function fileWith(content = left): string {
  const file = `${FOLDER}/${files++}.region`;
  Deno.writeFileSync(file, content);
  return file;
}

const isThere = (file: string) => {
  try {
    return Deno.statSync(file).isFile;
  } catch {
    return false;
  }
};

const TEXTS = [0, 1, 2].map((n) => `text ${n} `.repeat(20));

Deno.test("a graph that is longer, wired in other workers and in another order, and has more in it, goes on with everything", async () => {
  const file = fileWith();
  const { told, stats, letters, clean, states, left } = await live([
    file,
    "wide",
    "most=20",
    "fed=50",
    "stop",
  ]);
  assertEquals(clean, true);
  assertStringIncludes(told!.join(), "info: goes on from region file");
  assertStringIncludes(told!.join(), "with 14 messages in its channels: process 2, carried over");
  assertStringIncludes(told!.join(), 'channel "numbers" is u32, capacity 8');
  assertEquals(states!.FEEDER, { next: 50 });
  const { taken, sum, ids } = states!.HOLDER as { taken: number; sum: number; ids: string[] };
  assertEquals([taken, sum], [20, 190]);
  // An effect outside that is done again has its id again, although its actor has another number; and nobody else has it.
  assertEquals(ids.length, 2);
  assertEquals(ids[0], ids[1]);
  const [stranger] = states!["NEW HOLDER"]!.ids as string[];
  assertEquals(stranger!.slice(0, 37), ids[0]!.slice(0, 37), "it is the same graph");
  assert(ids[0] !== stranger);
  assertEquals(states!["NEW FEEDER"], { next: 2 });
  assertEquals(states!.LISTENER!.heard, [...TEXTS, "true", "1,2,3"]);
  assertEquals([stats!.CALLER, stats!.LEAVER], ["ended", "removed"]);
  assertEquals(letters!.map(({ actor, message }) => [actor, message]), [
    ["LEAVER", { word: "hello" }],
  ]);
  assertEquals(left!.words, { left: 1, sent: 2 });
  assert(!isThere(`${file}.new`));
});

Deno.test("what cannot be carried is named, all of it at once, and the file stays as it was", async () => {
  const file = fileWith();
  const { fault } = await live([file, "short"]);
  for (
    const clause of [
      'channel "numbers" holds 8 messages, and its capacity is 5',
      'channel "texts" holds 3 messages of 420 bytes, and has room for 256 bytes',
      'channel "flags" holds 1 message of kind bool, and its kind is u8',
      'channel "blobs" holds 1 message, and is not in the program',
      'cell "sum" of actor "HOLDER" is a u64, and a u32 in the program',
      'cell "memo" of actor "HOLDER" takes 11 bytes, raise its maxBytes of 4',
      'actor "TALKER" has state (said), and is not in the program',
      'give region.onChange: "discard", which discards what is named here',
    ]
  ) assertStringIncludes(fault!, clause);
  assertEquals(Deno.readFileSync(file), left);
  assert(!isThere(`${file}.new`));
  const { fault: strict } = await live([file, "wide", "onChange=refuse"]);
  assertStringIncludes(strict!, "it is another one: channel");
  assertEquals(Deno.readFileSync(file), left);
  // The program as it was goes on.
  const { clean, states } = await live([file, "base", "most=8", "fed=16", "stop"]);
  assertEquals([clean, states!.HOLDER!.sum], [true, 28]);
});

Deno.test("what cannot be carried is discarded where that is wanted, and nothing else is", async () => {
  const file = fileWith();
  const { told, clean, states, left } = await live([
    ...[file, "short", "onChange=discard", "most=5", "fed=13", "stop"],
  ]);
  assertEquals(clean, true);
  assertStringIncludes(told!.join(), "warn: goes on from region file");
  assertStringIncludes(told!.join(), 'Discarded: channel "numbers" holds 8 messages');
  assertStringIncludes(told!.join(), 'cell "taken" of actor "HOLDER" is no part of its state');
  // The newest that there is room for.
  const { sum, fresh, memo, ids } = states!.HOLDER as { ids: string[] } & Record<string, unknown>;
  assertEquals([sum, fresh, memo, ids.length], [3 + 4 + 5 + 6 + 7, 7, "ok", 2]);
  assertEquals(states!.LISTENER!.heard, TEXTS.slice(2));
  assertEquals([left!.flags, left!["other blobs"]!.sent], [{ left: 0, sent: 1 }, 0]);
});

Deno.test("who has gone and comes back is somebody else, and so are the effects of both", async () => {
  const file = fileWith();
  const newsOf = ({ states }: Line) => (states!["NEW HOLDER"]!.ids as string[])[0]!;
  const first = newsOf(await live([file, "wide", "most=20", "until=50", "life=2"]));
  assertStringIncludes((await live([file, "base"])).fault!, 'actor "NEW HOLDER" has state');
  await live([file, "base", "onChange=discard", "until=50", "life=3"]);
  const { clean, states } = await live([file, "wide", "fed=72", "life=4", "stop"]);
  assertEquals(clean, true);
  assert(newsOf({ states: states! }) !== first);
  const { ids, taken } = states!.HOLDER as { ids: string[]; taken: number };
  // Of the thirty that were there the newest eight.
  assertEquals([new Set(ids.map((id) => id.slice(0, 36))).size, taken], [1, 20]);
  assertEquals(ids.map((id) => id.split("-").at(-1)), ["0", "0", "42", "42"]);
});

Deno.test("letters of actors that are gone outlive them, and a graph of which most is gone goes on", async () => {
  const file = fileWith();
  const { told, letters, states, left } = await live([
    ...[file, "bare", "onChange=discard", "most=8", "fed=16", "stop"],
  ]);
  assertStringIncludes(told!.join(), 'actor "TALKER" has state (said), and is not in the program');
  // Its reader had left for good: nobody was to take what is in it.
  assert(!told!.join().includes('Discarded: channel "words"'), told!.join());
  assertEquals(letters!.map(({ actor }) => actor), ["LEAVER"]);
  assertEquals([states!.HOLDER!.sum, left!.numbers], [28, { left: 8, sent: 16 }]);
});

Deno.test("the way over is by a file beside it: what is in its way is told, and what an earlier way has left is not", async () => {
  const file = fileWith();
  const libc = libcPaths()[0]!;
  const { fault } = await live([file, "wide"], {
    flags: ["--allow-read", "--allow-sys", `--allow-write=${file}`, `--allow-ffi=${libc}`],
  });
  assertStringIncludes(fault!, `by way of "${file}.new", and that cannot be used: it takes`);
  // The graph of another program is no such thing.
  Deno.writeFileSync(`${file}.new`, left);
  const { fault: taken } = await live([file, "wide"]);
  assertStringIncludes(taken!, "the graph of another program is in it, move it away");
  assertEquals(Deno.readFileSync(`${file}.new`), left);
  Deno.writeTextFileSync(`${file}.new`, "a,b,c\n");
  assertStringIncludes((await live([file, "wide"])).fault!, "it is no region of a graph");
  assertEquals(Deno.readFileSync(file), left);
  Deno.removeSync(`${file}.new`);
  const link = `${FOLDER}/link.region`;
  Deno.symlinkSync(file, link);
  const { clean } = await live([link, "wide", "fed=30", "stop"]);
  assertEquals([clean, Deno.lstatSync(link).isSymlink], [true, true]);
});

Deno.test("who opens the file while another takes its place waits for no file that has no name", async () => {
  const file = fileWith();
  // It has opened the old file, and locks it once the other process has put the new one in its place.
  using field = new KillField([{
    name: "a lock that comes late",
    file: "src/region/open_file.ts",
    find: "      lock(file, libc);",
    replace: `
    if (Deno.args[0]!.endsWith("late") && !(globalThis as { waited?: true }).waited) {
      (globalThis as { waited?: true }).waited = true;
      Deno.writeTextFileSync(Deno.args[0] + ".opened", "");
      while (file.isCalled(Deno.statSync(path)));
    }
    lock(file, libc);`,
  }]);
  const late = `${file}.late`;
  Deno.symlinkSync(file, late);
  const waits = live([late, "wide"], { folder: `${field.path}/tests/region` });
  while (!isThere(`${late}.opened`)) await new Promise((resolve) => setTimeout(resolve, 1));
  const program = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--quiet", "--no-lock", "--no-check", `${HERE}/carry_program.ts`],
      ...[file, "wide"],
    ],
    stdout: "null",
    stderr: "null",
  }).spawn();
  assertStringIncludes(
    (await waits).fault!,
    "another process, or another graph of this one, has it",
  );
  program.kill("SIGKILL");
  await program.status;
});
