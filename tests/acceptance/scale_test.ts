import { assert, assertEquals } from "@std/assert";
import { browserTest, isDrawn, open, shows } from "../page/pages.ts";
import { figuresOf } from "./figures.ts";
import { startProgram } from "./live_program.ts";

const CLEAN = { console: [], strangers: [], violations: [] };

browserTest("1000 real actors fold to 14 nodes, and a tick costs less than 4 ms", async () => {
  await using program = await startProgram("tests/acceptance/programs/crowd.ts", {
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

  const { apply } = await figuresOf(page, "999 actors folded", ({ apply }) => apply < 4);
  assert(apply < 4, `${apply} ms a tick`);
  assertEquals(misdeeds, CLEAN);
  assertEquals(await page.locator("#state").textContent(), "Live");
});

browserTest("300 real actors: 9.5 ticks a second, and what is shown is fresh", async () => {
  await using program = await startProgram("tests/acceptance/programs/crowd.ts", {
    args: ["58", "10"],
  });
  await using opened = await open(`${program.url}#fold=`);
  const { page, misdeeds } = opened;
  await isDrawn(page);
  assertEquals(await page.locator(".actor").count(), 299);
  await page.waitForTimeout(1000);

  const figures = await figuresOf(
    page,
    "299 actors unfolded",
    ({ ticks, applyP95, lagP95 }) => ticks >= 9.5 && applyP95 < 8 && lagP95 < 100,
  );
  const { ticks, applyP95, lagP95 } = figures;
  assert(ticks >= 9.5, `${ticks} ticks a second`);
  assert(applyP95 < 8, `${applyP95} ms a tick, 95 of 100`);
  assert(lagP95 < 100, `${lagP95} ms old, 95 of 100`);
  assertEquals(misdeeds, CLEAN);
});
