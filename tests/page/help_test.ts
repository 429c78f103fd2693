import { assert, assertEquals } from "@std/assert";
import { browserTest, open, shows, stage } from "./pages.ts";
import { slowStage } from "./scripts.ts";

browserTest("the help says where to begin, what is drawn, and the keys", async () => {
  const { graph, apply } = slowStage();
  await using staged = await stage(graph, apply);
  const { page, misdeeds } = staged;
  assertEquals(await page.locator("#help *").count(), 0);
  await page.getByRole("button", { name: "Help" }).click();
  const help = page.locator("#help[open]");
  assertEquals(
    await help.locator("h3").allTextContents(),
    ["Where to begin when something is red", "Marks", "What is drawn", "Keys"],
  );
  // Each number in the picture has its line, and each mark of the legend its meaning.
  const parts = await help.locator(".parts li").count();
  assertEquals(await help.locator(".picture .number").count(), parts);
  const legend = await page.locator("#legend .marked").allTextContents();
  const marks = await help.locator(".marks dt").allTextContents();
  assertEquals(marks.slice(0, legend.length), legend);
  await shows(page, "#help .parts", /busy, waiting outside, blocked by a full output, waiting for/);
  await page.getByRole("button", { name: "Close help" }).click();
  assertEquals(await help.count(), 0);
  await page.keyboard.press("?");
  await help.waitFor();
  assertEquals(await help.locator("h2").count(), 1);
  assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
});

browserTest("the keys that the help names do what it says", async () => {
  const { graph, apply } = slowStage();
  await using staged = await stage(graph, apply);
  const { page } = staged;
  await page.keyboard.press("l");
  await page.locator("#lens[aria-pressed=true]").waitFor();
  await page.keyboard.press("?");
  const keys = await page.locator("#help .steps kbd").allTextContents();
  assertEquals(keys, ["l", "Enter", "a", "e", "n"]);
  // Nothing of the page hears keys while it is read.
  await page.keyboard.press("t");
  assert(!await page.locator("#table-view").isVisible());
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  await page.locator("#table-view").waitFor();
});

browserTest("a first visit names three things to try, once, and can be closed", async () => {
  const { graph, apply } = slowStage();
  await using staged = await stage(graph, apply);
  const { page, server } = staged;
  const line = page.locator("#tour");
  await line.waitFor();
  assertEquals(await line.locator("li").count(), 3);
  // It takes room of its own, and nothing is under it.
  const box = async (selector: string) => (await page.locator(selector).boundingBox())!;
  const [tour, graphBox, life] = [await box("#tour"), await box("#graph"), await box(".life")];
  assert(graphBox.y + graphBox.height <= tour.y + 0.5 && tour.y + tour.height <= life.y + 0.5);
  await page.getByRole("button", { name: "Close hint" }).click();
  await line.waitFor({ state: "hidden" });
  await page.goto(server.url);
  await shows(page, "#lens-sentence", /bottleneck/);
  assert(!await line.isVisible());
});

browserTest("where nothing can be remembered there is no hint, and no complaint", async () => {
  const { graph, apply } = slowStage();
  await using staged = await stage(graph, apply);
  await using opened = await open("about:blank");
  const { page, misdeeds } = opened;
  await page.addInitScript(`Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("The operation is insecure", "SecurityError"); },
  })`);
  await page.goto(staged.server.url);
  await shows(page, "#lens-sentence", /bottleneck/);
  assert(!await page.locator("#tour").isVisible());
  assertEquals(misdeeds.console, []);
});
