import { assertEquals } from "@std/assert";
import { serveHub } from "../../src/telemetry/hub/mod.ts";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { browserTest, isDrawn, open, screenshot, shows } from "./pages.ts";

function twoActors(): FakeGraph {
  const graph = new FakeGraph("g", ["SOURCE", "SINK"], [{ name: "orders", from: 0, to: 1 }]);
  for (const probe of graph.probes) probe.wait(Date.now(), false);
  return graph;
}

async function pod(name: string) {
  const server = await serveTelemetry(twoActors().source, { port: 0, pod: name });
  return Object.assign(server, { address: { url: new URL(server.url) } });
}

browserTest(
  "pods are framed, one that is gone is grey, and goes when it is dismissed",
  async () => {
    await using shop = await pod("shop");
    await using till = await pod("till");
    await using hub = await serveHub({ port: 0, pods: [shop.address, till.address] });
    await using opened = await open(hub.url);
    const { page } = opened;
    await isDrawn(page);
    await shows(page, ".frame-name.pod text", /^shop$/);
    await shows(page, ".frame-name.pod text", /^till$/);
    // In its frame an actor is called as its pod calls it.
    assertEquals(await page.locator(".actor .name").allTextContents(), [
      ...["SOURCE", "SINK", "SOURCE", "SINK"],
    ]);
    // An arrow may cross the name of a frame, which then lies over it, and below the actors.
    const order = await page.evaluate<string[]>(
      `[...document.querySelectorAll("#graph :is(.frame, .chan, .frame-name, .actor)")].map((e) => e.classList[0])`,
    );
    assertEquals([...new Set(order)], ["frame", "chan", "frame-name", "actor"]);
    await till.close();
    await shows(page, ".frame-name.gone-pod text", /^till · ended \d+s ago$/);
    await page.locator(".actor.gone-pod").nth(1).waitFor();
    assertEquals(await page.locator(".actor.gone-pod").count(), 2);
    await screenshot(page, "hub-pod-gone.png");
    await page.getByRole("button", { name: "Dismiss till" }).click();
    await page.locator("#gone").waitFor({ state: "hidden" });
    await page.locator("#a3").waitFor({ state: "detached" });
    assertEquals(await page.locator(".frame.pod").count(), 1);
    assertEquals(opened.misdeeds, { console: [], strangers: [], violations: [] });
  },
);

browserTest("whoever looks at a part goes on to look at it, whoever goes before it", async () => {
  await using shop = await pod("shop");
  await using till = await pod("till");
  await using hub = await serveHub({ port: 0, pods: [shop.address, till.address] });
  await using opened = await open(hub.url);
  const { page } = opened;
  await isDrawn(page);
  await shop.close();
  // Of one that is gone there are its last words.
  await page.locator(".actor.gone-pod").first().click();
  await shows(page, "#details h2", /^SOURCE|shop\/SOURCE/);
  await shows(page, "#details dt", /^its pod has ended, before$/);
  await page.locator("#a2").click();
  await shows(page, "#details h2", /till\/SOURCE/);
  await page.getByRole("button", { name: "Dismiss shop" }).click();
  await page.locator("#a2").waitFor({ state: "detached" });
  await shows(page, "#details h2", /till\/SOURCE/);
  await page.locator("#a0[data-selected]").waitFor();
  assertEquals(opened.misdeeds.console, []);
});

browserTest("what is asked of an actor on a hub's page is answered by its pod", async () => {
  await using shop = await pod("shop");
  await using till = await pod("till");
  await using hub = await serveHub({ port: 0, pods: [shop.address, till.address] });
  await using opened = await open(`${hub.url}#sel=a2`);
  const { page } = opened;
  await shows(page, "#details h2", /SOURCE/);
  await shows(page, "#details dt", /^turns in all$/);
  // It tells more often while it is looked at.
  await shows(page, "#pulse", /(?:[5-9]\.\d|10) Hz/);
  assertEquals(opened.misdeeds.console, []);
});
