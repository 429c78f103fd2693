import { assert, assertEquals, assertNotEquals } from "@std/assert";
import type { Page } from "playwright-core";
import {
  browserTest,
  isDrawn,
  nothingIsSelected,
  open,
  screenshot,
  shows,
  stage,
} from "../pages.ts";
import { pagePatience } from "../patience.ts";
import { ScriptedServer } from "../scripted_server.ts";
import { deadlock, layers, pipeline, slowStage, work } from "../scripts.ts";

/** The ids of the nodes that are drawn. */
function nodes(page: Page): Promise<string[]> {
  return page.locator(".actor").evaluateAll((all) => all.map(({ id }) => id));
}

function transform(page: Page): Promise<string | null> {
  return page.locator(".world").getAttribute("transform");
}

browserTest("a thousand actors fold to readable nodes with a cell for each member", async () => {
  const graph = pipeline(198);
  await using staged = await stage(graph, (server) => work(server, graph, 1));
  const { page, server, misdeeds } = staged;
  assertEquals((await nodes(page)).length, 14);
  assertEquals(await page.locator(".chan").count(), 13);
  assertEquals(await page.locator("#g0 .cell").count(), 198);
  await shows(page, "#g0 .name", /^parse ×198$/);
  // The group is as bad as its worst member, and the member shows.
  server.actor(5, { level: 3 });
  server.tick();
  await page.locator("#g0.v3 #a5.cell.v3").waitFor();
  for (let at = 4; at < graph.chans.length; at++) {
    server.channel(at, { rate: 1000, fill: 7, p99: 4000, level: 0 });
  }
  server.channel(4, { rate: 3000, fill: 91, p99: 42_000, level: 2 });
  server.tick();
  assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
  await page.keyboard.press("/");
  await page.keyboard.type("jobs 5");
  await page.keyboard.press("Enter");
  await page.locator("#e4.v2[data-selected]").waitFor();
  await shows(page, "#e4 .cname", /^jobs ×198$/);
  await shows(page, "#e4 .rate", /^200K\/s · max 91%$/);
  await shows(page, "#e4 .under", /^worst p99 42\.0ms$/);
});

browserTest("groups unfold one at a time, by key, button and panel, and fold again", async () => {
  const graph = pipeline(8);
  await using staged = await stage(graph, (server) => work(server, graph, 1));
  const { page } = staged;
  assertEquals((await nodes(page)).length, 14);
  await page.locator("#g1 .card").last().click();
  await shows(page, "#group h2", /validate ×8/);
  await page.keyboard.press("f");
  await page.locator("#a13.actor").waitFor();
  assertEquals((await nodes(page)).length, 13 + 8);
  await page.locator("#a13").focus();
  await page.keyboard.press("Enter");
  await shows(page, "#details h2", /validate 0/);
  await page.keyboard.press("f");
  await page.locator("#g1").waitFor();
  await page.keyboard.press("Escape");
  await page.evaluate("document.activeElement.blur()");
  await page.keyboard.press("f");
  await page.locator("#a44.actor").waitFor();
  assertEquals(await page.locator(".group").count(), 0);
  await page.locator("#fold").click();
  await page.locator("#g4").waitFor();
  assertEquals((await nodes(page)).length, 14);
});

browserTest("a member is chosen by its cell, by mouse and by keyboard", async () => {
  const graph = pipeline(8);
  await using staged = await stage(graph, (server) => work(server, graph, 1));
  const { page } = staged;
  await page.locator("#a7.cell").click({ force: true });
  await shows(page, "#details h2", /parse 2/);
  await page.locator("#g0[data-holds]").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#g0").focus();
  await page.keyboard.press("Enter");
  await page.locator("#g0[data-selected]").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await shows(page, "#details h2", /parse 1/);
  await page.locator("#a6.cell[data-selected]").waitFor();
  await page.keyboard.press("Escape");
  assertEquals(await page.evaluate("document.activeElement.id"), "g0");
});

browserTest("the lens names a planted slow stage, and leads to it along its victims", async () => {
  const { graph, apply } = slowStage();
  await using staged = await stage(graph, apply, { colorScheme: "dark" });
  const { page } = staged;
  await shows(page, "#lens-sentence", /^score is the bottleneck: 98% busy/);
  assertEquals(await page.locator("[data-lens]").count(), 0);
  await page.keyboard.press("l");
  await page.locator('#a2[data-lens="culprit"]').waitFor();
  for (const id of ["a0", "a1", "c0", "c1"]) {
    await page.locator(`#${id}[data-lens="victim"]`).waitFor({ state: "attached" });
  }
  assertEquals(await page.locator("#a3[data-lens], #a4[data-lens], #c2[data-lens]").count(), 0);
  const dimmed = await page.evaluate<string>(
    "getComputedStyle(document.querySelector('#a4')).opacity",
  );
  assert(Number(dimmed) < 0.5, dimmed);
  await shows(page, "#announce", /score is the bottleneck/);
  await page.locator("#lens-follow").click();
  await page.locator("#a2[data-selected]").waitFor();
  await screenshot(page, "lens-dark.png");
  await page.keyboard.press("l");
  await page.locator("#graph:not([data-lens-on])").waitFor();
});

browserTest(
  "a wait cycle is drawn by itself, with its sentence and a mark of its own",
  async () => {
    const { graph, apply } = deadlock();
    await using staged = await stage(graph, apply, { colorScheme: "light" });
    const { page } = staged;
    await shows(page, "#lens-sentence", /left.*right/);
    await page.locator('#c0[data-lens="cycle"]').waitFor({ state: "attached" });
    assertEquals(await page.locator(".turning").count(), 2);
    assertEquals(await page.locator('#c2[data-lens="cycle"]').count(), 0);
    await shows(page, "#announce", /left.*right/);
    const dash = (id: string) =>
      page.evaluate<string>(
        `getComputedStyle(document.querySelector("#${id} .line")).strokeDasharray`,
      );
    assertNotEquals(await dash("c0"), await dash("c2"));
    await screenshot(page, "deadlock-light.png");
  },
);

browserTest("what is found is marked, listed, gone to, and filters the table", async () => {
  const graph = pipeline(20);
  await using staged = await stage(graph, (server) => work(server, graph, 1));
  const { page } = staged;
  await page.keyboard.press("/");
  await page.keyboard.type("/^score 1[0-3]$/");
  await shows(page, "#found-count", /^4 found$/);
  assertEquals(await page.locator("#found li").allTextContents(), [
    "score 10actor",
    "score 11actor",
    "score 12actor",
    "score 13actor",
  ]);
  assertEquals(
    await page.locator(".actor[data-match]").evaluateAll((all) => all.map(({ id }) => id)),
    [
      "g3",
    ],
  );
  assertEquals(await page.locator(".cell[data-match]").count(), 4);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await shows(page, "#details h2", /^score 11/);
  await page.locator("#show-table").click();
  await page.locator(".table:first-child tbody tr:nth-child(4)").waitFor();
  assertEquals(await page.locator(".table:first-child tbody tr").count(), 4);
  await page.locator("#find").fill("/(/");
  await page.locator("#find[aria-invalid]").waitFor();
  await page.locator("#find").press("Escape");
  assertEquals(await page.locator("#find").inputValue(), "");
  await page.locator("tr.group").first().waitFor();
});

browserTest(
  "arrows go along the edges, by the channels, and one thing at a time is in the tab order",
  async () => {
    const { graph, apply } = slowStage();
    await using staged = await stage(graph, apply, { viewport: { width: 1900, height: 600 } });
    const { page } = staged;
    const focused = () => page.evaluate<string>("document.activeElement.id");
    await page.locator("#a0").focus();
    const tree = await page.evaluate<boolean>(`(() => {
    const box = (id) => document.getElementById(id).getBoundingClientRect();
    return box("a1").y > box("a0").y + 40;
  })()`);
    const along = tree ? "ArrowDown" : "ArrowRight";
    const walked: string[] = [];
    for (let times = 0; times < 4; times++) {
      await page.keyboard.press(along);
      walked.push(await focused());
    }
    assertEquals([walked[1], walked[3]], ["a1", "a2"]);
    const channels = [walked[0]!, walked[2]!];
    assert(channels.every((id) => /^c\d+$/.test(id)), channels.join());
    assertEquals(await page.locator('.world [tabindex="0"]').count(), 1);
    await page.keyboard.press("Enter");
    await shows(page, "#details h2", /^score/);
    await page.keyboard.press(tree ? "ArrowUp" : "ArrowLeft");
    assertEquals(await focused(), channels[1]);
    const channel = page.locator(`#${channels[1]}`);
    const ring =
      "getComputedStyle(document.activeElement.querySelector('.hit')).strokeOpacity + ' ' + " +
      "getComputedStyle(document.activeElement.querySelector('.hit')).stroke";
    assertNotEquals(await page.evaluate(ring), "1 transparent");
    assertNotEquals(await page.evaluate(ring), "1 rgba(0, 0, 0, 0)");
    assertEquals(
      [await channel.getAttribute("aria-roledescription"), await channel.getAttribute("tabindex")],
      ["channel", "0"],
    );
    const said = String(await channel.getAttribute("aria-label"));
    assert(/^\S.*, from parse to score, (ok|watch|high|critical)$/.test(said), said);
    await page.keyboard.press("Enter");
    await page.locator(`#${channels[1]}[data-selected]`).waitFor({ state: "attached" });
    assertEquals(await page.locator("#details h2 bdi").textContent(), said.split(", from")[0]);
    await page.keyboard.press(tree ? "ArrowUp" : "ArrowLeft");
    assertEquals(await focused(), "a1");
    await page.keyboard.press("?");
    await page.locator("#help[open]").waitFor();
    await page.keyboard.press("Escape");
    assertEquals(await page.locator("#help[open]").count(), 0);
  },
);

browserTest("an address leads back to where it was taken", async () => {
  const graph = pipeline(8);
  await using staged = await stage(graph, (server) => work(server, graph, 1));
  const { page, server } = staged;
  await page.locator("#g1 .card").last().click();
  await page.keyboard.press("f");
  await page.locator("#a13.actor").click();
  await page.locator("#zoom-in").click();
  await page.locator("#find").fill("validate");
  await page.waitForURL(/find=validate/);
  const hash = await page.evaluate<string>("location.hash");
  assert(/sel=a13.*fold=parse,enrich,score,format/.test(hash) && /z=/.test(hash), hash);
  const view = await transform(page);
  await using again = await open(server.url + hash);
  await isDrawn(again.page);
  await again.page.locator("#a13[data-selected]").waitFor();
  const numbers = (text: string | null) => text!.match(/-?[\d.]+/g)!.map(Number);
  const there = numbers(await transform(again.page));
  numbers(view).forEach((one, at) => assert(Math.abs(one - there[at]!) < 1, `${view} ${there}`));
  assertEquals(await again.page.locator("#find").inputValue(), "validate");
  assertEquals(await again.page.locator(".group").count(), 4);
  await again.page.waitForTimeout(600);
  assertEquals(await again.page.evaluate("location.hash"), hash);
  // Somebody pastes another address into the same page.
  await again.page.evaluate("location.hash = 'sel=g0&view=table'");
  await again.page.locator("#table-view tr[data-id=g0][data-selected]").waitFor();
  assertEquals(await again.page.locator("#find").inputValue(), "");
  await again.page.evaluate("location.hash = ''");
  await again.page.locator("#g4").waitFor();
});

browserTest(
  "the minimap shows while something is out of sight, and its frame is dragged",
  async () => {
    const graph = pipeline(30);
    await using staged = await stage(graph, (server) => work(server, graph, 1));
    const { page } = staged;
    await page.locator("#minimap[data-whole]").waitFor({ state: "attached" });
    for (let times = 0; times < 5; times++) await page.locator("#zoom-in").click();
    await page.locator("#minimap:not([data-whole])").waitFor();
    const box = (await page.locator("#minimap").boundingBox())!;
    const frame = () =>
      page.locator(".mini-frame").evaluate((one) => Number(one.getAttribute("x")));
    const before = await frame();
    const view = await transform(page);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    assert(await frame() < before, "the frame went to the left");
    assertNotEquals(await transform(page), view);
    await page.keyboard.press("0");
    await page.locator("#minimap[data-whole]").waitFor({ state: "attached" });
  },
);

browserTest(
  "a changed topology is announced, drawn at once when asked, and by itself when idle",
  async () => {
    const graph = pipeline(8);
    const more = {
      ...graph,
      actors: [...graph.actors, { name: "late" }],
      chans: [...graph.chans, { name: "extra", from: 0, to: graph.actors.length }],
    };
    await using staged = await stage(graph, (server) => work(server, graph, 1));
    const { page, server } = staged;
    await page.locator("#a3").click();
    const { x, y } = (await page.locator("#a3 .card").boundingBox())!;
    server.change(more);
    await shows(page, "#banner", /1 actor added, 1 channel added/);
    await page.waitForTimeout(1500);
    assertEquals(await page.locator("#a49").count(), 0);
    await page.locator("#zoom-in").click();
    await page.locator("#zoom-out").click();
    await page.locator("#banner button").click();
    await page.locator("#a49").waitFor();
    await page.locator("#a3[data-selected]").waitFor();
    await page.waitForTimeout(400);
    const after = (await page.locator("#a3 .card").boundingBox())!;
    assert(Math.hypot(after.x - x, after.y - y) < 6, `${after.x - x} ${after.y - y}`);
    await page.keyboard.press("Escape");
    server.change({ ...graph, graph: "less" });
    await page.locator("#banner").waitFor({ state: "visible" });
    await page.locator("#a49").waitFor({ state: "detached" });
    // Another start of the program: nothing of what was shown means anything any more.
    await page.locator("#a3").click();
    server.change({ graph: "other", actors: [{ name: "new" }], chans: [] }, { restarted: true });
    await page.locator("#a3").waitFor({ state: "detached" });
    await nothingIsSelected(page);
  },
);

browserTest("a layout that hangs is ended twice, then a grid takes over", async () => {
  const server = new ScriptedServer(layers(12, 16));
  await using _server = server;
  await using opened = await open("about:blank");
  const { page } = opened;
  await page.route("**/vendor/viz.js", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: "export function instance() { for (;;); }",
    }));
  const workers: unknown[] = [];
  page.on("worker", (worker) => {
    if (worker.url().endsWith("layout_worker.js")) workers.push(worker);
  });
  await page.goto(server.url);
  await page.locator("#graph[data-drawn]").waitFor({
    state: "attached",
    timeout: 2 * pagePatience(),
  });
  assertEquals(workers.length, 2);
  assertEquals(await page.locator(".actor").count(), 12);
});

browserTest(
  "an engine that failed once is replaced, and the graph is drawn without labels",
  async () => {
    const graph = layers(12, 16);
    const server = new ScriptedServer(graph);
    await using _server = server;
    await using opened = await open("about:blank");
    const { page } = opened;
    let asked = 0;
    await page.route("**/vendor/viz.js", (route) => {
      if (++asked > 1) return route.continue();
      return route.fulfill({
        contentType: "text/javascript",
        body: "export const instance = () => ({ render() { throw new Error('out of bounds'); } });",
      });
    });
    await page.goto(server.url);
    await isDrawn(page);
    assertEquals(await page.locator(".actor").count(), 12);
    assertEquals(await page.locator(".chan .label").count(), 0);
  },
);
