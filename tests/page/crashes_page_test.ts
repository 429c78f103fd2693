import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { COLUMN_NAMES } from "../../src/telemetry/wire/mod.ts";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { browserTest, isDrawn, open, shows } from "./pages.ts";

const CRASHES = 7000;

/** So many batches of them are told, a tenth of a second apart: over a few stretches of time. */
const BATCHES = 25;

/** A graph of two actors that has crashed thousands of times before anybody looked: the one all the time, the other twice at first. */
function crashing(): {
  graph: FakeGraph;
  crash: (times: number) => void;
  tell: () => Promise<void>;
} {
  const graph = new FakeGraph("crashing", ["calm", "wild"], [{ name: "c", from: 0, to: 1 }]);
  const crash = (times: number, subject = "wild") => {
    for (let n = 0; n < times; n++) {
      graph.tell({ subject, what: "crashed", detail: "Error: no luck\n    at wild.ts:7:1" });
    }
  };
  const tell = async () => {
    crash(2, "calm");
    for (let batch = 0; batch < BATCHES; batch++) {
      crash(CRASHES / BATCHES);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  return { graph, crash, tell };
}

/** Waits until the page tells of so many crashes, everywhere that it does. */
async function tells(page: Page, crashes: number): Promise<void> {
  const all = crashes.toLocaleString("en-US");
  await shows(page, "#life-count", new RegExp(`^${all} crashed$`));
  await page.locator("#show-log").click();
  const kept = crashes < 5000 ? crashes : 5002;
  await shows(
    page,
    "#log-view .filters .quiet",
    new RegExp(`^${kept.toLocaleString("en-US")} events, the last 500 are shown$`),
  );
  await shows(
    page,
    "#log-missing",
    new RegExp(`^${(crashes - kept).toLocaleString("en-US")} earlier events are not kept: `),
  );
  await page.locator("#show-table").click();
  await page.locator('#table-view tr[data-id="a1"] button').first().click();
  await shows(
    page,
    "#details .rows div",
    new RegExp(`^crashes${(crashes - 2).toLocaleString("en-US")}$`),
  );
  await page.locator("#show-graph").click();
}

/** What a server would give as a recording, once it has a frame of values that fits. */
async function recorded(
  url: string,
  fits: (frame: Record<string, number[][]>) => boolean,
): Promise<string> {
  for (;;) {
    const text = await (await fetch(new URL("api/replay", url))).text();
    const lines = text.trimEnd().split("\n").slice(1).map((line) => JSON.parse(line));
    const values = lines.filter(({ event }) => event === "key" || event === "tick");
    if (values.some(({ data }) => fits(data))) return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** How many crashes the marks over the time bar tell of; there are several marks, as the crashes were not all at once. */
async function marked(page: Page): Promise<number> {
  await page.locator(".strip .crash").nth(1).waitFor({ state: "attached" });
  return await page.evaluate<number>(`(() => {
    const texts = [...document.querySelectorAll(".strip .crash title")].map((title) => title.textContent);
    return texts.reduce((sum, text) =>
      sum + Number((/([\\d,]+) crashes/.exec(text)?.[1] ?? "1").replaceAll(",", "")), 0);
  })()`);
}

browserTest(
  "thousands of crashes before the page is opened are all counted: at first, after a reload, in a second tab",
  async () => {
    const { graph, crash, tell } = crashing();
    await using server = await serveTelemetry(graph.source, { port: 0 });
    await tell();
    await using opened = await open(server.url);
    const { page, misdeeds } = opened;
    await isDrawn(page);
    await tells(page, CRASHES + 2);
    assertEquals(await marked(page), CRASHES + 2);

    await page.reload();
    await tells(page, CRASHES + 2);
    assertEquals(await marked(page), CRASHES + 2);

    crash(1000);
    await tells(page, CRASHES + 1002);
    const second = await page.context().newPage();
    await second.goto(server.url);
    await tells(second, CRASHES + 1002);
    assertEquals(await marked(second), CRASHES + 1002);

    await second.locator("#show-log").click();
    await second.locator("#log-more").click();
    await shows(second, "#log-view .filters .quiet", /^5,002 events$/);
    assertEquals(await second.locator("#log-view .log > li").count(), 5002);
    assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
  },
);

browserTest("a recording tells all crashes: counts at each moment, and marks", async () => {
  const { graph, tell } = crashing();
  await using server = await serveTelemetry(graph.source, { port: 0 });
  // A recording begins with its first values.
  await recorded(server.url, () => true);
  await tell();
  const crashes = COLUMN_NAMES.a.indexOf("crashes");
  const text = await recorded(server.url, (frame) => {
    const counts = frame.a?.[crashes] ?? frame[`a${crashes}`] ?? [];
    return counts.flat().includes(CRASHES);
  });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  const path = await Deno.makeTempFile({ suffix: ".ndjson" });
  await Deno.writeTextFile(path, text);
  await page.locator("#time-file").setInputFiles(path);
  await shows(page, "#state", /\.ndjson · Paused at/);
  // The browser reads it only when the page asks for it.
  await Deno.remove(path);
  await page.locator("#time-slider").evaluate((slider) => {
    const input = slider as unknown as Record<"max" | "value", string> & EventTarget;
    input.value = input.max;
    input.dispatchEvent(new Event("input"));
  });
  await shows(page, "#life-count", /^7,002 crashed$/);
  await page.locator("#show-log").click();
  await shows(page, "#log-missing", /^2,000 earlier events are not in this recording\.$/);
  assertEquals(await marked(page), CRASHES + 2);
  await page.locator("#show-table").click();
  await page.locator('#table-view tr[data-id="a0"] button').first().click();
  const rows = await page.locator("#details .rows").textContent();
  assertMatch(rows!, /crashes2/);
});
