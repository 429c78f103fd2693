import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fizzBuzz } from "../../examples/02_standard/actors/worker.ts";
import { buildGraph } from "../../examples/02_standard/main.ts";
import { runExample } from "../fixtures/example.ts";
import { actorIn, channelIn, within } from "../fixtures/watch.ts";

Deno.test("fizzBuzz says Fizz for threes, Buzz for fives, both for both, and the number else", () => {
  assertEquals(
    [1, 3, 5, 6, 10, 15, 16, 30, 0].map(fizzBuzz),
    ["1", "Fizz", "Buzz", "Fizz", "Buzz", "FizzBuzz", "16", "FizzBuzz", "FizzBuzz"],
  );
});

for (const troupe of [false, true]) {
  Deno.test(`example 02 turns every number into the right word, and ends after its beats: ${troupe ? "in one worker" : "in four"}`, async () => {
    await using graph = buildGraph({ rateMs: 2, beats: 20, troupe });
    await graph.start();
    const report = await within(graph.finished, "the end");
    assertEquals([report.clean, report.reason], [true, "HEARTBEAT: the last beat"]);
    assertEquals(channelIn(report, "beats"), { label: "beats", sent: 20, taken: 20, left: 0 });
    const { sent } = channelIn(report, "numbers");
    assertEquals(channelIn(report, "words"), { label: "words", sent, taken: sent, left: 0 });
    assert(sent >= 64);
    const expected = { fizz: 0, buzz: 0, fizzBuzz: 0, numbers: 0 };
    for (let number = 0; number < sent; number++) {
      const word = fizzBuzz(number);
      if (word === "Fizz") expected.fizz++;
      else if (word === "Buzz") expected.buzz++;
      else if (word === "FizzBuzz") expected.fizzBuzz++;
      else expected.numbers++;
    }
    assertEquals(actorIn(report, "LOGGER").state, expected);
  });
}

Deno.test("example 02 refuses a rate of 0, which would crash its actors again and again", async () => {
  const { code, stdout, stderr } = await runExample("02_standard", ["--rate", "0"]);
  assertEquals([code, stdout], [2, ""]);
  assertStringIncludes(stderr, "--rate is 0, give a whole number from 1 on\n");
});

Deno.test("example 02 runs as a program, with the permissions it asks for", async () => {
  const { code, stdout, stderr } = await runExample("02_standard", [
    "--rate",
    "2",
    "--beats",
    "5",
    "--port",
    "0",
  ]);
  // A busy machine may be late for beats of 2 ms.
  const faults = stderr.split("\n").filter((line) => !/missed \d+ of its beats/.test(line));
  assertEquals([code, faults], [0, [""]]);
  assert(/Telemetry of graph "standard" at http:\/\/127\.0\.0\.1:\d+\//.test(stdout), stdout);
  assert(/^ {2}HEARTBEAT {2}ended, \d+% busy, 5 turns: beats 5$/m.test(stdout), stdout);
});
