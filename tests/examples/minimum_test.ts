import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { buildGraph } from "../../examples/01_minimum/main.ts";
import { runExample } from "../fixtures/example.ts";
import { actorIn, within } from "../fixtures/watch.ts";

Deno.test("example 01 ticks as often as it is told, and ends", async () => {
  await using graph = buildGraph({ rateMs: 2, ticks: 5 });
  await graph.start();
  const report = await within(graph.finished, "the end");
  assertEquals(report.clean, true);
  assertEquals(actorIn(report, "TICKER").state, { ticked: 5 });
});

Deno.test("example 01 runs as a program, with the permissions it asks for, and logs its ticks", async () => {
  const { code, stdout, stderr } = await runExample("01_minimum", [
    "--rate",
    "2",
    "--ticks",
    "3",
    "--port",
    "0",
  ]);
  assertEquals(code, 0, stderr);
  assertEquals(stderr.match(/tick \d/g), ["tick 1", "tick 2", "tick 3"]);
  assertMatch(stdout, /^ {2}TICKER {2}ended, \d+% busy, 3 turns$/m);
});

Deno.test("example 01 says what is wrong with a flag, and shows its help", async () => {
  const wrong = await runExample("01_minimum", ["--rate", "fast"]);
  assertEquals([wrong.code, wrong.stdout], [2, ""]);
  assertEquals(
    wrong.stderr,
    "Cannot read the command line: --rate is fast, give a whole number from 1 on\nRun with --help to see all flags.\n",
  );
  const never = await runExample("01_minimum", ["--rate", "0"]);
  assertEquals([never.code, never.stdout], [2, ""]);
  assertStringIncludes(never.stderr, "--rate is 0, give a whole number from 1 on\n");
  const help = await runExample("01_minimum", ["--help"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  for (const flag of ["--rate N", "--ticks N", "--port N", "--help"]) {
    assertEquals(help.stdout.includes(flag), true, flag);
  }
});
