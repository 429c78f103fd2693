/** The program in the guide to processes, with no more than the guide lets it. */
import { assertEquals } from "@std/assert";
import { libcPaths } from "../../src/region/libc.ts";
import { deno, writeProgram } from "../examples/page_program.ts";

Deno.test("the program in the guide to processes does what the guide says", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await writeProgram(".github/guides/processes.md", folder);
    assertEquals(files, ["intake.ts"]);
    await Deno.mkdir(`${folder}/inbox`);
    await Deno.writeTextFile(`${folder}/inbox/a`, "12");
    await Deno.writeTextFile(`${folder}/inbox/b`, "12345");
    const { code, stdout } = await deno(folder, [
      ...["run", "--no-lock", "--no-prompt", "--quiet", "--allow-read"],
      ...[`--allow-run=${Deno.execPath()}`, `--allow-ffi=${libcPaths()[0]}`, ...files],
    ]).output();
    const sizes = new TextDecoder().decode(stdout).trimEnd().split("\n").sort();
    assertEquals([code, sizes], [0, ["2", "5"]]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
