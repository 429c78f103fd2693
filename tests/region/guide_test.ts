/** The program in the guide to graphs in a file, killed as the guide says. */
import { assertEquals } from "@std/assert";
import { libcPaths } from "../../src/region/libc.ts";
import { deno, writeProgram } from "../examples/page_program.ts";

Deno.test("the program in the guide to graphs in a file may be killed, and says what the guide does", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await writeProgram(".github/guides/region.md", folder);
    assertEquals(files, ["orders.ts"]);
    const decoder = new TextDecoder();
    const args = [
      ...["run", "--no-lock", "--no-prompt", "--quiet", "--allow-read", "--allow-sys"],
      ...["--allow-net=127.0.0.1", `--allow-write=${folder}`, `--allow-ffi=${libcPaths()[0]}`],
      ...files,
    ];
    for (let kills = 0; kills < 3; kills++) {
      const program = deno(folder, args).spawn();
      // It is killed once it has told of its progress.
      const reader = program.stdout.getReader();
      await reader.read();
      program.kill("SIGKILL");
      await reader.cancel();
      await program.stderr.cancel();
      await program.status;
    }
    const { code, stdout } = await deno(folder, args).output();
    const lines = decoder.decode(stdout).trimEnd().split("\n");
    assertEquals([code, lines.at(-1)], [0, "5000000 numbers"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
