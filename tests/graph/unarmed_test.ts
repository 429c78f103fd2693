/** What a graph says that may not end a thread that hangs for good, with real processes that have some permissions. */
import { assertEquals } from "@std/assert";
import { runProgram } from "../fixtures/program.ts";

const SYS = "--allow-sys";
const NET = "--allow-net=127.0.0.1";

async function linesOf(program: string, ...flags: readonly string[]): Promise<string[]> {
  const { stdout } = await runProgram(program, { permissions: ["--allow-read", ...flags] });
  return stdout.trimEnd().split("\n").map((line) => line.replace(/for \d+ ms/, "for … ms"));
}

const missing: [flags: readonly string[], why: string][] = [
  [[NET], "the inspector is not permitted, run with --allow-sys"],
  [[], "the inspector is not permitted, run with --allow-sys and --allow-net=127.0.0.1"],
  [[SYS], "the inspector cannot be reached, run with --allow-net=127.0.0.1"],
  [
    [SYS, "--allow-net=127.0.0.1:9900"],
    "the inspector cannot be reached, run with --allow-net=127.0.0.1",
  ],
];

for (const [flags, why] of missing) {
  Deno.test(`with ${flags.join(" ") || "neither flag"} a graph says at the start, and of a hang, what is missing`, async () => {
    assertEquals(await linesOf("petrified", ...flags), [
      `a thread that hangs for good could not be ended: ${why}`,
      `zombie: its thread cannot be ended: code in it never returns to the event loop, and ${why}`,
    ]);
  });
}

Deno.test("with both flags, and no more, a graph ends a thread that hangs for good, and says nothing before", async () => {
  assertEquals(await linesOf("petrified", SYS, NET), [
    "giveUp: it made no progress for … ms, raise hangTimeoutMs if it needs so long",
  ]);
});

Deno.test("a graph without deadlines needs no flag, and asks for none", async () => {
  assertEquals(await linesOf("patient"), [""]);
});
