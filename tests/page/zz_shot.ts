import { openPage, startBrowser } from "./browser.ts";
// args: url out scheme width height [action...]
const [url, out, scheme = "light", w = "1280", h = "800", ...acts] = Deno.args;
const started = await startBrowser();
if (!("browser" in started)) throw new Error(started.reason);
const { browser } = started;
const opened = await openPage(browser, url!, {
  viewport: { width: +w, height: +h },
  colorScheme: scheme as "dark",
});
const { page } = opened;
await page.locator("#graph[data-drawn]").waitFor({ state: "attached", timeout: 60000 });
await page.waitForTimeout(2500);
for (const act of acts) {
  const [k, v] = [act.slice(0, act.indexOf(":")), act.slice(act.indexOf(":") + 1)];
  if (k === "click") await page.locator(v!).first().click();
  if (k === "key") await page.keyboard.press(v!);
  if (k === "wait") await page.waitForTimeout(+v!);
  if (k === "eval") console.log(await page.evaluate(v!));
}
await page.screenshot({ path: out! });
console.log(JSON.stringify(opened.misdeeds));
await browser.close();
Deno.exit(0);
