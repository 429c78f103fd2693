import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { browserTest, open, shows, stage } from "../pages.ts";
import { pipeline, slowStage, work } from "../scripts.ts";

// Every element that somebody can use has a name, and every text stands out from what is behind it. What is behind is
// looked up as it is painted: the fills of cards, the backgrounds of what contains it.
const AUDIT = `(() => {
  const faults = [];
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const where = (element) => element.tagName + "." + element.getAttribute("class") + "#" + element.id + " " + element.textContent.slice(0, 30);
  for (const element of document.querySelectorAll("button, input, select, summary, a, [role=button], [tabindex]")) {
    if (!seen(element)) continue;
    const name = element.getAttribute("aria-label") ?? element.getAttribute("title") ?? "";
    const labels = [...element.labels ?? []].map((label) => label.textContent).join();
    if (name + labels + element.textContent.trim() === "") faults.push("no name: " + where(element));
    if (Number(element.getAttribute("tabindex")) > 0) faults.push("tab order: " + where(element));
  }
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return { c: [r, g, b], a: a / 255 };
  };
  const over = (front, back) => front.c.map((one, at) => one * front.a + back[at] * (1 - front.a));
  const luminance = (c) => {
    const [r, g, b] = c.map((one) => one / 255).map((one) => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const layers = [];
    const card = element.closest(".actor")?.querySelector(".card:not(.under)");
    if (card) layers.push(getComputedStyle(card).fill);
    for (let at = element; at; at = at.parentElement) layers.push(getComputedStyle(at).backgroundColor);
    return layers.reverse().reduce((back, layer) => over(rgba(layer), back), [255, 255, 255]);
  };
  let texts = 0;
  let worst = 99;
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!own || !seen(element) || element.closest("title, [aria-hidden=true]") || element.tagName === "OPTION") continue;
    if (element.matches(":disabled, .unseen")) continue;
    const style = getComputedStyle(element);
    const back = behind(element);
    const front = over(rgba(element.closest("svg") ? style.fill : style.color), back);
    const [high, low] = [luminance(front), luminance(back)].sort((one, other) => other - one);
    const contrast = (high + 0.05) / (low + 0.05);
    texts++;
    worst = Math.min(worst, contrast);
    if (contrast < 4.5) faults.push("contrast " + contrast.toFixed(2) + ": " + where(element));
  }
  return { faults, texts };
})()`;

/** Presses Tab until the focus has gone around; gives what it met. */
async function tabOrder(page: Page, most = 80): Promise<string[]> {
  await page.evaluate("document.activeElement.blur()");
  const met: string[] = [];
  for (let times = 0; times < most; times++) {
    await page.keyboard.press("Tab");
    const id = await page.evaluate<string>(
      "document.activeElement === document.body ? '' : document.activeElement.id || document.activeElement.textContent.trim()",
    );
    if (id === "" || met.includes(id)) break;
    met.push(id);
  }
  return met;
}

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(`everything has a name and stands out, in the ${colorScheme} theme`, async () => {
    const { graph, apply } = slowStage();
    await using staged = await stage(graph, (server) => {
      apply(server);
      server.actor(0, { level: 1 });
      server.actor(1, { level: 2, restarts: 3, status: "line 7 of 9" });
      server.actor(4, { up: false });
      server.channel(2, { level: 1, fill: 60 });
      server.channel(3, { level: 2, fill: 85 });
    }, { colorScheme });
    const { page } = staged;
    await shows(page, "#c0 .rate", /100%/);
    await page.locator("#a1").click();
    await shows(page, "#details h2", /parse/);
    const audit = () => page.evaluate<{ faults: string[]; texts: number }>(AUDIT);
    const graphSeen = await audit();
    assertEquals(graphSeen.faults, []);
    assert(graphSeen.texts > 60, `${graphSeen.texts} texts`);
    await page.locator("#show-table").click();
    await page.locator("#table-view tbody tr").first().waitFor();
    assertEquals((await audit()).faults, []);
    await page.keyboard.press("?");
    assertEquals((await audit()).faults, []);
  });

  browserTest(`a folded group has names and stands out, in the ${colorScheme} theme`, async () => {
    const graph = pipeline(12);
    await using staged = await stage(graph, (server) => work(server, graph, 1), { colorScheme });
    const { page } = staged;
    await page.locator("#g1 .card").last().click();
    await shows(page, "#group h2", /validate/);
    for (let times = 0; times < 3; times++) await page.keyboard.press("+");
    await page.waitForTimeout(300);
    assertEquals((await page.evaluate<{ faults: string[] }>(AUDIT)).faults, []);
    const label = await page.locator("#g1").getAttribute("aria-label");
    assert(/^validate ×12, (ok|watch|high|critical)$/.test(label!), label!);
    assert(/^validate 0, /.test((await page.locator("#a17").getAttribute("aria-label"))!));
  });
}

browserTest("Tab goes through the controls and once into the graph", async () => {
  const { graph, apply } = slowStage();
  await using staged = await stage(graph, apply);
  const met = await tabOrder(staged.page);
  const order = [
    "find",
    "theme",
    "show-help",
    "show-graph",
    "show-table",
    "lens",
    "time-run",
    "zoom-in",
    "zoom-fit",
    "life-all",
  ];
  const places = order.map((id) => met.indexOf(id));
  assert(places.every((at) => at >= 0), `${order} in ${met}`);
  assertEquals(places, [...places].sort((one, other) => one - other));
  assertEquals(met.filter((id) => /^a\d+$/.test(id)), ["a0"]);
});

browserTest("forced colors keep nodes and edges apart, and less motion is none", async () => {
  const graph = pipeline(8);
  await using staged = await stage(graph, (server) => work(server, graph, 1), {
    forcedColors: "active",
    reducedMotion: "reduce",
  });
  const { page } = staged;
  const looks = await page.evaluate<string[]>(
    `[".card:not(.under)", ".chan .line", ".cell", ".bar.busy"].map((one) => {
    const { stroke, fill } = getComputedStyle(document.querySelector(one));
    return [stroke, fill].filter((color) => color !== "none").join();
  })`,
  );
  const ground = await page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
  for (const look of looks) {
    assert(look.split("),").some((one) => !one.includes(ground)), `${look} on ${ground}`);
  }
  await page.locator("#g1 .card").last().click();
  await page.keyboard.press("f");
  await page.locator("#a13.actor").waitFor();
  assertEquals(await page.evaluate("document.getAnimations().length"), 0);
});

browserTest("390 pixels are enough, folded, with the lens, with every view", async () => {
  const { graph, apply } = slowStage();
  await using staged = await stage(graph, apply, { viewport: { width: 390, height: 844 } });
  const { page } = staged;
  const width = () => page.evaluate("document.documentElement.scrollWidth");
  await shows(page, "#lens-sentence", /bottleneck/);
  assertEquals(await width(), 390);
  for (const view of ["table", "alerts", "log", "graph"]) {
    await page.locator(`#show-${view}`).click();
    assertEquals(await width(), 390, view);
  }
  await page.locator("#find").fill("score");
  assertEquals(await width(), 390);
  await page.locator("#find").fill("");
  await page.locator("#export summary").click();
  assertEquals(await width(), 390);
});

browserTest("a server that tells of fewer figures is shown with those that it has", async () => {
  const { graph, apply } = slowStage();
  await using staged = await stage(graph, apply);
  const { page, server } = staged;
  await using opened = await open("about:blank");
  await opened.page.addInitScript(`{
    const own = JSON.parse;
    const gone = ["p50", "p99", "bytesRate"];
    let kept = [];
    JSON.parse = (text, ...rest) => {
      const value = own(text, ...rest);
      if (value?.columns?.c) {
        kept = value.columns.c.map((name) => !gone.includes(name));
        value.columns.c = value.columns.c.filter((name) => !gone.includes(name));
        value.figures.c = value.figures.c.filter(({ name }) => !gone.includes(name));
      } else if (value?.c?.length === kept.length) value.c = value.c.filter((_, at) => kept[at]);
      return value;
    };
    delete window.SharedWorker;
  }`);
  await opened.page.goto(server.url);
  await shows(opened.page, "#c0 .under", /^5\.00K sent$/);
  await shows(page, "#c0 .under", /^p99 42\.0ms · 5\.00K sent$/);
  await opened.page.locator("#show-table").click();
  const heads = await opened.page.locator("#table-view .table").nth(1).locator("th[scope=col]")
    .allTextContents();
  assertEquals(heads, ["Channel", "Level", "Fill", "Rate", "Sent", "From", "To", "Carries"]);
});
