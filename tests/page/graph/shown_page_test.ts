/** The statistics that a program has shown: on cards, at edges, and among the details. */
import { assert, assertEquals } from "@std/assert";
import { browserTest, screenshot, shows, stage } from "../pages.ts";

const graph = {
  graph: "shown",
  actors: [
    { name: "reader" },
    { name: "scorer", shown: 2 },
    { name: "writer" },
    ...[0, 1].map((instance) => ({ name: "clerk", instance, shown: 1 })),
  ],
  chans: [
    { name: "rows", from: 0, to: 1, shown: 2 },
    { name: "scores", from: 1, to: 2, shown: 1 },
    { name: "notes", from: 1, to: 2, shown: 1 },
    { name: "letters", from: 2, to: 3, shown: 4 },
    { name: "lines", from: 2, to: 4 },
  ],
};

const LATENCY = "p95 latency, 1 min: 4.21ms";
const FLOW = "average + 2σ rate, 15 min: 1.23M/s";

/** Whether the text of a label or a card stays within it. */
const SPILLS = `[...document.querySelectorAll(".actor")].flatMap((card) => {
  const box = card.querySelector(".card").getBoundingClientRect();
  return [...card.querySelectorAll("text")].filter((text) => {
    if (text.classList.contains("big") || text.textContent === "") return false;
    const { left, right, top, bottom } = text.getBoundingClientRect();
    return left < box.left || right > box.right || top < box.top || bottom > box.bottom;
  }).map((text) => card.id + " " + text.textContent);
})`;

browserTest(
  "statistics that are shown have a line on the card, at the edge, and in the details",
  async () => {
    // Fonts differ between machines: in one that is a quarter wider nothing is cut, either.
    for (
      const [width, height, widened] of [
        [1440, 810, 1],
        [1440, 810, 1.25],
        [390, 844, 1],
      ] as const
    ) {
      await using staged = await stage(graph, (server) => {
        server.actor(1, { busy: 40, status: "scoring", shown: `${FLOW} · p99.9 busy, 10 s: 100%` });
        for (const at of [3, 4]) server.actor(at, { shown: "max turns, 10 s: 12.0/s" });
        const told = { rate: 1200, fill: 12, sent: 70_000, p99: 9000 };
        server.channel(0, { ...told, shown: `${LATENCY} · ${FLOW}` });
        server.channel(1, { ...told, shown: LATENCY });
        server.channel(3, { ...told, level: 2, shown: Array(4).fill(LATENCY).join(" · ") });
      }, { viewport: { width, height }, widened });
      const { page, misdeeds } = staged;
      await shows(page, "#c0 .under", /^p95 latency, 1 min: 4\.21ms$/);
      const texts = await page.locator("#c0 .under").allTextContents();
      assertEquals(texts.slice(1), [LATENCY, FLOW]);
      assertEquals(await page.locator("#c3 .under").allTextContents().then((all) => all.slice(1)), [
        ...Array(4).fill(LATENCY),
      ]);
      // Of two channels that share an edge each tells its own in its details.
      assertEquals(await page.locator("#e1 .under").count(), 1);
      assertEquals(await page.locator("#a1 .status").allTextContents(), [
        ...["scoring", FLOW, "p99.9 busy, 10 s: 100%"],
      ]);
      assertEquals(await page.evaluate(SPILLS), []);
      await screenshot(page, `shown-${width}-${widened}.png`);
      assertEquals(misdeeds, { console: [], strangers: [], violations: [] });
      if (width < 900) continue;
      const heights = await Promise.all(
        ["#a0", "#a1"].map((id) => page.locator(`${id} .card`).boundingBox()),
      );
      assert(heights[1]!.height > heights[0]!.height, JSON.stringify(heights));
      await page.locator("#a1").click();
      await shows(page, "#details .rows", /average \+ 2σ rate, 15 min1\.23M\/s/);
      await page.keyboard.press("Escape");
      await page.locator("#e1 .label").click();
      await page.locator("#group .links button").first().click();
      await shows(page, "#details .rows", /p95 latency, 1 min4\.21ms/);
      await screenshot(page, "shown-details.png");
    }
  },
);
