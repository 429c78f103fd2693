/** Graphs that start in a worker: by mistake, again and again; or on purpose, within an actor. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Graph } from "@steady-state/deno";
import { nesting, selfish } from "../fixtures/in_one_file.ts";
import { actorIn, Watch, within } from "../fixtures/watch.ts";

const PROGRAM = new URL("../fixtures/in_one_file.ts", import.meta.url).href;

async function runCareless(how: string): Promise<{ code: number; stderr: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-lock", "--no-prompt", "--no-check", "--quiet", PROGRAM, how],
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).spawn();
  try {
    const [{ code }, stderr] = await within(
      Promise.all([child.status, new Response(child.stderr).text()]),
      "the program's end",
      30_000,
    );
    return { code, stderr };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

for (const how of ["run", "bare", "start", "telemetry"]) {
  Deno.test(`a program that its workers would start again is refused at once, and told why: ${how}`, async () => {
    const { code, stderr } = await runCareless(how);
    assertEquals(code, 1, stderr);
    assertStringIncludes(
      stderr,
      'actor "CARELESS" did not come up: Cannot start graph "in one file": its module is being loaded in a worker, ' +
        'for an actor of graph "in one file", start a graph in the main program alone: ' +
        "if (import.meta.main) await run(graph)",
    );
    assertMatch(stderr, /in_one_file\.ts:\d+:\d+/);
  });
}

Deno.test("a program that its workers would start again later is refused in them, too", async () => {
  const { code, stderr } = await runCareless("later");
  assertEquals(code, 1, stderr);
  assertStringIncludes(stderr, "if (import.meta.main) await run(graph)");
});

Deno.test("an actor may run a graph of its own, of actors in its own file", async () => {
  const watch = new Watch();
  await using graph = new Graph("outer", { log: watch.log });
  graph.actor("NESTING", nesting);
  await graph.start();
  const report = await within(graph.stop(), "the end", 30_000);
  assertEquals([report.clean, actorIn(report, "NESTING").restarts], [true, 0]);
  assertEquals(watch.data("NESTING", "inner"), [{ clean: true, outcomes: ["ended", "ended"] }]);
});

Deno.test("an actor that starts its own graph again is told so", async () => {
  const watch = new Watch();
  await using graph = new Graph("outer", {
    log: watch.log,
    intensity: { restarts: 0, withinMs: 1000 },
  });
  graph.actor("SELFISH", selfish);
  await graph.start();
  const { report } = await within(graph.finished.catch((error) => error), "the end");
  assertStringIncludes(
    actorIn(report, "SELFISH").why!,
    'Cannot start graph "outer": this is the worker of its own actor "SELFISH", which would start it again and again, ' +
      "start a graph in the main program alone: if (import.meta.main) await run(graph)",
  );
  assert(graph.crashes.length === 1);
});
