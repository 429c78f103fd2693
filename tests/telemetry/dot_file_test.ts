import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { flushPrinters } from "../../src/printer.ts";
import { DotFile } from "../../src/telemetry/dot_file.ts";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { Sampler } from "../../src/telemetry/observe/sampler.ts";
import { divertErrors } from "../fixtures/diverted.ts";
import { FakeGraph } from "./fake_graph.ts";

function pair(): FakeGraph {
  return new FakeGraph("pair", ["FROM", "TO"], [{ name: "numbers", from: 0, to: 1, capacity: 10 }]);
}

/** Runs a test in a folder of its own. */
async function inFolder(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "dot_file" });
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("a served graph is drawn to its file, and at the end once more, with nothing beside it", async () => {
  await inFolder(async (dir) => {
    const graph = pair();
    const dotFile = `${dir}/pictures/graph.dot`;
    await using server = await serveTelemetry(graph.source, { port: 0, dotFile });
    graph.send(0, 8);
    graph.lifecycle = "stopped";
    await server.close();
    const text = await Deno.readTextFile(dotFile);
    assertStringIncludes(text, 'digraph "pair"');
    assertStringIncludes(text, "stopped");
    assertStringIncludes(text, "80%, 8");
    assertEquals([...Deno.readDirSync(`${dir}/pictures`)].map(({ name }) => name), ["graph.dot"]);
  });
});

Deno.test("the graph is drawn at once, then every ten seconds, and anew when the clock was set back", async () => {
  await inFolder(async (dir) => {
    const graph = pair();
    const sampler = new Sampler(graph.source);
    const file = new DotFile(`${dir}/graph.dot`, graph.topology);
    const times: number[] = [];
    for (const time of [50_000, 55_000, 59_999, 60_000, 61_000, 20_000]) {
      const drawn = file.add(sampler.sample(time));
      if (drawn !== undefined) times.push(time);
      await drawn;
    }
    assertEquals(times, [50_000, 60_000, 20_000]);
    await file.close(sampler.sample(21_000));
    assertStringIncludes(await Deno.readTextFile(`${dir}/graph.dot`), "1970-01-01T00:00:21.000Z");
  });
});

Deno.test("a place that cannot be written costs the picture and nothing else, and is told of once", async () => {
  const graph = pair();
  const sampler = new Sampler(graph.source);
  const file = new DotFile(`${import.meta.filename}/graph.dot`, graph.topology);
  const lines: unknown[] = [];
  const restore = divertErrors(lines);
  try {
    await file.add(sampler.sample(1000));
    await file.close(sampler.sample(2000));
    await flushPrinters();
  } finally {
    restore();
  }
  assertEquals(lines.length, 1);
  assertMatch(`${lines[0]}`, /Cannot draw the graph to .+\/graph\.dot: /);
});

Deno.test("a dotFile that is no path, or may not be written, is refused before anything is served", async () => {
  const { source } = pair();
  const error = await assertRejects(
    () => serveTelemetry(source, { port: 0, dotFile: 7 as never }),
    TypeError,
  );
  assert(error.message.includes("option dotFile is 7, give the path of a file"), error.message);
});

Deno.test({
  name: "who may not write the file is told so, with the flag",
  permissions: { net: true, env: true, read: true, write: false },
  fn: async () => {
    await assertRejects(
      () => serveTelemetry(pair().source, { port: 0, dotFile: "graph.dot" }),
      Deno.errors.NotCapable,
      "Cannot draw the graph to graph.dot: the program may not write graph.dot, run it with --allow-write=graph.dot,graph.dot.new",
    );
  },
});
