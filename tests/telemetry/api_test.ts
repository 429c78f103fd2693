import { assert, assertEquals } from "@std/assert";
import { Graph, u32 } from "@steady-state/deno";
import { API_SCHEMA } from "../../src/telemetry/api/api_schema.ts";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { collector, counter } from "../fixtures/plain_actors.ts";
import { within } from "../fixtures/watch.ts";
import { FakeGraph } from "./fake_graph.ts";
import { type JsonSchema, schemaFaults } from "./schema_checker.ts";

const DEFINITIONS = API_SCHEMA.$defs as Readonly<Record<string, JsonSchema>>;

function assertFits(name: string, value: unknown): void {
  assertEquals(schemaFaults(value, { $ref: `#/$defs/${name}` }, DEFINITIONS), [], name);
}

Deno.test("/api: every answer of a graph that runs fits the schema", async () => {
  const graph = new Graph("numbers", { logLevel: "error" });
  const { tx, rx } = graph.channel("numbers", u32, { capacity: 64 });
  graph.actor("COUNTER", counter, { ports: { numbers: tx } })
    .actor("COLLECTOR", collector, { ports: { numbers: rx } });
  await using server = await serveTelemetry(graph.telemetry, { port: 0 });
  await graph.start();
  const read = async (path: string) => await (await fetch(new URL(path, server.url))).text();
  for (;;) {
    const { channels: [{ sent }] } = JSON.parse(await read("/api/sample"));
    if (sent > 100 && (await read("/api/replay")).split("\n").length > 15) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  assertEquals(JSON.parse(await read("/api/schema.json")), JSON.parse(JSON.stringify(API_SCHEMA)));
  const paths: Record<string, readonly string[]> = {
    sample: ["/api/sample", "/graph.json"],
    topology: ["/api/topology"],
    detail: ["/api/detail/a0", "/api/detail/a1", "/api/detail/c0"],
    history: ["/api/history?id=a0", "/api/history?id=c0&step=200", "/api/history?id=a1&step=5000"],
    alerts: ["/api/alerts"],
    culprits: ["/api/culprits"],
    life: ["/api/life"],
  };
  for (const [name, all] of Object.entries(paths)) {
    for (const path of all) assertFits(name, JSON.parse(await read(path)));
  }
  const { code, rules } = JSON.parse(await read("/api/topology"));
  const module = "plain_actors.ts";
  assertEquals(code, {
    definitions: [
      { module, exportName: "counter", ports: ["numbers"] },
      { module, exportName: "collector", ports: ["numbers"] },
    ],
    actors: [0, 1],
    from: [0],
    to: [0],
  });
  assertEquals(rules, {
    troupes: [],
    supervisors: [],
    actors: [0, 0],
    lives: [{ restart: "transient", hangMs: 60_000, durable: false }],
  });
  const sent = JSON.parse(await read("/api/sample")).channels[0].sent;
  assert(sent > 100, `${sent} sent: the graph runs`);
  const lines = (await read("/api/replay")).trimEnd().split("\n");
  assert(lines.length > 10, `${lines.length} lines`);
  for (const line of lines) assertFits("recordingLine", JSON.parse(line));
  const { series } = JSON.parse(await read("/api/history?id=c0"));
  const totals = (series.sent as (number | null)[]).filter((total) => total !== null);
  assert(totals.length > 5 && totals.at(-1)! > totals[0]!, JSON.stringify(totals));
  await graph.stop();
});

Deno.test("/api: the schema tells what does not fit", () => {
  const { actor } = DEFINITIONS;
  assertEquals(schemaFaults({}, actor!, DEFINITIONS).length, actor!.required!.length);
  assertEquals(
    schemaFaults({ events: [{ n: "x" }], total: {} }, DEFINITIONS.life!, DEFINITIONS).length,
    5,
  );
});

Deno.test("/api: every path of the schema is answered", async () => {
  const source = {
    ...new FakeGraph("g", ["a"], []).source,
    logLevel: () => "info" as const,
    setLogLevel: () => {},
  };
  await using server = await serveTelemetry(source, { port: 0, commands: true });
  for (const entry of Object.keys(API_SCHEMA.paths)) {
    const [method, path] = entry.split(" ") as [string, string];
    const url = new URL(
      path.replace(":id", "a0").replace(":level", "debug") +
        (path.endsWith("history") ? "?id=a0" : ""),
      server.url,
    );
    const response = await fetch(url, { method });
    await response.body?.cancel();
    // Nobody runs the actor: there is no thread to profile.
    assertEquals(response.status, path.includes("profile") ? 409 : 200, entry);
  }
});

Deno.test("/api/life tells the last events of a range, and counts what is not kept", async () => {
  const graph = new FakeGraph("g", ["a"], []);
  await using server = await serveTelemetry(graph.source, { port: 0 });
  for (let n = 0; n < 6000; n++) graph.tell({ subject: "a", what: "crashed", time: n });
  const life = async (query: string) => {
    const response = await fetch(new URL(`/api/life${query}`, server.url));
    const { events, total, crashes } = await response.json();
    const { length } = events;
    return { length, first: events[0]?.n, total, crashes: crashes.stretches };
  };
  const crashes = Array.from({ length: 6 }, (_, second) => [second * 1000, 1000]);
  const total = { crashed: 6000 };
  assertEquals(await life(""), { length: 5000, first: 1000, total, crashes });
  assertEquals((await life("?from=1500&to=2000")).length, 500);
  assertEquals(await life("?to=5000&last=10"), { length: 10, first: 4990, total, crashes });
  assertEquals(await life("?from=7000"), { length: 0, first: undefined, total, crashes: [] });
});

Deno.test("/api: wrong wishes are refused in words", async () => {
  const { source } = new FakeGraph("g", ["a"], []);
  await using server = await serveTelemetry(source, { port: 0 });
  for (
    const [path, status] of [
      ["/api/history", 404],
      ["/api/history?id=a1", 404],
      ["/api/history?id=a0&step=0", 400],
      ["/api/history?id=a0&from=x", 400],
      ["/api/replay?to=-5", 400],
      ["/api/life?from=x", 400],
      ["/api/life?last=0", 400],
      ["/api/detail/zz", 404],
    ] as const
  ) {
    const response = await fetch(new URL(path, server.url));
    assertEquals(response.status, status, path);
    assert((await response.text()).startsWith("Cannot "), path);
  }
  await using without = await serveTelemetry(source, { port: 0, history: false });
  for (const path of ["/api/history?id=a0", "/api/replay"]) {
    const response = await fetch(new URL(path, without.url));
    assertEquals(response.status, 404);
    assert((await response.text()).includes("history: false"));
  }
});

Deno.test("/api/replay tells everything, whatever the wall clock says", async () => {
  const { source } = new FakeGraph("g", ["a"], []);
  await using server = await serveTelemetry(source, { port: 0 });
  const { now } = Date;
  Date.now = () => now() - 3_600_000;
  try {
    const linesOnceThereAreSome = async () => {
      for (;;) {
        const response = await fetch(new URL("/api/replay", server.url));
        const lines = (await response.text()).trimEnd().split("\n");
        if (lines.length > 1) return lines;
      }
    };
    const lines = await within(linesOnceThereAreSome(), "what was kept");
    assertEquals(JSON.parse(lines[1]!).event, "key");
  } finally {
    Date.now = now;
  }
});
