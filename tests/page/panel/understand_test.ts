/** Every word of the page can be asked for what it means, and every level for why it is so, and what to try. */
import { assertEquals } from "@std/assert";
import { serveTelemetry } from "../../../src/telemetry/mod.ts";
import { ACTOR_FIGURES } from "../../../src/telemetry/catalogue.ts";
import { FakeGraph } from "../../telemetry/fake_graph.ts";
import { browserTest, isDrawn, open, shows } from "../pages.ts";

/** A source that finds no room before a sink that is busy all the time. */
function pressed(): FakeGraph {
  const graph = new FakeGraph("pressed", ["SOURCE", "SINK"], [
    { name: "jobs", from: 0, to: 1, capacity: 100 },
  ]);
  graph.probes[0]!.wait(Date.now(), true);
  graph.probes[1]!.busy(Date.now());
  graph.send(0, 100);
  return graph;
}

const aboutOf = (name: string) => ACTOR_FIGURES.find((figure) => figure.name === name)!.about;

browserTest("why something is red opens the rule, the figures and what to try", async () => {
  await using server = await serveTelemetry(pressed().source, { port: 0 });
  await using opened = await open(server.url);
  const { page } = opened;
  await isDrawn(page);
  await page.locator("#a1").click();
  await shows(page, "#details .why", /^jobs is full: SINK does not keep up, 100% busy\.$/);
  const box = page.locator("#details .why-box");
  await box.locator("summary").filter({ hasText: "Why critical, and what to try" }).waitFor();
  assertEquals(await box.locator(".advice").isVisible(), false);
  // By the keyboard, as by the mouse.
  await box.locator("summary").focus();
  await page.keyboard.press("Enter");
  await shows(page, ".why-box .rules", /jobs, average of pressure over 1 s above 95%, at 100%/);
  await shows(page, ".why-box .evidence", /SINK busy100%.*jobs fill100%.*jobs pressure100%/);
  await shows(
    page,
    ".why-box .advice",
    /^To try: Share the work of SINK out, .*100% busy, and jobs/,
  );
  await shows(page, "#lens-advice", /^To try: Share the work of SINK out/);
  // Who is held up is not red, and its cause is named.
  await page.locator("#a0").click();
  await shows(page, "#details .why", /^It waits for room in jobs: SINK is the cause, 100% busy\.$/);
  assertEquals(await box.isVisible(), false);
});

browserTest(
  "a word says what it means on hover, on focus, and on a tap, as the catalogue does",
  async () => {
    await using server = await serveTelemetry(pressed().source, { port: 0 });
    await using opened = await open(server.url);
    const { page } = opened;
    await isDrawn(page);
    const bubble = page.locator("#term-about");
    const legend = page.locator("#legend .term", { hasText: "blocked" });
    await legend.hover();
    await bubble.filter({ hasText: aboutOf("blocked") }).waitFor();
    await page.mouse.move(400, 400);
    await bubble.waitFor({ state: "hidden" });

    await page.locator("#a1").click();
    const word = page.locator("#details .rows .term", { hasText: /^turns$/ });
    await word.focus();
    await bubble.filter({ hasText: aboutOf("turnRate") }).waitFor();
    assertEquals(await word.getAttribute("aria-describedby"), "term-about");
    await page.keyboard.press("Escape");
    await bubble.waitFor({ state: "hidden" });
    // It closed the explanation, and not the details.
    await shows(page, "#details h2", /^SINK/);
    await page.locator("#details .rows .term", { hasText: "load" }).click();
    await bubble.filter({ hasText: aboutOf("load") }).waitFor();
  },
);
