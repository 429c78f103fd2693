/** axe-core has nothing to say against any view of the page, in either theme, on a screen and on a phone. */
import axe from "axe-core";
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { serveTelemetry } from "../../src/telemetry/mod.ts";
import { fourActors } from "./busy_graphs.ts";
import { browserTest, isDrawn, open, shows, stage } from "./pages.ts";
import { ScriptedServer } from "./scripted_server.ts";
import { pipeline, work } from "./scripts.ts";

/** What axe finds, a line for each rule and element; nothing is left out. */
async function complaints(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the page's policy does not bind.
  if (!await page.evaluate("'axe' in window")) await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => id + ": " + help + ": " + html.slice(0, 160))))`,
  );
}

/** A profile of a function that takes all the time, as a server answers. */
const PROFILE = JSON.stringify({
  nodes: [
    { id: 1, callFrame: frame("(root)", ""), children: [2, 3] },
    { id: 2, callFrame: frame("burn", "file:///app/burner.ts") },
    { id: 3, callFrame: frame("(garbage collector)", "") },
  ],
  startTime: 0,
  endTime: 4000,
  samples: [2, 2, 3, 2],
  timeDeltas: [1000, 1000, 1000, 1000],
  heapBytes: 5_000_000,
  actors: ["WORKER", "LOGGER"],
});

function frame(functionName: string, url: string) {
  return { functionName, url, lineNumber: 3, columnNumber: 1 };
}

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(`axe finds nothing in any view, in the ${colorScheme} theme`, async () => {
    using busy = fourActors();
    await using server = await serveTelemetry(busy.graph.source, { port: 0 });
    await using opened = await open(server.url, { colorScheme, reducedMotion: "reduce" });
    const { page } = opened;
    await page.route(
      "**/api/profile/**",
      (route) => route.fulfill({ body: PROFILE, contentType: "application/json" }),
    );
    const found: Record<string, string[]> = {};
    const look = async (what: string) => {
      const faults = await complaints(page);
      if (faults.length > 0) found[what] = faults;
    };
    await isDrawn(page);
    // A list that scrolls, with nothing in it that could be reached.
    for (let times = 0; times < 40; times++) {
      busy.graph.tell({ subject: "LOGGER", what: "started" });
    }
    await page.locator("#a2").click();
    await page.locator("#life li:nth-child(40)").waitFor({ state: "attached" });
    await look("life that scrolls");
    await page.keyboard.press("Escape");
    busy.graph.tell({
      subject: "WORKER",
      what: "crashed",
      detail: "Error: no luck\n  at w.ts:1:1",
    });
    await shows(page, "#life", /WORKER crashed/);
    await shows(page, "#lens-sentence", /bottleneck/);
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    await look("graph, on a first visit");
    await page.locator("#find").fill("o");
    await page.locator("#found li").first().waitFor();
    await look("what is found");
    await page.locator("#find").press("Escape");
    await page.locator("#export summary").click();
    await look("the menu that saves");
    await page.locator("#export summary").click();
    await page.locator("#a2").click();
    await shows(page, "#details h2", /^WORKER/);
    for (const tab of ["Now", "Charts"]) {
      await page.getByRole("tab", { name: tab }).click();
      await look(`an actor, ${tab}`);
    }
    await page.getByRole("tab", { name: "Profile" }).click();
    await button("Profile 5 s").click();
    await page.locator("dialog.profile[open]").waitFor();
    await look("a profile");
    await button("Close the profile").click();
    await look("an actor, Profile");
    await page.locator("#c0").dispatchEvent("click");
    await shows(page, "#details h2", /^numbers/);
    for (const tab of await page.locator("#details [role=tab]").allTextContents()) {
      await page.getByRole("tab", { name: tab }).click();
      await look(`a channel, ${tab}`);
    }
    await page.keyboard.press("Escape");
    for (const view of ["table", "alerts", "log", "graph"]) {
      await page.locator(`#show-${view}`).click();
      await look(view);
    }
    await page.locator("#lens").click();
    await look("the lens");
    await page.keyboard.press("p");
    await shows(page, "#state", /^Paused/);
    await look("the past");
    await page.keyboard.press("?");
    await look("help");
    assertEquals(found, {});
  });

  browserTest(
    `axe finds nothing on a phone and in groups, in the ${colorScheme} theme`,
    async () => {
      const graph = pipeline(12);
      await using staged = await stage(graph, (server) => work(server, graph, 1), {
        colorScheme,
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        isMobile: true,
      });
      const { page } = staged;
      const found: Record<string, string[]> = {};
      const look = async (what: string) => {
        const faults = await complaints(page);
        if (faults.length > 0) found[what] = faults;
      };
      await look("folded");
      await page.locator("#g1 .card").last().dispatchEvent("click");
      await shows(page, "#group h2", /validate/);
      await look("a group");
      await page.locator("#show-table").click();
      await look("table");
      await page.locator("#show-help").click();
      await look("help");
      assertEquals(found, {});
    },
  );

  browserTest(
    `axe finds nothing before anything is told, in the ${colorScheme} theme`,
    async () => {
      await using server = new ScriptedServer(pipeline(1));
      await using opened = await open("about:blank", { colorScheme });
      const { page } = opened;
      await page.addInitScript(`delete window.SharedWorker;
      window.EventSource = class extends EventTarget { close() {} };`);
      await page.goto(server.url);
      await shows(page, "#state", /^Connecting$/);
      const found: Record<string, string[]> = {};
      for (const view of ["graph", "table", "alerts", "log"]) {
        await page.locator(`#show-${view}`).click();
        const faults = await complaints(page);
        if (faults.length > 0) found[view] = faults;
      }
      assertEquals(found, {});
    },
  );
}
