import { assert, assertEquals } from "@std/assert";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { recordingText } from "./playback/recordings.ts";
import { serveOneMore } from "../telemetry/one_more.ts";
import { browserTest, isDrawn, open, shows } from "./pages.ts";

browserTest("a figure that is added to the catalogue has its place all over the page", async () => {
  await using served = await serveOneMore();
  await using opened = await open(served.url);
  const { page } = opened;
  await isDrawn(page);

  await page.locator("#show-table").click();
  const heads = (at: number) =>
    page.locator("#table-view .table").nth(at).locator("th[scope=col]").allTextContents();
  assertEquals((await heads(0)).slice(-3), ["Heap", "A turn", "Status"]);
  assertEquals((await heads(1)).slice(-4), ["Room", "From", "To", "Carries"]);
  const tip = page.locator("#table-view th button", { hasText: "A turn" });
  assertEquals(await tip.getAttribute("data-about"), "How long a turn takes.");
  await shows(page, '#table-view tr[data-id="a1"]', /(ns|µs|ms)/);

  await page.locator('#table-view tr[data-id="a1"] button').click();
  await shows(page, "#details .rows", /time a turn[\d.]+(ns|µs|ms)/);
  await shows(page, "#details .sparks", /turnMs/);
  await page.locator("#details [role=tab]", { hasText: "Charts" }).click();
  await shows(page, "#details .charts", /time a turn/);
  await shows(page, "#details .statistics thead", /a turn/);
  const value = page.locator("#details .statistics tbody tr").first().locator("td").last();
  await value.filter({ hasText: /\d(ns|µs|ms)$/ }).waitFor();
  assert(await page.locator("#details .charts figure", { hasText: "time a turn" }).isVisible());
});

browserTest(
  "where another recording tells of fewer figures, no row of the others stays",
  async () => {
    const graph = new FakeGraph("pair", ["from", "to"], [{ name: "c", from: 0, to: 1 }]);
    await using server = await serveTelemetry(graph.source, { port: 0 });
    const file = await Deno.makeTempFile({ suffix: ".ndjson" });
    await Deno.writeTextFile(file, recordingText());
    await using opened = await open(server.url);
    const { page } = opened;
    await isDrawn(page);
    await page.locator("#a0").click();
    await shows(page, "#details .rows", /dead letters/);
    // The same graph: the picture stays, and what is selected. The recording is of the first version.
    await page.locator("#time-file").setInputFiles(file);
    await shows(page, "#state", /Paused|Playback/);
    await page.locator("#details .rows").filter({ hasNotText: "dead letters" }).waitFor();
    await shows(page, "#details .rows", /restarts/);
    await Deno.remove(file);
  },
);

browserTest("charts are drawn in a browser whose language it does not know itself", async () => {
  const graph = new FakeGraph("g", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  await using server = await serveTelemetry(graph.source, { port: 0 });
  await using opened = await open("about:blank");
  const { page } = opened;
  await page.addInitScript(
    `Object.defineProperty(navigator, "language", { value: "en-US@posix", configurable: true });`,
  );
  await page.goto(server.url);
  await isDrawn(page);
  await page.locator("#a0").click();
  await page.locator("#details [role=tab]", { hasText: "Charts" }).click();
  await page.locator("#details .charts figure").first().waitFor();
});
