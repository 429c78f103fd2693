import { assert, assertEquals } from "@std/assert";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { fourActors } from "./busy_graphs.ts";
import { browserTest, isDrawn, nothingIsSelected, open, screenshot, shows } from "./pages.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

browserTest(
  "on a phone what is tapped is told in a sheet beside it, which Esc closes",
  async () => {
    using busy = fourActors();
    await using server = await serveTelemetry(busy.graph.source, { port: 0 });
    await using opened = await open(server.url, { ...PHONE, colorScheme: "dark" });
    const { page } = opened;
    await isDrawn(page);
    const box = async (selector: string): Promise<Box> =>
      (await page.locator(selector).boundingBox())!;
    await page.locator("#a3").tap();
    await shows(page, "#details h2", /^LOGGER/);
    const sheet = await box("#details");
    assert(Math.abs(sheet.y + sheet.height - 844) < 1, `${sheet.y} ${sheet.height}`);
    assert(sheet.height <= 844 * 0.6 + 1, `${sheet.height} px`);
    const card = await box("#a3 .card");
    assert(card.y >= 0 && card.y + card.height <= sheet.y, `${card.y} above ${sheet.y}`);
    assertEquals(
      await page.evaluate(`(() => {
    const sheet = document.querySelector("#details");
    sheet.focus();
    return document.activeElement === sheet && sheet.scrollHeight > sheet.clientHeight;
  })()`),
      true,
    );
    await screenshot(page, "phone-sheet-dark.png");
    await page.keyboard.press("Escape");
    await nothingIsSelected(page);
    const place = "getComputedStyle(document.querySelector('#details')).position";
    assertEquals(await page.evaluate(place), "static");
    await page.locator("#a0").tap();
    await page.getByRole("button", { name: "Close details" }).tap();
    await nothingIsSelected(page);
  },
);

browserTest(
  "on a phone a long life does not make the page long, and all of it is in the log",
  async () => {
    const graph = new FakeGraph("long", ["one"], []);
    await using server = await serveTelemetry(graph.source, { port: 0 });
    await using opened = await open(server.url, PHONE);
    const { page } = opened;
    await isDrawn(page);
    for (let at = 0; at < 150; at++) {
      graph.tell({ subject: "one", what: "veto", detail: `letter ${at} to write` });
    }
    await shows(page, "#life li:first-child", /letter 149/);
    const height = await page.evaluate<number>("document.documentElement.scrollHeight");
    assert(height < 2 * 844, `${height} px`);
    await page.locator("#life-all").tap();
    await shows(page, "#log-view [role=status]", /^150 events$/);
  },
);

browserTest("on a phone a graph that fits leaves room for the zoom buttons", async () => {
  const names = Array.from({ length: 9 }, (_, at) => `stage ${at}`);
  const channels = names.slice(1).map((_, at) => ({ name: `c${at}`, from: at, to: at + 1 }));
  const graph = new FakeGraph("tall", names, channels.map((one) => ({ ...one, capacity: 64 })));
  await using server = await serveTelemetry(graph.source, { port: 0 });
  await using opened = await open(server.url, PHONE);
  const { page } = opened;
  await isDrawn(page);
  await page.locator("#zoom-fit").tap();
  const buttons = (await page.locator(".zoom").boundingBox())!;
  for (const at of names.keys()) {
    const card = (await page.locator(`#a${at} .card`).boundingBox())!;
    assert(card.y + card.height <= buttons.y, `${names[at]} is under the zoom buttons`);
  }
});
