import { assertEquals, assertMatch } from "@std/assert";
import { browserTest, isDrawn, open, shows } from "../../page/pages.ts";
import { startProgram } from "./live_program.ts";

const CLEAN = { console: [], strangers: [], violations: [] };

browserTest(
  "the slow one of twenty real actors is named on the page, and its victims are marked",
  async () => {
    await using program = await startProgram("tests/alone/acceptance/programs/slow_stage.ts", {
      args: ["4"],
    });
    const slow = /slow: (.*)/.exec(program.printed)![1]!;
    await using opened = await open(program.url);
    const { page, misdeeds } = opened;
    await isDrawn(page);
    assertEquals(await page.locator(".actor").count(), 20);
    await shows(
      page,
      "#lens-sentence",
      new RegExp(`^${slow} is the bottleneck: \\d+% busy, .* wait`),
    );
    await page.locator("#lens").click();
    const culprit = page.locator(".actor[data-lens=culprit]");
    await culprit.waitFor();
    assertEquals(await culprit.locator(".name").textContent(), slow);
    // Up to a source: `spring` is what those are called.
    await page.locator(".actor[data-lens=victim]", { hasText: "spring" }).first().waitFor();
    await page.locator(".chan[data-lens=victim]").first().waitFor({ state: "attached" });
    await page.locator("#lens-follow").click();
    await shows(page, "#details h2", new RegExp(`^${slow}`));
    assertEquals(misdeeds, CLEAN);
  },
);

browserTest("a real deadlock is drawn, and who is not part of it is left alone", async () => {
  await using program = await startProgram("tests/alone/acceptance/programs/deadlock.ts");
  await using opened = await open(program.url);
  const { page, misdeeds } = opened;
  await isDrawn(page);
  await shows(page, "#lens-sentence", /^Deadlock: /);
  assertMatch(
    (await page.locator("#lens-sentence").textContent())!,
    /^Deadlock: ASKER waits for ANSWERER, jobs is full; ANSWERER waits for ASKER, answers is full\.$/,
  );
  const names = await page.locator(".actor[data-lens=cycle] .name").allTextContents();
  assertEquals(names.sort(), ["ANSWERER", "ASKER"]);
  assertEquals(await page.locator(".chan[data-lens=cycle]").count(), 2);
  assertEquals(await page.locator(".turning").count(), 2);
  assertEquals(misdeeds, CLEAN);
});
