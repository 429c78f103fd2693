import { assert, assertEquals, assertMatch } from "@std/assert";
import { browserTest, isDrawn, open, shows } from "../../page/pages.ts";
import { startProgram, USUAL } from "./live_program.ts";

/** Threads are profiled, and ended where they hang, through their debugger. */
const WITH_DEBUGGER = [...USUAL, "--allow-sys"];

browserTest(
  "a profile of a busy actor, taken with a click, names the function that it is busy with",
  async () => {
    await using program = await startProgram("tests/page/fixtures/hot_graph.ts", {
      flags: WITH_DEBUGGER,
    });
    await using opened = await open(program.url);
    const { page, misdeeds } = opened;
    await isDrawn(page);
    await shows(page, "#a1 .load", /^\d\d\d?% busy/);
    await page.locator("#a1").click();
    await page.getByRole("tab", { name: "Profile" }).click();
    await page.getByRole("button", { name: "Profile 5 s" }).click();
    await page.locator(".box.own", { hasText: "burnCycles" }).first().waitFor();
    await shows(page, ".profile .hot tbody tr:first-child", /^\d\d\.\d%.*burnCycles/);
    assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
  },
);

browserTest("where threads may not be debugged, the page says what to allow", async () => {
  await using program = await startProgram("tests/page/fixtures/hot_graph.ts");
  await using opened = await open(program.url);
  const { page } = opened;
  await isDrawn(page);
  await page.locator("#a1").click();
  await page.getByRole("tab", { name: "Profile" }).click();
  await shows(page, ".profile-tab", /--allow-sys/);
  assert(await page.getByRole("button", { name: "Profile 5 s" }).isDisabled());
});

browserTest(
  "the log of a real graph has its crashes, its kills, its dead letters and its vetoes",
  async () => {
    await using program = await startProgram("examples/03_robust/main.ts", {
      flags: WITH_DEBUGGER,
      args: ["--crash", "30", "--poison", "40", "--hang", "250", "--rate", "200", "--port", "0"],
    });
    await using opened = await open(program.url);
    const { page, misdeeds } = opened;
    await isDrawn(page);
    await page.locator("#show-log").click();
    const entry = (what: string, text: RegExp) =>
      page.locator(`.log .life-${what}`).filter({ hasText: text }).first();
    const thrown = entry("crashed", /PAYMENT \d crashed.*Error: the bank hung up/);
    await thrown.waitFor();
    assertMatch((await thrown.locator("pre").textContent())!, /at .*payment\.ts:\d+:\d+/);
    await shows(page, ".log .life-crashed", /with it PAYMENT \d/);
    await entry("crashed", /COURIER hung/).waitFor();
    assertMatch(
      (await entry("crashed", /COURIER hung/).locator("pre").textContent())!,
      /waitForThePartner.*courier\.ts/,
    );
    await entry("restarted", /COURIER/).waitFor();
    await entry("deadLetter", /PARSER gave a message up.*died 3 times on it/).waitFor();
    await page.locator("#show-graph").click();
    await shows(page, "#a1 .again", /\d+/);
    await page.locator("#show-log").click();
    const printed = await program.stop();
    await shows(page, "#state", /^Stopped/);
    await entry("veto", /COURIER refused to stop.*paid orders are drained/).waitFor();
    assertMatch(printed, /robust stopped after/);
    assertEquals(misdeeds.violations, []);
  },
);
