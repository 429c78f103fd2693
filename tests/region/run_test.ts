/** A graph in a file whose process is kept by the command line. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { callCli } from "../cli/call_cli.ts";
import { MISHAPS } from "./kept_actors.ts";

const KEPT = fileURLToPath(new URL("kept_program.ts", import.meta.url));

/** Gives `work` a folder that is gone afterwards. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("run costs a restart and no message where a message takes the process with it, until it is given up", async () => {
  await inFolder(async (folder) => {
    const { code, stdout, log } = await callCli([
      ...["run", "--backoff", "1ms..5ms", "--restarts", "20"],
      ...["--deno", "-A --no-lock --no-check --quiet"],
      fileURLToPath(new URL("life_program.ts", import.meta.url)),
      ...[`${folder}/graph.region`, "steady", "killer=7", "showstopper=1", "stopAt=50"],
    ]);
    const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals([code, lines[0].letter], [0, 7]);
    assertEquals(log.filter((line) => line.includes("died")).length, 5);
    const { clean, actors: { SOURCE: { state: { next } }, TAKER: { state } } } = lines.at(-1);
    assert(clean);
    assertEquals(state, { taken: next - 1, sum: next * (next - 1) / 2 - 7 });
  });
});

Deno.test("out of memory, SIGKILL and a thread that cannot be ended cost a restart each, and no message", async () => {
  await inFolder(async (folder) => {
    const last = 1000;
    assert(Math.max(...Object.values(MISHAPS)) < last);
    // Without --allow-sys nobody may end a thread that hangs.
    const flags =
      "--no-lock --no-check --quiet --no-prompt --allow-read --allow-write --allow-ffi " +
      "--allow-run --allow-net=127.0.0.1 --v8-flags=--max-old-space-size=40";
    const { code, stdout, stderr, log } = await callCli([
      ...["run", "--backoff", "1ms..5ms", "--restarts", "20", "--deno", flags, KEPT],
      ...[folder, `${last}`],
    ]);
    assertEquals(code, 0, stderr);
    const { clean, states } = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
    assertEquals([clean, states], [true, [
      { next: last },
      { taken: last, sum: last * (last - 1) / 2 },
    ]]);
    const deaths = log.filter((line) => line.includes("died"));
    for (const how of ["out of memory", "SIGKILL", "exit code 70, threads of it could not be"]) {
      assert(deaths.some((line) => line.includes(how)), `${how} in ${deaths.join("; ")}`);
    }
  });
});

Deno.test("run --now ends a graph in the middle, and the next goes on from there", async () => {
  await inFolder(async (folder) => {
    const last = 150;
    const deploy = ["run", "--now", "--deno", "-A --no-lock --no-check --quiet", KEPT, folder];
    const first = await callCli([...deploy, `${last}`, "20"], {
      signals: [{ after: "running", signal: "SIGTERM" }],
    });
    assertEquals([first.code, first.stdout], [137, "running\n"]);
    assertEquals(first.log[1], `${KEPT} gets SIGKILL in place of SIGTERM`);
    const second = await callCli([...deploy, `${last}`]);
    assertEquals([second.code, JSON.parse(second.stdout.trimEnd().split("\n").at(-1)!)], [0, {
      clean: true,
      states: [{ next: last }, { taken: last, sum: last * (last - 1) / 2 }],
    }]);
  });
});
