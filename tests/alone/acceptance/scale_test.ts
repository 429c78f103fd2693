import { assertEquals } from "@std/assert";
import { browserTest, isDrawn, open, shows, ticksOn } from "../../page/pages.ts";
import { startProgram } from "./live_program.ts";

const CLEAN = { console: [], strangers: [], violations: [] };

browserTest("1000 real actors fold to 14 nodes, and the page goes on with them", async () => {
  await using program = await startProgram("tests/alone/acceptance/programs/crowd.ts", {
    args: ["198", "10"],
  });
  await using opened = await open(program.url);
  const { page, misdeeds } = opened;
  await isDrawn(page);
  await shows(page, "#figure-actors", /^999$/);
  await shows(page, "#figure-channels", /^1260$/);
  const groups = ["parse ×198", "validate ×198", "enrich ×198", "score ×198", "format ×198"];
  assertEquals(await page.locator(".actor").count(), 14);
  assertEquals(await page.locator(".group .name").allTextContents(), groups);
  assertEquals(await page.locator(".cell").count(), 5 * 198);
  // All of them work: every lane is dealt its share.
  await page.locator("#show-table").click();
  await shows(page, "tbody tr[data-id=g0]", /\d+\/s/);
  await page.locator("#show-graph").click();

  await ticksOn(page);
  assertEquals(misdeeds, CLEAN);
  assertEquals(await page.locator("#state").textContent(), "Live");
});

browserTest("300 real actors, unfolded: the page goes on with them", async () => {
  await using program = await startProgram("tests/alone/acceptance/programs/crowd.ts", {
    args: ["58", "10"],
  });
  await using opened = await open(`${program.url}#fold=`);
  const { page, misdeeds } = opened;
  await isDrawn(page);
  assertEquals(await page.locator(".actor").count(), 299);
  await ticksOn(page);
  assertEquals(misdeeds, CLEAN);
});
