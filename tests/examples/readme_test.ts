/**
 * The program in README.md: each of its TypeScript snippets begins with a comment that names its file. They are written into a
 * folder, with a `deno.json` that leads to this clone, checked, and run.
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { within } from "../fixtures/watch.ts";
import { deno, writeProgram } from "./page_program.ts";

Deno.test("the programs in README.md are sound, and run until they are told to stop", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await writeProgram("README.md", folder);
    assertEquals(files, [
      "sums.ts",
      "asked.ts",
      "actors/counter.ts",
      "actors/adder.ts",
      "main.ts",
      "service.ts",
      "pipeline.ts",
      "watched.ts",
      "doubler_test.ts",
      "sums_test.ts",
    ]);
    const asked = await deno(folder, [
      ...["run", "--no-lock", "--no-prompt", "--quiet", "--allow-read"],
      ...["--allow-net=127.0.0.1", "--allow-sys", "asked.ts"],
    ]).output();
    assertEquals(
      [asked.code, ...[asked.stdout, asked.stderr].map((text) => new TextDecoder().decode(text))],
      [0, "500\n", ""],
    );
    for (const file of ["sums.ts", "main.ts", "service.ts", "watched.ts"]) {
      const flags = [
        "--allow-read",
        "--allow-net=127.0.0.1",
        "--allow-sys",
        "--allow-write=recordings",
      ];
      const env = "--allow-env=TELEMETRY_SERVER_PORT";
      const run = ["run", "--no-lock", "--no-prompt", "--quiet", ...flags, env, file];
      await using program = deno(folder, run).spawn();
      const errors = new Response(program.stderr).text();
      let output = "";
      for await (const part of program.stdout.pipeThrough(new TextDecoderStream())) {
        if (output === "") program.kill("SIGINT"); // It tells its address once it runs.
        output += part;
      }
      const { code } = await within(program.status, `the end of ${file}`);
      assertEquals([code, await errors], [0, ""]);
      assertStringIncludes(output, "sums stopped after");
    }
    const tests = await deno(folder, ["test", "--no-lock", "--no-check", "--quiet"]).output();
    assertEquals(tests.code, 0, new TextDecoder().decode(tests.stdout));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
