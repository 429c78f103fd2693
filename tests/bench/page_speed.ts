/**
 * What the page gets done while it follows real graphs of a thousand and of three hundred actors, in a real browser. Figures only:
 * what they are on a machine that has other things to do is for people to judge.
 */
import { startProgram } from "../alone/acceptance/live_program.ts";
import { openPage, startBrowser } from "../page/browser.ts";
import { figuresOf } from "./page_figures.ts";

/** Until the page has come to rest after it was opened, in milliseconds. */
const WARM_MS = 1500;

const started = await startBrowser();
if (!("browser" in started)) {
  console.error(`No browser starts: ${started.reason}`);
  Deno.exit(1);
}

async function measure(what: string, lanes: number, hash: string): Promise<void> {
  await using program = await startProgram("tests/alone/acceptance/programs/crowd.ts", {
    args: [String(lanes), "10"],
  });
  if (!("browser" in started)) return;
  await using opened = await openPage(started.browser, `${program.url}${hash}`);
  const { page } = opened;
  await page.locator("#graph[data-drawn]").waitFor({ state: "attached" });
  await page.waitForTimeout(WARM_MS);
  const { ticks, apply, applyP95, lag, lagP95 } = await figuresOf(page);
  console.log(
    `${what}: ${ticks.toFixed(1)} ticks/s, apply ${apply.toFixed(1)} ms (p95 ${
      applyP95.toFixed(1)
    } ms), lag ${lag} ms (p95 ${lagP95} ms)`,
  );
}

await measure("999 actors, folded", 198, "");
await measure("299 actors, unfolded", 58, "#fold=");
await started.browser.close();
