/**
 * What an open page costs, on a graph of three hundred actors at ten ticks a second, as shares of a core: the program's own thread,
 * which samples, encodes and sends, with a page and without one, in turns; and the page's thread in the browser, which draws.
 * Figures only. Linux alone counts by threads.
 */
import { startProgram } from "../alone/acceptance/live_program.ts";
import { openPage, startBrowser } from "../page/browser.ts";
import { mainThreadMs } from "./resources.ts";

const ROUNDS = 4;
const SPAN_MS = 6000;

/** Until the page has come to rest after it was opened, in milliseconds. */
const WARM_MS = 2500;

const started = await startBrowser();
if (!("browser" in started)) {
  console.error(`No browser starts: ${started.reason}`);
  Deno.exit(1);
}
const { browser } = started;
await using program = await startProgram("tests/alone/acceptance/programs/crowd.ts", {
  args: ["58", "10"],
});

/** The share of a core that the program's own thread takes, in percent. */
async function server(): Promise<number> {
  const [begin, before] = [performance.now(), mainThreadMs(program.pid)];
  await pause(SPAN_MS);
  return (mainThreadMs(program.pid) - before) / (performance.now() - begin) * 100;
}

/** The same with a page, and what the page's thread takes. */
async function withPage(hash: string): Promise<{ server: number; page: number; script: number }> {
  await using opened = await openPage(browser, `${program.url}${hash}`);
  const { page } = opened;
  await page.locator("#graph[data-drawn]").waitFor({ state: "attached" });
  await pause(WARM_MS);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN;
    return { task: of("TaskDuration"), script: of("ScriptDuration") };
  };
  const [begin, before] = [performance.now(), await busy()];
  const share = await server();
  const [seconds, after] = [(performance.now() - begin) / 1000, await busy()];
  return {
    server: share,
    page: (after.task - before.task) / seconds * 100,
    script: (after.script - before.script) / seconds * 100,
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

function middle(values: readonly number[]): string {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!.toFixed(1);
}

for (const [what, hash] of [["folded", ""], ["unfolded", "#fold="]] as const) {
  const alone: number[] = [];
  const served: Awaited<ReturnType<typeof withPage>>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await server());
    served.push(await withPage(hash));
  }
  const more = served.map((one, at) => one.server - alone[at]!);
  console.log(
    `299 actors, ${what}: the program's own thread ${middle(alone)} % of a core without a page, ` +
      `${middle(served.map((one) => one.server))} % with one (${middle(more)} % more); ` +
      `the page's thread ${middle(served.map(({ page }) => page))} %, ` +
      `of that script ${middle(served.map(({ script }) => script))} %`,
  );
}
await browser.close();
