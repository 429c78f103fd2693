import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { normalFormOf, readDesign } from "../../../src/codegen/mod.ts";
import { serveTelemetry } from "../../../src/telemetry/mod.ts";
import { buildGraph } from "../../cli/fixtures/drawn/main.ts";
import { FakeGraph } from "../../telemetry/fake_graph.ts";
import { browserTest, isDrawn, open, screenshot, shows, stage } from "../pages.ts";
import { readDot } from "../scripted_server.ts";
import { pipeline, slowStage, work } from "../scripts.ts";

/** Saves through the menu; gives the file's name and path. */
async function save(page: Page, ending: string): Promise<{ name: string; path: string }> {
  await page.locator("#export summary").click();
  const download = page.waitForEvent("download");
  await page.locator(`[data-export="${ending}"]`).click();
  const saved = await download;
  return { name: saved.suggestedFilename(), path: (await saved.path())! };
}

const HOSTILE = [
  `"><img src=x onerror=alert(1)>`,
  `</text><script>alert(2)</script>`,
  `=1+1`,
  `a\nb`,
];

browserTest("DOT with live values is what Graphviz reads, whatever the names are", async () => {
  const graph = new FakeGraph("<b>", HOSTILE, [{ name: `"]}`, from: 0, to: 1 }]);
  await using server = await serveTelemetry(graph.source, { port: 0 });
  await using opened = await open(server.url);
  await isDrawn(opened.page);
  const { name, path } = await save(opened.page, "dot");
  assert(/^b-\d{4}.*\.dot$/.test(name), name);
  await readDot(await Deno.readTextFile(path));
});

browserTest("the drawing is one that a project can be made from", async () => {
  await using server = await serveTelemetry(buildGraph().telemetry, { port: 0 });
  for (const [size, width, height] of [["wide", 1280, 800], ["narrow", 390, 844]] as const) {
    await using opened = await open(server.url, { viewport: { width, height } });
    await isDrawn(opened.page);
    await opened.page.locator("#export summary").click();
    await shows(opened.page, '[data-export="drawing.dot"]', /^Drawing for a new project$/);
    await screenshot(opened.page, `export_menu_${size}.png`);
    await opened.page.locator("#export summary").click();
    const { name, path } = await save(opened.page, "drawing.dot");
    assert(/^tick-tally-\d{4}.*\.drawing\.dot$/.test(name), name);
    const read = await readDesign(await Deno.readTextFile(path));
    assert("design" in read, JSON.stringify(read));
    assertEquals(normalFormOf(read.design).lanes.map(({ channel, type }) => [channel, type]), [
      ...[["counts", "Ticks"], ["counts", "Ticks"], ["orders", "json"]],
      ...[["ticks", "Ticks"], ["ticks", "Ticks"]],
    ]);
    assertEquals(opened.misdeeds, { console: [], strangers: [], violations: [] });
  }
});

browserTest(
  "the SVG needs nothing else, the PNG is a picture, and names are no markup",
  async () => {
    const graph = {
      graph: "x/../y",
      actors: HOSTILE.map((name) => ({ name })),
      chans: HOSTILE.map((name, to) => ({ name, from: 0, to })),
    };
    await using staged = await stage(graph);
    const { page, misdeeds } = staged;
    const { name, path } = await save(page, "svg");
    assert(/^x-y-.*\.svg$/.test(name), name);
    const text = await Deno.readTextFile(path);
    const report = await page.evaluate<Record<string, unknown>>(
      `((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      const all = [...parsed.querySelectorAll("*")];
      return {
        fault: parsed.querySelector("parsererror")?.textContent ?? null,
        names: [...parsed.querySelectorAll("text")].map((one) => one.textContent),
        foreign: all.filter(({ tagName }) => /^(script|img|a|style|foreignObject)$/i.test(tagName)).length,
        links: all.filter((one) => one.hasAttribute("href") || one.hasAttribute("style")).length,
        filled: [...parsed.querySelectorAll("rect")].every((one) => /rgb|none|color|transparent/.test(one.getAttribute("fill"))),
      };
    })(${JSON.stringify(text)})`,
    );
    assertEquals(report.fault, null);
    assert(
      (report.names as string[]).some((one) => one.includes("</text><script>")),
      `${report.names}`,
    );
    assertEquals([report.foreign, report.links, report.filled], [0, 0, true]);
    const png = await save(page, "png");
    assertEquals((await Deno.readFile(png.path)).subarray(1, 4), new TextEncoder().encode("PNG"));
    assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
  },
);

browserTest("the tables are saved with all columns in the order of now", async () => {
  const { graph, apply } = slowStage();
  await using staged = await stage(graph, apply);
  const { page } = staged;
  const actors = (await Deno.readTextFile((await save(page, "actors.csv")).path)).split("\r\n");
  assert(
    actors[0]!.startsWith("Actor,Level,Busy,Outside,Blocked,Waiting,mCPU,Load,Turns,Batch"),
    actors[0],
  );
  assert(actors[1]!.startsWith("score,critical,98,0,0,2"), actors[1]);
  const channels = (await Deno.readTextFile((await save(page, "channels.csv")).path)).split("\r\n");
  assertEquals(channels[0], "Channel,Level,Fill,Rate,p50,p99,Bytes/s,Sent,From,To,Carries");
  assertEquals(channels[1], "lines,critical,100,900,9000,42000,,5000,reader,parse,u32");
});

browserTest("a recording is what the server remembers; what cannot be saved is told", async () => {
  const graph = pipeline(3);
  await using staged = await stage(graph, (server) => work(server, graph, 1));
  const { page, server } = staged;
  await page.locator("#export summary").click();
  await page.locator('[data-export="ndjson"]').click();
  await shows(page, "#notice", /Cannot save Recording.*404/);
  server.route("/api/replay", () => new Response('{"recording":1}\n'));
  const { path } = await save(page, "ndjson");
  assertEquals(await Deno.readTextFile(path), '{"recording":1}\n');
});
