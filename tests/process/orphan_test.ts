import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";

const PROGRAM = fileURLToPath(new URL("./orphan_program.ts", import.meta.url));

function start(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-check", "--quiet", PROGRAM, ...args],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** What a program says, line by line. */
async function* linesOf({ stdout }: Deno.ChildProcess): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() as string;
    yield* lines;
  }
}

/** Whether a process is there, and not only its exit code for whoever asks after it. */
function isThere(pid: number): boolean {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3) !== "Z";
  } catch {
    return false;
  }
}

Deno.test("a program that is killed takes its actors' processes with it, whatever they hang in, and the next one goes on", async () => {
  const folder = await Deno.makeTempDir({ prefix: "process_orphan_" });
  const args = [`${folder}/graph.region`, `${folder}/fifo`];
  try {
    await new Deno.Command("mkfifo", { args: [args[1]!] }).output();
    const first = start(...args);
    const lines = linesOf(first);
    const pid = Number(((await lines.next()).value as string).replace("pid ", ""));
    assertEquals((await lines.next()).value, "half");
    assertEquals(isThere(pid), true);
    first.kill("SIGKILL");
    // At once: the next owner waits for those of the one before.
    const second = await start(...args).output();
    await first.status;
    assertEquals(isThere(pid), false);
    const said = new TextDecoder().decode(second.stdout).trim().split("\n");
    assertEquals(said.at(-1), JSON.stringify({ taken: 1000, faults: 0 }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
