/** Every kind of life event has a word and a mark of its own on the page, and the log can be asked for it. */
import { assert, assertEquals } from "@std/assert";
import { API_SCHEMA } from "../../src/telemetry/api/api_schema.ts";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { lifeWord } from "../../static/events/life_words.js";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { browserTest, isDrawn, open, screenshot, shows } from "./pages.ts";

/** Kinds whose name is the word. */
const PLAIN = ["started", "ended", "crashed", "restarted", "stopped"];

interface LifeEventSchema {
  readonly properties: { readonly what: { readonly enum: readonly string[] } };
}

Deno.test("every kind of life event is told in words", () => {
  const { properties: { what } } = API_SCHEMA.$defs.lifeEvent as unknown as LifeEventSchema;
  assert(what.enum.length > PLAIN.length);
  const bare = what.enum.filter((kind) => lifeWord({ what: kind }) === kind);
  assertEquals(bare.filter((kind) => !PLAIN.includes(kind)), []);
});

browserTest("the log shows long waits for room alone, with the mark of a watch", async () => {
  const graph = new FakeGraph("full", ["reader", "writer"], [{ name: "rows", from: 0, to: 1 }]);
  graph.tell({ subject: "writer", what: "started" });
  await using server = await serveTelemetry(graph.source, { port: 0 });
  for (const [width, height] of [[1440, 810], [390, 844]] as const) {
    await using opened = await open(`${server.url}#view=log`, { viewport: { width, height } });
    const { page, misdeeds } = opened;
    await isDrawn(page);
    graph.tell({
      subject: "reader",
      what: "saturated",
      detail: "it has waited 1.2 s for room in rows, whose reader writer is busy",
    });
    await shows(page, ".log .life-saturated", /reader waits for room/);
    await page.locator("#log-kind").selectOption("long waits for room");
    await page.locator(".log .life-started").waitFor({ state: "detached" });
    await page.locator(".log .life-saturated i.marked.v1").first().waitFor();
    await shows(page, ".log .life-saturated .reason", /^it has waited 1\.2 s for room in rows/);
    await screenshot(page, `log-saturated-${width}.png`);
    assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
  }
});
