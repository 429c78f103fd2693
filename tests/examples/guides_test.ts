/** The programs in `.github/guides/`: checked, and run. */
import { assertEquals, assertMatch } from "@std/assert";
import { deno, writeProgram } from "./page_program.ts";

Deno.test("the program in the guide for those who come from Rust is sound, and ends by itself", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await writeProgram(".github/guides/from_rust.md", folder);
    assertEquals(files, ["doubling.ts"]);
    const decoder = new TextDecoder();
    const check = await deno(folder, ["check", "--no-lock", "--quiet", ...files]).output();
    assertEquals([check.code, decoder.decode(check.stderr)], [0, ""]);
    const flags = ["--allow-read", "--allow-net=127.0.0.1", "--allow-sys"];
    const run = ["run", "--no-lock", "--no-prompt", "--quiet", ...flags, ...files];
    const { code, stdout, stderr } = await deno(folder, run).output();
    assertEquals([code, decoder.decode(stderr)], [0, ""]);
    assertEquals(decoder.decode(stdout).split("\n"), [
      "SOURCE {}",
      'DOUBLER {"seen":1000}',
      'SINK {"sum":1001000}',
      "",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the actor in the guide to calls outside is sound, and its tests pass", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await writeProgram(".github/guides/calls.md", folder);
    assertEquals(files, ["weather.ts", "weather_test.ts"]);
    const args = ["test", "--no-lock", "--quiet", "--allow-read"];
    const { code, stdout, stderr } = await deno(folder, args).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals(code, 0, said);
    assertMatch(said, /2 passed/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the actors in the guide to batches, bundles and keys are sound, and their tests pass", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await writeProgram(".github/guides/batches.md", folder);
    assertEquals(files, ["packer.ts", "packer_test.ts", "sorter.ts", "sorter_test.ts"]);
    const args = ["test", "--no-lock", "--quiet", "--allow-read"];
    const { code, stdout, stderr } = await deno(folder, args).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals(code, 0, said);
    assertMatch(said, /2 passed/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the tests in the guide to testing are sound, and pass", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await writeProgram(".github/guides/testing.md", folder);
    assertEquals(files, [
      "greeter.ts",
      "greeter_test.ts",
      "batch_test.ts",
      "hall.ts",
      "hall_test.ts",
      "hall_real_test.ts",
      "hall_load_test.ts",
    ]);
    const args = ["test", "--no-lock", "--quiet", "--allow-read"];
    const { code, stdout, stderr } = await deno(folder, args).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals(code, 0, said);
    assertMatch(said, /6 passed/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the program in the guide to graphs that run is sound, ends by itself, and its test passes", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await writeProgram(".github/guides/running.md", folder);
    assertEquals(files, ["squares.ts", "main.ts", "squares_test.ts"]);
    const decoder = new TextDecoder();
    const flags = ["--allow-read", "--allow-net=127.0.0.1", "--allow-sys"];
    const run = ["run", "--no-lock", "--no-prompt", "--quiet", "--check", ...flags, "main.ts"];
    const { code, stdout, stderr } = await deno(folder, run).output();
    assertEquals([code, decoder.decode(stderr)], [0, ""]);
    assertEquals(decoder.decode(stdout).split("\n"), [
      "DEALER running true",
      "SQUARER 0 running true",
      "SQUARER 1 running true",
      "SQUARER 2 running true",
      "SQUARER 3 running true",
      "ADDER running true",
      "true true true",
      "",
    ]);
    const args = ["test", "--no-lock", "--quiet", "--allow-read"];
    const tests = await deno(folder, args).output();
    assertEquals(tests.code, 0, decoder.decode(tests.stdout) + decoder.decode(tests.stderr));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the program in the guide to requests is sound, answers and ends, and its test passes", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = await writeProgram(".github/guides/requests.md", folder);
    const decoder = new TextDecoder();
    const check = await deno(folder, ["check", "--no-lock", "--quiet", ...files]).output();
    assertEquals([check.code, decoder.decode(check.stderr)], [0, ""]);
    const flags = ["--allow-read", "--allow-net=127.0.0.1", "--allow-sys"];
    const run = ["run", "--no-lock", "--no-prompt", "--quiet", ...flags, "main.ts"];
    const { code, stdout, stderr } = await deno(folder, run).output();
    const said = decoder.decode(stdout);
    assertEquals([code, decoder.decode(stderr)], [0, ""]);
    assertMatch(said, /^tea: 500 cents\ncake: refused, there is no cake\ncoffee: 300 cents$/m);
    // The same folder has the programs for messages in and out, and for an inbox.
    const more = { "smoothing.ts": "2\n5\n7\n", "desk.ts": "your order is number 1: tea\n" };
    for (const [file, expected] of Object.entries(more)) {
      const other = await deno(folder, [...run.slice(0, -1), file]).output();
      assertEquals([other.code, decoder.decode(other.stderr)], [0, ""], file);
      assertEquals(decoder.decode(other.stdout), expected);
    }
    const tests = await deno(folder, ["test", "--no-lock", "--quiet", "--allow-read"]).output();
    assertEquals(tests.code, 0, decoder.decode(tests.stdout) + decoder.decode(tests.stderr));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
