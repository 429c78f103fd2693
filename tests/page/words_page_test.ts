import { assert, assertEquals } from "@std/assert";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { browserTest, isDrawn, open, shows } from "./pages.ts";

const KIND = "struct(id:u32, cents:u32, city:textLength u16, city:textBytes u8×120)";

function orders(): FakeGraph {
  const channels = [{ name: "orders", from: 0, to: 1, capacity: 100, kind: KIND }];
  return new FakeGraph("orders", ["SHOP", "PARSER"], channels);
}

browserTest("the legend names the levels, and says what the standard rules are", async () => {
  await using server = await serveTelemetry(orders().source, { port: 0 });
  await using opened = await open(server.url);
  const marks = opened.page.locator(".base .legend .marked");
  assertEquals(await marks.allTextContents(), ["ok", "watch", "high", "critical"]);
  for (const [at, share] of [[1, "50%"], [2, "80%"], [3, "95%"]] as const) {
    const about = await marks.nth(at).locator(".term").getAttribute("data-about");
    assert(about!.includes(`standard rules, a pressure from ${share}`), about!);
  }
});

browserTest("the table tells in brief what a channel carries, and whole in the title", async () => {
  await using server = await serveTelemetry(orders().source, { port: 0 });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  await page.keyboard.press("t");
  await shows(page, "#table-view td", /^struct\(id, cents, city\)$/);
  const cell = page.locator("#table-view td", { hasText: "struct(" });
  assertEquals(await cell.getAttribute("title"), KIND);
  const wide = "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)";
  assertEquals(await page.evaluate(`${wide}(document.querySelector("#table-view"))`), 0);
});
