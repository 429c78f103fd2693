import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import type { StopReport } from "../../../mod.ts";
import { countText } from "../../../static/words/numbers.js";
import { actorIn } from "../../fixtures/watch.ts";
import { browserTest, isDrawn, open, shows } from "../../page/pages.ts";
import { startProgram } from "./live_program.ts";

/** A row of the details, as it is shown. */
async function row(page: Page, name: string): Promise<string> {
  const rows = page.locator("#details .rows > div", { hasText: name });
  return (await rows.first().locator("dd").textContent())!;
}

browserTest(
  "5 ms in a real channel are shown as 5 ms, and totals are the actors' own counts",
  async () => {
    await using program = await startProgram("tests/alone/acceptance/programs/delay.ts");
    await using opened = await open(program.url);
    const { page, misdeeds } = opened;
    await isDrawn(page);
    await page.locator("#c0 .hit").click({ force: true });
    await shows(page, "#details h2", /^times/);
    await page.waitForTimeout(5000);
    await page.getByRole("tab", { name: "Latency" }).click();
    await shows(page, ".latency-tab .rows", /p50[\d.]+ms/);
    await page.getByRole("tab", { name: "Now" }).click();

    const printed = await program.stop();
    await shows(page, "#state", /^Stopped/);
    // What is left on the page is of the last ten seconds, which is all of this run.
    const shown = /^([\d.]+)ms$/.exec(await row(page, "p50, latency"));
    const report: StopReport = JSON.parse(/^report: (.*)$/m.exec(printed)![1]!);
    // Where other programs take the processor, messages wait for longer: the actor itself knows how long.
    const { taken, medianMs } = actorIn(report, "DAWDLER").state as Record<string, number>;
    const median = medianMs!;
    console.log(`a wait of ${median.toFixed(2)} ms is shown as ${shown?.[0]}`);
    assert(median >= 5 && shown !== null);
    assertAlmostEquals(Number(shown[1]), median, median / 10);

    const { sent } = report.channels[0]!;
    assertEquals([sent, sent], [actorIn(report, "STAMPER").state.sent, taken]);
    assert(sent > 200, `${sent} messages`);
    // From a thousand on, which are sent where the machine is slow, the label rounds.
    await shows(page, "#c0 .under", new RegExp(`· ${countText(sent)} sent$`));
    assertEquals(await row(page, "sent in all"), sent.toLocaleString("en-US"));
    assertEquals(misdeeds.violations, []);
  },
);
