import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { loadKinds, loadProgram } from "../../../src/cli/drawing/program.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);
const MESSAGES = new URL("drawn/messages.ts", FIXTURES);

Deno.test("loadProgram draws the graph of a program, and finds what its kinds are called", async () => {
  const { topology, kinds } = await loadProgram(new URL("drawn/main.ts", FIXTURES), MESSAGES);
  assertEquals(topology.graph, "tick_tally");
  assertEquals(topology.channels.map(({ name }) => name), [
    ...["ticks", "ticks", "counts", "counts", "orders"],
  ]);
  // Two kinds that are built alike are told apart, because the ports have the very kinds.
  assertEquals(kinds.ofChannels, [["Tick"], ["Tick"], ["Count"], ["Count"], ["Order"]]);
  assertEquals(kinds.exported, (await loadKinds(MESSAGES)).exported);
  assertEquals(kinds.exported, [
    { name: "Count", text: "struct(n:u32)" },
    { name: "Order", text: "json" },
    { name: "Tick", text: "struct(n:u32)" },
  ]);
});

Deno.test("loadProgram says of each program that draws no graph why, and what to do", async () => {
  const programs: Record<string, RegExp> = {
    "exits.ts":
      /it ends the process as soon as it is loaded, and run .* no graph \(it ends with exit code 3\)/,
    "nothing.ts":
      /no function buildGraph, and run .* \(it comes to its end\); have it say: export function/,
    "no_graph.ts": /its buildGraph returns no graph/,
    "needs_args.ts":
      /its buildGraph takes arguments without a default, and .*a default for each argument, and: if \(import/,
    "throws.ts": /its buildGraph throws: the rate is 0$/,
    "faulty.ts": /2 faults\n.*port "counts".*\n.*port "orders"/,
    "is_not_there.ts": /is_not_there\.ts cannot be loaded, .*Module not found/s,
  };
  for (const [name, says] of Object.entries(programs)) {
    const url = new URL(`undrawn/${name}`, FIXTURES);
    const { message } = await assertRejects(() => loadProgram(url, MESSAGES), UsageError);
    assertMatch(message, new RegExp(`^Cannot draw the graph of ${name}: `));
    assertMatch(message, says);
    // deno-lint-ignore no-control-regex
    assertEquals(/\u001b/.test(message), false, "the text is plain");
  }
});

Deno.test("loadProgram gives a program up that never comes to an end", async () => {
  const url = new URL("undrawn/waits.ts", FIXTURES);
  const limit = { limitMs: 1 };
  await assertRejects(
    () => loadProgram(url, null, limit),
    UsageError,
    "not come to an end in 0.001",
  );
  const run = { ...limit, args: [] };
  await assertRejects(() => loadProgram(url, null, run), UsageError, "not come to where it starts");
});

Deno.test("a program that starts its graph when it is loaded is run up to there, and no further", async () => {
  const url = new URL("undrawn/unguarded.ts", FIXTURES);
  const { topology, kinds, until } = await loadProgram(url, MESSAGES);
  const drawn = await loadProgram(new URL("drawn/main.ts", FIXTURES), MESSAGES);
  assertEquals([topology, kinds, until], [drawn.topology, drawn.kinds, undefined]);
});

Deno.test("a module that imports what is not there is told of, and what it misses", async () => {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(path, 'export { nothing } from "./is_not_there.ts";\n');
  const name = path.slice(path.lastIndexOf("/") + 1);
  const says = new RegExp(`: ${name} cannot be loaded, .*Module not found .*is_not_there`);
  for (
    const load of [
      () => loadKinds(new URL(`file://${path}`)),
      () => loadProgram(new URL(`file://${path}`), null),
    ]
  ) {
    assertMatch((await assertRejects(load, UsageError)).message, says);
  }
  await Deno.remove(path);
});
