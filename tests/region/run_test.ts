/** A graph in a file whose process is kept by the command line. */
import { assert, assertEquals } from "@std/assert";
import { callCli } from "../cli/call_cli.ts";

Deno.test("run costs a restart and no message where a message takes the process with it, until it is given up", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { code, stdout, log } = await callCli([
      ...["run", "--backoff", "1ms..5ms", "--restarts", "20"],
      ...["--deno", "-A --no-lock --no-check --quiet"],
      new URL("life_program.ts", import.meta.url).pathname,
      ...[`${folder}/graph.region`, "steady", "killer=7", "showstopper=1", "stopAt=50"],
    ]);
    const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals([code, lines[0].letter], [0, 7]);
    assertEquals(log.filter((line) => line.includes("died")).length, 5);
    const { clean, actors: { SOURCE: { state: { next } }, TAKER: { state } } } = lines.at(-1);
    assert(clean);
    assertEquals(state, { taken: next - 1, sum: next * (next - 1) / 2 - 7 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
