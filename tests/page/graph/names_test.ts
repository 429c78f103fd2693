import { assert, assertEquals } from "@std/assert";
import { nameText } from "../../../static/dom/name_text.js";
import { browserTest, shows, stage } from "../pages.ts";

const LONG = `order_${"parser_".repeat(50)}of_berlin`;

Deno.test("a name in brief keeps its beginning and its end", () => {
  assertEquals(nameText("short\n name "), "short name");
  assertEquals(nameText("x".repeat(40)), "x".repeat(40));
  const brief = nameText(LONG);
  assertEquals([...brief].length, 40);
  assert(brief.startsWith("order_parser_") && brief.includes("…") && brief.endsWith("of_berlin"));
  assertEquals(nameText("👪".repeat(41)), `${"👪".repeat(26)}…${"👪".repeat(13)}`);
});

const names = [
  "db",
  "Consumer Feedback Analyser",
  "Environmental Impact Assessment",
  "LogisticsCoordinationPlatform 12",
  LONG,
];
const graph = {
  graph: LONG,
  actors: names.map((name) => ({ name })),
  chans: names.slice(1).map((_, from) => ({ name: `${LONG}${from}`, from, to: from + 1 })),
};

browserTest("a long name does not blow up tables, header, lists and details", async () => {
  for (const width of [390, 1440]) {
    await using staged = await stage(graph, (server) => server.channel(2, { level: 3, fill: 99 }), {
      viewport: { width, height: 900 },
    });
    const { page } = staged;
    const wide = (selector: string) =>
      page.evaluate(`(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(
        document.querySelector("${selector}"))`);
    assertEquals(await wide("html"), 0);
    assertEquals(await page.locator("#graph-name bdi").getAttribute("title"), LONG);
    await page.keyboard.press("t");
    await shows(page, "#table-view td", /berlin/);
    if (width > 900) assertEquals(await wide("#table-view"), 0);
    const name = page.locator("#table-view tr[data-id=a4] th button.plain");
    assertEquals(await name.getAttribute("title"), LONG);
    assertEquals(await name.textContent(), nameText(LONG));
    await name.click();
    assertEquals(await page.locator("#details h2 bdi").textContent(), LONG);
    await page.locator("#find").fill("berlin");
    await shows(page, "#found li", /of_berlin/);
    assertEquals(await wide("html"), 0);
  }
});

browserTest("names have the room of their boxes, and are all as large, near and far", async () => {
  await using staged = await stage(graph);
  const { page, server } = staged;
  const texts = () => page.locator(".actor .name").allTextContents();
  const shown = await texts();
  assertEquals(shown.slice(0, 4), names.slice(0, 4));
  assert(/^order_.*….*berlin$/.test(shown[4]!), shown[4]);
  // What is cut has all the room that there is, and gives some to the restarts when there are any.
  const gap = () =>
    page.evaluate<number>(`(() => {
      const box = (selector) => document.querySelector("#a4 " + selector).getBoundingClientRect();
      return (box(".card").right - box(".name").right) / box(".card").width;
    })()`);
  // Fonts are drawn up to a tenth narrower than they are measured, as letters begin at whole pixels.
  assert(await gap() < 0.2, `${await gap()}`);
  server.actor(4, { restarts: 3 });
  server.tick();
  await shows(page, "#a4 text.again", /3/);
  assert((await texts())[4]!.length < shown[4]!.length);
  for (let zoom = 0; zoom < 4; zoom++) await page.keyboard.press("-");
  await page.locator('#graph[data-lod="0"]:not([data-far])').waitFor();
  const far = await page.evaluate<{ size: string; text: string; inside: boolean }[]>(`
    [...document.querySelectorAll(".actor .big")].map((big) => {
      const text = big.getBoundingClientRect();
      const card = big.parentElement.querySelector(".card").getBoundingClientRect();
      const inside = text.left >= card.left && text.right <= card.right &&
        text.top >= card.top - 4 && text.bottom <= card.bottom;
      return { size: getComputedStyle(big).fontSize, text: big.textContent, inside };
    })`);
  assertEquals(new Set(far.map(({ size }) => size)).size, 1);
  assert(far.every(({ inside }) => inside), JSON.stringify(far));
  assertEquals(
    far.slice(0, 4).map(({ text }) => text.replaceAll(" ", "")),
    names.slice(0, 4).map((name) => name.replaceAll(" ", "")),
  );
});

browserTest("the mark of a level stands beside the text that it belongs to", async () => {
  await using staged = await stage(
    graph,
    (server) => server.channel(0, { level: 3, fill: 99, rate: 5 }),
  );
  const { page, server } = staged;
  const away = () =>
    page.evaluate<number>(`(() => {
      const box = (selector) => document.querySelector("#c0 " + selector).getBoundingClientRect();
      return (box(".rate").left - box(".mark").right) / box(".mark").width;
    })()`);
  assert(await away() >= 0 && await away() < 1, `${await away()}`);
  server.channel(0, { rate: 123_456_789 });
  server.tick();
  await shows(page, "#c0 .rate", /123M/);
  assert(await away() >= 0 && await away() < 1, `${await away()}`);
});

browserTest("what is pointed at is told, at any scale, with its whole name", async () => {
  await using staged = await stage(graph, (server) => server.channel(3, { level: 2, fill: 90 }));
  const { page } = staged;
  for (let zoom = 0; zoom < 9; zoom++) await page.keyboard.press("-");
  await page.locator('#graph[data-lod="0"]').waitFor();
  await page.locator("#a4").hover();
  await shows(page, ".tip", /of_berlin/);
  assertEquals(await page.locator(".tip div").first().textContent(), LONG);
  const point = await page.evaluate<{ x: number; y: number }>(`(() => {
    const line = document.querySelector("#c3 .line");
    const { x, y } = line.getPointAtLength(line.getTotalLength() / 2)
      .matrixTransform(line.getScreenCTM());
    return { x, y };
  })()`);
  await page.mouse.move(point.x, point.y);
  await shows(page, ".tip", /90% · high/);
  assertEquals(await page.locator(".tip div").first().textContent(), `${LONG}3`);
  await page.mouse.move(3, 3);
  await page.locator(".tip").waitFor({ state: "hidden" });
});
