/** At each size no two things lie over each other, nothing is cut off, and nothing moves for what is told. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { PLACES, SIZES, tell, TOLD } from "./places.ts";
import type { Places } from "./places.ts";
import { browserTest, nothingIsSelected, screenshot, shows, stage } from "./pages.ts";
import { slowStage } from "./scripts.ts";

const NAMES = SIZES.map(([width, height]) => `${width}x${height}`);

async function look(page: Page): Promise<Places> {
  // The page paints once per frame, and fits the graph after that.
  await page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
  );
  return page.evaluate<Places>(PLACES);
}

/** A graph that has something to tell, at a size. */
function stageAt([width, height]: readonly [number, number], colorScheme: "dark" | "light") {
  const { graph, apply } = slowStage();
  return stage(graph, apply, {
    viewport: { width, height },
    colorScheme,
    ...(width < 500 ? { hasTouch: true, isMobile: true } : {}),
  });
}

SIZES.forEach((size, at) => {
  browserTest(
    `at ${NAMES[at]} nothing moves for what is told, and nothing lies over anything`,
    async () => {
      await using staged = await stageAt(size, "dark");
      const { page } = staged;
      await shows(page, "#lens-sentence", /bottleneck/);
      await page.evaluate("document.fonts.ready.then(() => {})");
      const before = await look(page);
      assertEquals(before.faults, []);
      assert(Object.keys(before.places).length > 25, `${Object.keys(before.places)}`);
      for (const words of TOLD) {
        await page.evaluate(tell(words));
        const { faults, places } = await look(page);
        assertEquals(faults, [], JSON.stringify(words));
        assertEquals(places, before.places, JSON.stringify(words));
      }
      await screenshot(page, `places-${NAMES[at]}-dark.png`);
    },
  );

  browserTest(`at ${NAMES[at]} no view and no dialog has anything over anything`, async () => {
    await using staged = await stageAt(size, "light");
    const { page } = staged;
    await shows(page, "#lens-sentence", /bottleneck/);
    const found: Record<string, string[]> = {};
    const check = async (what: string) => {
      const { faults } = await look(page);
      if (faults.length > 0) found[what] = faults;
      await screenshot(page, `places-${NAMES[at]}-${what}.png`);
    };
    await check("hint");
    await page.locator("#tour .close").click();
    for (const view of ["table", "alerts", "log", "graph"]) {
      await page.locator(`#show-${view}`).click();
      await check(view);
    }
    await page.locator("#find").fill("s");
    await page.locator("#found li").first().waitFor();
    await check("find");
    await page.locator("#find").press("Escape");
    await page.locator("#export summary").click();
    await check("export");
    await page.locator("#export summary").click();
    for (const id of ["a1", "c1"]) {
      await page.locator(`#${id}`).dispatchEvent("click");
      for (const tab of await page.locator("#details [role=tab]").allTextContents()) {
        await page.getByRole("tab", { name: tab }).click();
        await check(`${id}-${tab}`);
      }
    }
    await page.locator("#show-table").click();
    await check("table-details");
    await page.locator("#show-help").click();
    await check("help");
    assertEquals(found, {});
  });
});

browserTest(
  "the graph has the width of details that are closed, and life has room beside open ones",
  async () => {
    for (const size of SIZES.slice(1)) {
      await using staged = await stageAt(size, "dark");
      const { page } = staged;
      const box = async (selector: string) => (await page.locator(selector).boundingBox())!;
      assertEquals((await box("#graph")).width, size[0]);
      await page.locator("#a1").click();
      await shows(page, "#details h2", /^parse/);
      assert((await box("#life")).height >= 60, `life has ${(await box("#life")).height} px`);
      // However long it is.
      await page.evaluate(
        `document.querySelector("#life").append(...Array.from({ length: 60 }, () => {
      const item = document.createElement("li");
      item.textContent = "parse started";
      return item;
    }))`,
      );
      assertEquals((await look(page)).faults, []);
      assert(
        (await box("#details")).height >= 300,
        `details have ${(await box("#details")).height}`,
      );
      const [life, time] = [await box(".life"), await box("#time")];
      assert(life.y + life.height <= time.y + 0.5, `${life.y} ${life.height} ${time.y}`);
      await page.keyboard.press("Escape");
      await nothingIsSelected(page);
      assertEquals((await box("#graph")).width, size[0]);
    }
  },
);

browserTest(
  "what is selected stays under the pointer, and in sight beside its details",
  async () => {
    await using staged = await stageAt([1366, 768], "dark");
    const { page } = staged;
    await shows(page, "#lens-sentence", /bottleneck/);
    const picture = async () => (await look(page)).places.picture;
    const fitted = await picture();
    await page.locator("#a1").click();
    await shows(page, "#details h2", /^parse/);
    assertEquals(await picture(), fitted);
    await page.keyboard.press("Escape");
    await nothingIsSelected(page);
    assertEquals(await picture(), fitted);
    // The last actor would be behind the details.
    await page.locator("#a3").click();
    await shows(page, "#details h2", /^writer/);
    await look(page);
    const card = (await page.locator("#a3 .card").boundingBox())!;
    const details = (await page.locator("#details").boundingBox())!;
    assert(card.x >= 0 && card.x + card.width <= details.x, `${card.x} ${card.width} ${details.x}`);
    await page.keyboard.press("Escape");
    await nothingIsSelected(page);
    assertEquals(await picture(), fitted);
  },
);

browserTest("a connection that is lost moves nothing", async () => {
  await using staged = await stageAt([1024, 768], "dark");
  const { page, server } = staged;
  await shows(page, "#lens-sentence", /bottleneck/);
  const before = await look(page);
  await server[Symbol.asyncDispose]();
  await shows(page, "#state", /^Reconnecting/);
  const after = await look(page);
  assertEquals(after.places, before.places);
  assertEquals(after.faults, []);
});
