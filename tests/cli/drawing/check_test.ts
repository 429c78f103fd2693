import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Graph } from "@steady-state/deno";
import { checkDrawing } from "../../../src/cli/drawing/check.ts";
import type { CheckOptions } from "../../../src/cli/drawing/mod.ts";
import { UsageError } from "../../../src/cli/usage_error.ts";
import { serveTelemetry } from "../../../src/telemetry/mod.ts";
import { callCli } from "../call_cli.ts";
import { drawnProject, renderedProject } from "./drawn_project.ts";

/** What a check of a project says, a line each. */
async function linesOf(folder: string, options: Partial<CheckOptions> = {}): Promise<string[]> {
  const files = { drawing: join(folder, "graph.dot"), main: join(folder, "main.ts") };
  const { same, text } = await checkDrawing({ ...files, ...options });
  const lines = text.split("\n");
  if (same) assertEquals(lines, ["graph.dot and main.ts say the same: 4 actors, 5 channels"]);
  return same ? [] : lines;
}

Deno.test("check: a drawing and its program say the same", async () => {
  await using project = await drawnProject();
  assertEquals(await linesOf(project.folder), []);
  const [drawing, main] = ["graph.dot", "main.ts"].map((name) =>
    pathToFileURL(join(project.folder, name)).href
  );
  assertEquals((await checkDrawing({ drawing: drawing!, main: main! })).same, true);
});

Deno.test("check: each change of a drawing is a difference", async () => {
  const cases: [from: string, to: string, line: string][] = [
    ["mod::ticker", "mod::tocker", "Ticker: mod::tocker in graph.dot, mod::ticker in main.ts"],
    ["name::orders <Order> >>Take #4", "name::orders <Order> >>Take #5", "#5 in graph.dot, #4"],
    ["name::orders <Order>", "name::orders <Bill>", "<Bill> in graph.dot, <Order> in main.ts"],
    ["name::orders", "name::bills", "bills (Summer -> Ticker, <Order> #4): only in graph.dot"],
    ["<Order>", "<json>", ""],
    ["Summer -> Ticker ", "Ticker -> Summer ", "Ticker -> Summer in graph.dot, Summer -> Ticker"],
    ["#4", "#4 tx=bills", "port bills of Summer in graph.dot, port orders of Summer in main.ts"],
    [
      "  Summer -> Ticker ",
      "  Ticker -> Other [name=more, type=u32];\n  Summer -> Ticker ",
      "Other: only in graph.dot",
    ],
  ];
  for (const [from, to, line] of cases) {
    await using project = await drawnProject();
    await project.change("graph.dot", from, to);
    const lines = await linesOf(project.folder);
    // An order is json, and a drawing that says so is right.
    if (line === "") assertEquals(lines, []);
    else assertStringIncludes(lines.join("\n"), line);
  }
});

Deno.test("check: each change of the code is a difference", async () => {
  const cases: [from: string, to: string, line: string][] = [
    ["capacity: 20", "capacity: 21", "ticks (Ticker -> TickCounter 1): #20 in graph.dot, #21"],
    ['"counts", Count', '"sums", Count', "only in main.ts"],
    ['graph.actor("Ticker"', 'graph.actor("Clock"', "Clock: only in main.ts"],
    ["instance: i + 1", "instance: i + 2", "TickCounter 3: only in main.ts"],
    [
      'return graph.actor("Summer"',
      'graph.sender(graph.channel("more", Tick), { label: "HOST" });\n  return graph.actor("Summer"',
      "",
    ],
  ];
  for (const [from, to, line] of cases) {
    await using project = await drawnProject();
    await project.change("main.ts", from, to);
    // A channel of which nobody has the other end is no graph.
    if (line === "") await assertRejects(() => linesOf(project.folder), UsageError, '"more"');
    else assertStringIncludes((await linesOf(project.folder)).join("\n"), line);
  }
});

Deno.test("check: messages that are built alike are told apart in a program", async () => {
  await using project = await drawnProject();
  await project.change("graph.dot", /<Count>/g, "<Tick>");
  assertEquals(await linesOf(project.folder), [
    "counts (TickCounter 1 -> Summer): <Tick> in graph.dot, <Count> in main.ts",
    "counts (TickCounter 2 -> Summer): <Tick> in graph.dot, <Count> in main.ts",
  ]);
});

Deno.test("check: fields of messages are held against each other, drawn and written", async () => {
  await using project = await drawnProject();
  const record = (fields: string) =>
    `\n  __messages [shape=record, label="{Tick | ${fields}}"];\n}`;
  await project.change("graph.dot", /\n\}\s*$/, record("n: u32"));
  assertEquals(await linesOf(project.folder), []);
  await project.change("graph.dot", "n: u32", "n: f64");
  assertEquals(await linesOf(project.folder), [
    "Tick: {n: f64} in graph.dot, {n: u32} in main.ts",
  ]);
  const { buildGraph } = await import("../fixtures/drawn/main.ts");
  await using server = await serveTelemetry((buildGraph() as Graph).telemetry, { port: 0 });
  const host = new URL(server.url).host;
  assertEquals(await linesOf(project.folder, { against: server.url }), [
    `Tick: {n: f64} in graph.dot, {n: u32} in ${host}`,
  ]);
  await project.change("graph.dot", "n: f64", "n: u32");
  await project.change(
    "messages.ts",
    "Tick = struct({ n: u32 })",
    "Tick = struct({ n: u32, m: u32 })",
  );
  assertEquals(await linesOf(project.folder), [
    "Tick: {n: u32} in graph.dot, {n: u32 | m: u32} in main.ts",
  ]);
});

Deno.test("check: a drawing without faults that has no project yet is told as that", async () => {
  await using project = await drawnProject();
  await Deno.remove(join(project.folder, "main.ts"));
  const { message } = await assertRejects(() => linesOf(project.folder), UsageError);
  assertMatch(message, /it has no faults, and there is no program .*main\.ts .*create my-service/);
});

Deno.test("check: ports that nobody uses are told", async () => {
  await using project = await drawnProject();
  await project.change("actors/summer.ts", /orders/g, "commands");
  await project.change("main.ts", "orders: orders.tx }", "commands: orders.tx }");
  const lines = await linesOf(project.folder);
  assertEquals(lines.length, 2);
  assertStringIncludes(lines[0]!, "port orders of Summer in graph.dot, port commands");
  assertEquals(lines[1], "orders of summer is declared, and nowhere used in actors/summer.ts");
});

Deno.test("check: generated files that are not what is made of the drawing are told", async () => {
  await using project = await renderedProject();
  const told = async () => (await linesOf(project.folder)).map((line) => line.split(": ")[0]);
  assertEquals(await told(), []);
  // No graph knows when an actor has work to do.
  await project.change("graph.dot", "1sec", "2sec");
  assertEquals(await told(), ["generated/ticker.ts is not what is made of the drawing now"]);
  await project.change("graph.dot", "2sec", "1sec");
  const [performers, winter] = ["performers", "winter"].map((name) =>
    join(project.folder, `generated/common/${name}.ts`)
  );
  await Deno.rename(performers!, winter!);
  assertEquals(await told(), [
    "generated/common/performers.ts is not there",
    "generated/common/winter.ts is made of nothing that is drawn",
  ]);
  const [, gone] = await linesOf(project.folder);
  assertEquals(gone, "generated/common/winter.ts is made of nothing that is drawn: delete it");
  await Deno.rename(winter!, performers!);
  await project.change("generated/ticker.ts", "export", "// by hand\nexport");
  assertEquals(await told(), ["generated/ticker.ts was edited by hand"]);
  await project.change("generated/ticker.ts", /^.*\n/, "");
  assertEquals(await told(), [
    "generated/ticker.ts has no line that says that it is made from a drawing",
  ]);
});

Deno.test("check: all faults of a drawing are told, and nothing is loaded", async () => {
  await using project = await drawnProject();
  await project.change("graph.dot", "#4", "#0");
  await project.change("graph.dot", "1sec", "1 parsec");
  await project.change("main.ts", "export function", "Deno.exit(3);\nexport function");
  const error = await assertRejects(() => linesOf(project.folder), UsageError);
  assertMatch(
    error.message,
    /graph\.dot: 2 faults, .*\n {2}line 3: .*parsec.*\n {2}line \d+: .*#0/s,
  );
});

Deno.test("check: a graph that runs is held against the drawing, with its token", async () => {
  await using project = await drawnProject();
  const { buildGraph } = await import("../fixtures/drawn/main.ts");
  const graph: Graph = buildGraph();
  const token = "a token that nobody guesses";
  await using server = await serveTelemetry(graph.telemetry, {
    port: 0,
    token: token.replaceAll(" ", "-"),
  });
  const against = server.url;
  const check = (given?: string) =>
    checkDrawing({
      ...{ drawing: join(project.folder, "graph.dot"), main: join(project.folder, "main.ts") },
      ...{ against, ...given !== undefined && { token: given } },
    });
  const { same, text } = await check(token.replaceAll(" ", "-"));
  assertEquals([same, text], [
    true,
    `graph.dot and ${new URL(against).host} say the same: 4 actors, 5 channels`,
  ]);
  await assertRejects(() => check(), UsageError, "it answers 401");
  // The program is not what is compared, nor does it run.
  await project.change("main.ts", "capacity: 20", "capacity: 21; Deno.exit(3)");
  await project.change("graph.dot", "#4", "#5");
  const other = await check(token.replaceAll(" ", "-"));
  assertEquals(
    other.text,
    `orders (Summer -> Ticker): #5 in graph.dot, #4 in ${new URL(against).host}`,
  );
});

Deno.test("check: what is no page of a graph is told", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => Response.json({ actors: [], chans: [] }),
  );
  const folder = fileURLToPath(new URL("../fixtures/drawn/", import.meta.url));
  const against = `http://127.0.0.1:${server.addr.port}/`;
  await assertRejects(() => linesOf(folder, { against }), UsageError, "bring it up to date");
  await server.shutdown();
});

Deno.test("check: options that are none are told, all at once", async () => {
  const options = { drawing: "", mein: "main.ts", against: 9900 } as never;
  const { message } = await assertRejects(() => checkDrawing(options), UsageError);
  assertMatch(message, /^Cannot check a drawing: 3 faults/);
  assertMatch(message, /against is 9900, give the URL of a page/);
});

Deno.test("check: the command ends with 0, 1 and 2, and prints on standard output what it found", async () => {
  await using project = await drawnProject();
  const permissions = [`--allow-read`];
  const files = [join(project.folder, "graph.dot"), join(project.folder, "main.ts")];
  const same = await callCli(["check", ...files], { permissions });
  assertEquals([same.code, same.stdout], [
    0,
    "graph.dot and main.ts say the same: 4 actors, 5 channels\n",
  ]);
  await project.change("graph.dot", "#4", "#5");
  const different = await callCli(["check", ...files], { permissions });
  assertEquals([different.code, different.stdout], [
    1,
    "orders (Summer -> Ticker): #5 in graph.dot, #4 in main.ts\n",
  ]);
  await project.change("graph.dot", "digraph", "diagraph");
  const faulty = await callCli(["check", ...files], { permissions });
  assertEquals([faulty.code, faulty.stdout], [2, ""]);
  assertStringIncludes(faulty.stderr, "diagraph");
});
