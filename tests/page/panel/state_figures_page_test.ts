/** Figures that an actor tells of its own, on the page: among its details, as charts, in a group; of nobody who has none. */
import { assertEquals } from "@std/assert";
import { serveTelemetry } from "@steady-state/deno/telemetry";
import { FakeGraph } from "../../telemetry/fake_graph.ts";
import { browserTest, isDrawn, open, screenshot, shows } from "../pages.ts";

const FIGURES = [
  { name: "lag", about: "Messages that the service still has.", unit: "amount" },
  { name: "cameAgain", about: "Messages that came again.", unit: "total" },
] as const;

function fake() {
  const graph = new FakeGraph("intake", ["orders", "store"], [{ name: "c", from: 0, to: 1 }]);
  const [plain] = graph.topology.definitions;
  const topology = {
    ...graph.topology,
    definitions: [{ ...plain!, figures: FIGURES }, plain!],
    actors: graph.topology.actors.map((actor, definition) => ({ ...actor, definition })),
  };
  let lag = 100;
  const figuresOf = (actor: number) => actor === 0 ? [lag++, 12_345_678] : null;
  return { ...graph.source, topology, figuresOf };
}

browserTest(
  "the details of an actor have the figures that it tells of its own, exactly where they are counts; others have none",
  async () => {
    await using server = await serveTelemetry(fake(), { port: 0 });
    for (const colorScheme of ["light", "dark"] as const) {
      await using opened = await open(server.url, { colorScheme });
      const { page, misdeeds } = opened;
      await isDrawn(page);
      await page.locator("#a0 .name").click();
      await shows(page, "#details .rows div", /^lag\d+$/);
      await shows(page, "#details .rows div", /^came again12,345,678$/);
      await page.getByRole("tab", { name: "Charts" }).click();
      await shows(page, "#details figure:not([hidden]) figcaption", /^lag$/);
      await screenshot(page, `own_figures_charts_${colorScheme}.png`);
      // What only grows is no chart.
      assertEquals(await page.locator("#details figcaption", { hasText: "came again" }).count(), 0);
      await page.getByRole("tab", { name: "Now" }).click();
      await screenshot(page, `own_figures_${colorScheme}.png`);
      await page.locator("#a1 .name").click();
      await shows(page, "#details h2", /store/);
      await shows(page, "#details .rows div", /^turns/);
      assertEquals(await page.locator("#details .rows dt", { hasText: /^lag$/ }).count(), 0);
      assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
    }
  },
);
