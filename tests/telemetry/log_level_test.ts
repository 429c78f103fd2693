/** The level of the log, told and set by telemetry: only where the program takes commands, and never for a page of elsewhere. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Graph } from "@steady-state/deno";
import { serveTelemetry, type TelemetryOptions } from "../../src/telemetry/mod.ts";
import { OWN_POST } from "../../static/words/own_post.js";
import { mayfly } from "../fixtures/plain_actors.ts";
import { Watch } from "../fixtures/watch.ts";
import { FakeGraph } from "./fake_graph.ts";

const TOKEN = "a-token-of-many-letters";

/** Serves a graph that is not started, and asks. */
async function asked(
  options: TelemetryOptions,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; text: string; graph: Graph; records: string[] }> {
  const watch = new Watch();
  const graph = new Graph("asked", { log: watch.log, logLevel: "error" }).actor("MAYFLY", mayfly);
  await using server = await serveTelemetry(graph.telemetry, { port: 0, ...options });
  const response = await fetch(new URL(path, server.url), init);
  const text = await response.text();
  return {
    status: response.status,
    text,
    graph,
    records: watch.records.map(({ level, text }) => `${level} ${text}`),
  };
}

Deno.test("whoever may look is told the level of the log, and why it cannot be set", async () => {
  const { status, text } = await asked({}, "/api/log-level");
  assertEquals(status, 200);
  const { level, obstacle } = JSON.parse(text);
  assertEquals(level, "error");
  assertStringIncludes(obstacle, "the option telemetry: { commands: true }");
  const free = await asked({ commands: true }, "/api/log-level");
  assertEquals(JSON.parse(free.text), { level: "error", obstacle: null });
});

Deno.test("the level is set where the program takes commands, and the log tells of it", async () => {
  const { status, text, graph, records } = await asked(
    { commands: true },
    "/api/log-level/debug",
    OWN_POST,
  );
  assertEquals([status, JSON.parse(text).level, graph.logLevel], [200, "debug", "debug"]);
  assertEquals(records, [
    "warn the log level is debug, it was error: telemetry was asked for that",
  ]);
});

Deno.test("a program that takes no commands keeps its level, and says how it would take them", async () => {
  const { status, text, graph, records } = await asked({}, "/api/log-level/debug", OWN_POST);
  assertEquals([status, graph.logLevel, records], [403, "error", []]);
  assertStringIncludes(text, "commands: true");
});

Deno.test("the level cannot be set by a page of elsewhere, without the token, by a GET, or to what is none", async () => {
  const set = (init: RequestInit, path = "/api/log-level/debug", token?: string) =>
    asked({ commands: true, ...token !== undefined && { token } }, path, init);
  const elsewhere = { "sec-fetch-site": "cross-site", origin: "http://elsewhere.test" };
  const tries = await Promise.all([
    set({ method: "POST", headers: elsewhere }),
    set(OWN_POST, undefined, TOKEN),
    set({}),
    set(OWN_POST, "/api/log-level/loud"),
    set({ ...OWN_POST, headers: { authorization: `Bearer ${TOKEN}` } }, undefined, TOKEN),
  ]);
  assertEquals(tries.map(({ status, graph }) => [status, graph.logLevel]), [
    [403, "error"],
    [401, "error"],
    [405, "error"],
    [400, "error"],
    [200, "debug"],
  ]);
});

Deno.test("of a source that knows no level none is told", async () => {
  const { source } = new FakeGraph("mute", ["a"], []);
  await using server = await serveTelemetry(source, { port: 0, commands: true });
  const told = await fetch(new URL("/api/log-level", server.url));
  assertEquals([told.status, (await told.text()).startsWith("Cannot tell the log level")], [
    404,
    true,
  ]);
  const set = await fetch(new URL("/api/log-level/info", server.url), OWN_POST);
  assertEquals([set.status, (await set.text()).startsWith("Cannot set the log level")], [
    403,
    true,
  ]);
});
