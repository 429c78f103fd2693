import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { importDeadLetters } from "../../mod.ts";
import { runExample } from "../fixtures/example.ts";

const FAST = ["--orders", "300", "--rate", "2000", "--port", "0"];

Deno.test("example 03 runs as a program, balances its account and writes its dead letters down", async () => {
  const file = await Deno.makeTempFile();
  const { code, stdout, stderr } = await runExample(
    "03_robust",
    [...FAST, "--crash", "40", "--poison", "100", "--hang", "200", "--letters", file],
    ["--allow-sys", `--allow-write=${file}`],
  );
  const letters = importDeadLetters(await Deno.readTextFile(file));
  await Deno.remove(file);
  assertEquals(code, 0, stdout + stderr);
  assertStringIncludes(stdout, "\n300 orders in, 297 done, 3 dead letters\n");
  assertStringIncludes(stdout, "\n1 hung thread killed\n");
  assertStringIncludes(stdout, "\nIn = done + dead letters: nothing lost, nothing doubled.\n");
  assertEquals(
    letters.map(({ actor, number }) => [actor, number]),
    [99, 199, 299].map((n) => [
      "PARSER",
      n,
    ]),
  );
});

Deno.test("example 03 without --allow-sys ends with a zombie, says so, and exits with 1", async () => {
  const { code, stdout, stderr } = await runExample("03_robust", [
    ...FAST,
    ...["--crash", "0", "--poison", "0", "--hang", "100"],
  ], []);
  assertEquals(code, 1, stdout + stderr);
  const figures = /^300 orders in, (\d+) done, 0 dead letters, (\d+) left in the channels$/m;
  const [, done, left] = (stdout.match(figures) ?? []).map(Number);
  assertEquals(done! + left!, 300, stdout);
  assertStringIncludes(stdout, "\nCOURIER hangs, and could not be killed: ");
  assertStringIncludes(stdout, "\nIn and done + dead letters differ! What was left");
  assert(!stdout.includes("killed\n"), stdout);
});

Deno.test("example 03 refuses a file for dead letters that it cannot write", async () => {
  const { code, stdout, stderr } = await runExample("03_robust", [
    ...FAST,
    "--letters",
    "x.ndjson",
  ]);
  assertEquals([code, stdout], [2, ""]);
  assertStringIncludes(stderr, "Cannot write dead letters to x.ndjson: ");
});

Deno.test({
  name: "example 03 is killed as a whole again and again, and its account balances",
  // A graph lies in a file on Linux alone.
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const region = `${folder}/robust.region`;
      const letters = `${folder}/letters.ndjson`;
      // Two seconds of orders: none of the first processes lives so long.
      const { code, stdout, stderr } = await runExample(
        "03_robust",
        [
          ...[
            "--orders",
            "400",
            "--rate",
            "200",
            "--port",
            "0",
            "--crash",
            "40",
            "--poison",
            "100",
          ],
          ...["--hang", "0", "--letters", letters, "--kill-process"],
        ],
        ["--allow-run"],
        undefined,
        folder,
      );
      assertEquals(code, 0, stdout + stderr);
      assertStringIncludes(stdout, "\n400 orders in, 396 done, 4 dead letters\n");
      assertStringIncludes(stdout, "\nIn = done + dead letters: nothing lost, nothing doubled.\n");
      assertMatch(stdout, /^ {2}PARSER +restarted: \d+ × for any cause$/m);
      assertMatch(stdout, /^The process was killed [1-9]\d* times?\.$/m);
      // What earlier processes were busy with is not this one's time.
      const shares = Array.from(stdout.matchAll(/, (\d+)% busy/g), ([, share]) => Number(share));
      assert(shares.length > 0 && Math.max(...shares) <= 110, stdout);
      assertEquals(
        importDeadLetters(await Deno.readTextFile(letters)).map(({ number }) => number),
        [99, 199, 299, 399],
      );
      assert((await Deno.stat(region)).isFile);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
