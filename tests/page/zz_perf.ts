import { openPage, startBrowser } from "./browser.ts";
const [url, out] = Deno.args;
const started = await startBrowser();
if (!("browser" in started)) throw new Error(started.reason);
const { browser } = started;
const opened = await openPage(browser, url!, {
  viewport: { width: 1600, height: 1000 },
  colorScheme: "light",
});
const { page } = opened;
const t = performance.now();
await page.locator("#graph[data-drawn]").waitFor({ state: "attached", timeout: 90000 });
console.log("drawn after ms", Math.round(performance.now() - t));
await page.waitForTimeout(4000);
console.log(
  await page.evaluate(`new Promise((done) => {
  const spans = [], frames = []; let last = performance.now();
  new PerformanceObserver((l) => { for (const e of l.getEntries()) if (e.name === "apply") spans.push(e.duration); }).observe({ entryTypes: ["measure"] });
  const end = last + 20000;
  requestAnimationFrame(function f(now) { frames.push(now - last); last = now; if (now < end) requestAnimationFrame(f); else {
    spans.sort((a,b)=>a-b); frames.sort((a,b)=>a-b);
    const q = (s,p) => s.length ? s[Math.floor((s.length-1)*p)].toFixed(1) : "-";
    done("apply n=" + spans.length + " p50=" + q(spans,.5) + " p95=" + q(spans,.95) + " max=" + q(spans,1) + "; frame gap p50=" + q(frames,.5) + " p95=" + q(frames,.95) + " max=" + q(frames,1));
  }});
})`),
);
await page.screenshot({ path: out! });
console.log(JSON.stringify(opened.misdeeds).slice(0, 500));
await browser.close();
Deno.exit(0);
