/** The level of the log at the page: told wherever there is one, and set where the program takes commands. */
import { assertEquals } from "@std/assert";
import { serveTelemetry, type TelemetrySource } from "../../src/telemetry/mod.ts";
import { FakeGraph } from "../telemetry/fake_graph.ts";
import { browserTest, isDrawn, open, screenshot, ticksOn } from "./pages.ts";

/** A graph with a level; `set` are those that were asked for. */
function loud(): {
  source: TelemetrySource;
  set: string[];
  level: { now: "info" | "debug" | "warn" | "error" };
} {
  const { source } = new FakeGraph("loud", ["a", "b"], [{ name: "c", from: 0, to: 1 }]);
  const level = { now: "info" as "info" | "debug" | "warn" | "error" };
  const set: string[] = [];
  const whole = {
    ...source,
    logLevel: () => level.now,
    setLogLevel: (wish: typeof level.now) => {
      set.push(wish);
      level.now = wish;
    },
  };
  return { source: whole, set, level };
}

browserTest("somebody at the page sets the level of a program that takes commands", async () => {
  const { source, set, level } = loud();
  await using server = await serveTelemetry(source, { port: 0, commands: true });
  for (const [width, height] of [[1440, 810], [390, 844]] as const) {
    await using opened = await open(`${server.url}#view=log`, { viewport: { width, height } });
    const { page, misdeeds } = opened;
    await isDrawn(page);
    const select = page.locator("#log-level");
    await select.waitFor();
    assertEquals([await select.inputValue(), await select.isEnabled()], [level.now, true]);
    const wish = level.now === "info" ? "debug" : "error";
    await select.selectOption(wish);
    while (level.now !== wish) await page.waitForTimeout(5);
    await screenshot(page, `log-level-${width}.png`);
    assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
  }
  assertEquals(set, ["debug", "error"]);
});

browserTest(
  "a level that may not be set is told, with what to do; the program's own change is seen",
  async () => {
    const { source, level, set } = loud();
    await using server = await serveTelemetry(source, { port: 0 });
    await using opened = await open(`${server.url}#view=log`);
    const { page } = opened;
    const select = page.locator("#log-level");
    await select.waitFor();
    assertEquals([await select.inputValue(), await select.isDisabled()], ["info", true]);
    assertEquals(/commands: true/.test(await select.getAttribute("title") ?? ""), true);
    level.now = "warn";
    while (await select.inputValue() !== "warn") await page.waitForTimeout(20);
    assertEquals(set, []);
    // What is played is of another time.
    await page.locator("#time-slider").evaluate((slider) => {
      const input = slider as unknown as Record<"min" | "value", string> & EventTarget;
      input.value = input.min;
      input.dispatchEvent(new Event("input"));
    });
    await select.waitFor({ state: "hidden" });
  },
);

browserTest("where nobody knows the level, there is no switch", async () => {
  const { source } = new FakeGraph("mute", ["a"], []);
  await using server = await serveTelemetry(source, { port: 0, commands: true });
  await using opened = await open(`${server.url}#view=log`);
  const { page, misdeeds } = opened;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await isDrawn(page);
  await ticksOn(page);
  assertEquals(await page.locator("#log-level").isHidden(), true);
  assertEquals(asked.filter((url) => url.includes("log-level")), []);
  assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
});
