/** A check of who shares a thread, and of how actors start again. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Graph } from "@steady-state/deno";
import { checkDrawing } from "../../../src/cli/drawing/check.ts";
import { drawProgram } from "../../../src/cli/drawing/draw.ts";
import type { CheckOptions } from "../../../src/cli/drawing/mod.ts";
import { serveTelemetry } from "../../../src/telemetry/mod.ts";
import { type DrawnProject, drawnProject } from "./drawn_project.ts";

/** What a check of a project says. */
async function told(folder: string, options: CheckOptions = {}): Promise<string> {
  const files = { drawing: join(folder, "graph.dot"), main: join(folder, "main.ts") };
  return (await checkDrawing({ ...files, ...options })).text;
}

/** A project whose graph has a troupe and supervisors, and actors that live in ways of their own, with the drawing of that. */
async function ruledProject(): Promise<DrawnProject> {
  const project = await drawnProject();
  await project.change("actors/summer.ts", "rxBundle, tx }", "rxBundle, tx, u32 }");
  await project.change("actors/summer.ts", "  run()", "  state: { sum: u32 },\n  run()");
  await project.change(
    "main.ts",
    'new Graph("tick_tally")',
    `new Graph("tick_tally", { durable: "never_opened.db" });
  const office = graph.troupe("office");
  const outer = graph.supervisor("OUTER", { strategy: "oneForAll" });
  const inner = graph.supervisor("INNER", { strategy: "restForOne", supervisor: outer })`,
  );
  await project.change(
    "main.ts",
    "instance: i + 1,",
    "instance: i + 1, troupe: office, supervisor: outer,",
  );
  await project.change(
    "main.ts",
    "orders: orders.tx } }",
    'orders: orders.tx }, supervisor: inner, restart: "temporary", hangTimeoutMs: 5000, durable: true }',
  );
  const [main, drawing] = ["main.ts", "graph.dot"].map((name) => join(project.folder, name));
  await Deno.writeTextFile(drawing!, await drawProgram({ main: main!, keep: drawing! }));
  return project;
}

Deno.test("check: who shares a thread, and how actors start again, is held against each other", async () => {
  // What is changed in the drawing, and how the line begins that tells it, of a program and of a graph that runs.
  const drawn: [from: string, to: string, line: string][] = [
    [
      'troupe="office";',
      'troupe="hall";',
      "TickCounter 1: troupe=hall in graph.dot, troupe=office in",
    ],
    ['supervisor="INNER"', 'supervisor="OTHER"', "Summer: supervisor=OTHER in graph.dot, superv"],
    ['strategy="restForOne"', 'strategy="oneForOne"', "supervisor INNER: strategy=oneForOne in"],
    ['restart="temporary"', 'restart="permanent"', "Summer: restart=permanent in graph.dot, rest"],
    ['restart="temporary" ', "", "Summer: restart=transient in graph.dot, restart=temporary in"],
    ['hang="5s"', 'hang="6s"', "Summer: hang=6s in graph.dot, hang=5s in"],
    ['hang="5s"', 'hang="never"', "Summer: hang=never in graph.dot, hang=5s in"],
    ['durable="true"', 'durable="no"', "Summer: durable=false in graph.dot, durable=true in"],
  ];
  await using project = await ruledProject();
  const text = await Deno.readTextFile(join(project.folder, "graph.dot"));
  const { buildGraph } = await import(pathToFileURL(join(project.folder, "main.ts")).href);
  await using server = await serveTelemetry((buildGraph() as Graph).telemetry, { port: 0 });
  for (const against of [{}, { against: server.url }]) {
    const found = "against" in against ? new URL(server.url).host : "main.ts";
    assertEquals(
      await told(project.folder, against),
      `graph.dot and ${found} say the same: 4 actors, 5 channels`,
    );
    for (const [from, to, line] of drawn) {
      await project.change("graph.dot", from, to);
      assertStringIncludes(await told(project.folder, against), line);
      await Deno.writeTextFile(join(project.folder, "graph.dot"), text);
    }
  }
});

Deno.test("check: each change of how actors live in the code is a difference", async () => {
  const written: [from: string, to: string, line: string][] = [
    ["troupe: office, ", "", "TickCounter 2: troupe=office in graph.dot, no troupe in main.ts"],
    [
      "supervisor: outer,\n",
      "\n",
      "TickCounter 1: supervisor=OUTER in graph.dot, the supervisor of the graph in main.ts",
    ],
    [
      ", supervisor: outer })",
      " })",
      "supervisor INNER: under OUTER in graph.dot, under that of the graph in main.ts",
    ],
    ['"oneForAll"', '"restForOne"', "supervisor OUTER: strategy=oneForAll in graph.dot, strateg"],
    ['restart: "temporary", ', "", "Summer: restart=temporary in graph.dot, restart=transient in"],
    ["hangTimeoutMs: 5000, ", "", "Summer: hang=5s in graph.dot, hang=1min in main.ts"],
    ["hangTimeoutMs: 5000", "hangTimeoutMs: Infinity", "hang=5s in graph.dot, hang=never in main"],
  ];
  for (const [from, to, line] of written) {
    await using project = await ruledProject();
    await project.change("main.ts", from, to);
    assertStringIncludes(await told(project.folder), line);
  }
  await using project = await ruledProject();
  await project.change("main.ts", ', { durable: "never_opened.db" }', "");
  await project.change("main.ts", ", durable: true", "");
  assertEquals(
    await told(project.folder),
    "Summer: durable=true in graph.dot, durable=false in main.ts",
  );
});
