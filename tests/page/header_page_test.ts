import { assertMatch } from "@std/assert";
import { browserTest, shows, stage } from "./pages.ts";

const graph = {
  graph: "header",
  actors: [{ name: "a" }, { name: "b" }, { name: "c" }],
  chans: [{ name: "one", from: 0, to: 1 }, { name: "two", from: 1, to: 2 }],
};

browserTest(
  "the header says that a graph ends, and no longer once another runs there",
  async () => {
    await using staged = await stage(graph);
    const { page, server } = staged;
    await shows(page, "#state", /^Live$/);
    server.life = "stopped";
    server.tick();
    await shows(page, "#state[data-state=stopped]", /^Stopped$/);
    // The server has answered all the time, so nothing is said of the connection.
    server.life = "running";
    server.change(graph, { restarted: true });
    await shows(page, "#state[data-state=live]", /^Live$/);
    assertMatch(await page.title(), /^header · Live$/);
  },
);

browserTest("the header says what the messages a second are the sum of", async () => {
  await using staged = await stage(graph, (server) => {
    for (const [at, rate] of [61, 1.5].entries()) server.channel(at, { rate });
  }, { viewport: { width: 1920, height: 1080 } });
  const { page } = staged;
  const figure = page.locator(".figures > div", { has: page.locator("#figure-rate") });
  await shows(page, "#figure-rate", /^62\.5$/);
  assertMatch(await figure.innerText(), /^Messages\/s, over all channels\s+62\.5$/);
  assertMatch((await figure.getAttribute("title"))!, /summed over all channels/);
  await page.setViewportSize({ width: 1024, height: 768 });
  assertMatch(await figure.innerText(), /^Messages\/s\s+62\.5$/);
});
